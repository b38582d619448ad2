"""The command line of `./dayorder`: every verb, its arguments, and the function that carries it out.

Only the standard library and plain values are imported here, so that help appears at once. A verb names its
function as `module:function`; `operations/__main__.py` imports that module when the verb is run.
"""

import argparse
from pathlib import Path
from typing import TypeAlias

from operations.costs.month import College
from operations.redrive.letters import QUEUES

_DESCRIPTION = (
    "What an operator does with a college from a terminal. Without TABLE in the environment it is the "
    "product that `make up` runs here; with it, the table of that name in the AWS account that is configured."
)
DEFAULT_ZONE = "Asia/Kolkata"
_TYPICAL_COLLEGE = College(students=0, leaves_per_day=0)

Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command. `action` of what it parses is the address of the verb's function."""
    command = argparse.ArgumentParser(prog="dayorder", description=_DESCRIPTION)
    verbs = command.add_subparsers(required=True, metavar="VERB")
    for add in (_add_workbook, _add_timetable, _add_promises, _add_backup, _add_deployment, _add_cost):
        add(verbs)
    return command


def _add_workbook(verbs: Verbs) -> None:
    read = verbs.add_parser("import", help="a college from a workbook or a folder of CSV files")
    read.add_argument("path", type=Path, help="FILE.xlsx, FILE.zip of CSV files, or a folder of them")
    read.add_argument("--apply", action="store_true", help="write it; without, only say what it would do")
    read.add_argument(
        "--only-good", action="store_true", help="write what is right even if something is wrong"
    )
    read.set_defaults(action="operations.verbs.workbook:import_college")
    write = verbs.add_parser("export", help="the college as a workbook or a folder of CSV files")
    write.add_argument("path", type=Path, help="FILE.xlsx, FILE.zip, or a folder")
    write.set_defaults(action="operations.verbs.workbook:export_college")
    for verb in (read, write):
        _add_institute(verb)
    template = verbs.add_parser("template", help="an empty workbook to fill in")
    template.add_argument("path", type=Path, help="FILE.xlsx")
    template.set_defaults(action="operations.verbs.workbook:write_template")


def _add_timetable(verbs: Verbs) -> None:
    solve = verbs.add_parser("solve", help="a timetable for a term, as a draft in a file")
    solve.add_argument("path", type=Path, help="FILE.json for the draft")
    solve.add_argument("--seconds", type=float, default=60.0)
    solve.add_argument("--workers", type=int, default=2)
    solve.add_argument("--seed", type=int, default=0)
    solve.add_argument("--anew", action="store_true", help="what is booked may move; without, it stays")
    solve.set_defaults(action="operations.verbs.timetable:solve_term")
    publish = verbs.add_parser("publish", help="a draft becomes the term's timetable")
    publish.add_argument("path", type=Path, help="FILE.json from `solve`")
    publish.add_argument("--apply", action="store_true", help="write it; without, only say what it would do")
    publish.set_defaults(action="operations.verbs.timetable:publish_draft")
    for verb in (solve, publish):
        verb.add_argument("--term", help="its id or name; the present one, unless told otherwise")
        _add_institute(verb)


def _add_promises(verbs: Verbs) -> None:
    verify = verbs.add_parser("verify", help="whether everything that is promised holds; 1 where not")
    verify.add_argument("--json", action="store_true", help="for programs")
    verify.set_defaults(action="operations.verbs.promises:verify")
    repair = verbs.add_parser("repair-claims", help="claims rebuilt from what is booked and decided")
    repair.add_argument("--apply", action="store_true", help="write it; without, only say what it would do")
    repair.set_defaults(action="operations.verbs.promises:repair_claims")
    for verb in (verify, repair):
        _add_institute(verb)


def _add_backup(verbs: Verbs) -> None:
    save = verbs.add_parser("backup", help="everything of an institute, as it is stored, into a file")
    save.add_argument("path", type=Path, help="FILE; people's data is in it, so only its owner may read it")
    _add_institute(save)
    save.set_defaults(action="operations.verbs.backup:save_backup")
    restore = verbs.add_parser("restore", help="a backup into another table, and whether all is well there")
    restore.add_argument("path", type=Path, help="FILE from `backup`")
    restore.add_argument("--table", required=True, help="its name; made where there is none")
    restore.set_defaults(action="operations.verbs.backup:restore_backup")


def _add_deployment(verbs: Verbs) -> None:
    bootstrap = verbs.add_parser("bootstrap", help="the first institute and admin, webhook and commands")
    bootstrap.add_argument("--institute", default="", help="the college's name")
    bootstrap.add_argument("--admin", default="", help="its first admin's name")
    bootstrap.add_argument(
        "--zone", default=DEFAULT_ZONE, help=f"IANA time zone, {DEFAULT_ZONE} unless told otherwise"
    )
    bootstrap.set_defaults(action="operations.verbs.bootstrap:bootstrap")
    doctor = verbs.add_parser("doctor", help="looks over the deployment and says what is wrong")
    doctor.set_defaults(action="operations.verbs.doctor:examine")
    redrive = verbs.add_parser("redrive", help="what is in the dead-letter queues, and back with it")
    redrive.add_argument("--queue", choices=QUEUES, help="only that one's; without, all")
    redrive.add_argument("--apply", action="store_true", help="put it back; without, only say what there is")
    redrive.set_defaults(action="operations.verbs.redrive:redrive")
    for verb in (bootstrap, doctor, redrive):
        verb.add_argument("--stack", help="the deployed stack's name; without, what runs on this machine")


def _add_cost(verbs: Verbs) -> None:
    cost = verbs.add_parser("cost", help="what a college of some size costs a month in AWS")
    typical = _TYPICAL_COLLEGE
    cost.add_argument("--students", type=_count, required=True)
    cost.add_argument("--leaves-per-day", type=_count, required=True)
    cost.add_argument("--looks", type=float, default=typical.looks, help="of each student on a working day")
    cost.add_argument(
        "--told-per-leave", type=_count, default=typical.recipients_per_leave, help="people told of one"
    )
    cost.add_argument(
        "--digests", type=float, default=typical.digests, help="share of students with a digest"
    )
    cost.set_defaults(action="operations.verbs.cost:print_cost")


def _add_institute(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--institute", help="its id, where the table has several")


def _count(text: str) -> int:
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text} is no count")
    return int(text)
