"""`./dayorder`: a whole college as a file, into and out of the product; its timetable solved and published.

Without TABLE in the environment it is the product that `make up` runs here; with it, the table of that name
in the AWS account that is configured. Whoever can reach the table is its operator: audited as such.
"""

import argparse
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from threading import Event

from functions.services import imports, publishing
from functions.services.imports import Imported
from functions.services.present import present
from functions.services.problems import SolverReader
from functions.services.sheet_values import Sheet, Table
from functions.services.sheet_writing import tables
from functions.sheets import writing
from functions.sheets.reading import read, read_folder
from functions.sheets.template import template
from functions.store.records import TableRecords
from local import backing_up, operating, promises
from local.emulator import CannotStart
from local.verbs import bootstrap, cost, doctor
from solver_layer import files
from timetable import calendar as calendars
from timetable import constraints
from timetable.errors import Refusal
from timetable.model import TermId

_SHOWN = 200


def main(arguments: Sequence[str] | None = None) -> int:
    """0: done, or would be done; 1: refused, said in a line; 2: problems in the file."""
    asked = _parser().parse_args(arguments)
    try:
        code: int = asked.act(asked)
    except (Refusal, CannotStart, OSError) as problem:
        print(f"dayorder: {problem}", file=sys.stderr)
        return 1
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dayorder", description=__doc__.splitlines()[0])
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    take = verbs.add_parser("import", help="a college from a workbook or a folder of CSV files")
    take.add_argument("path", type=Path, help="FILE.xlsx, FILE.zip of CSV files, or a folder of them")
    take.add_argument("--apply", action="store_true", help="write it; without, only say what it would do")
    take.add_argument(
        "--only-good", action="store_true", help="write what is right even if something is wrong"
    )
    take.set_defaults(act=_import)
    give = verbs.add_parser("export", help="the college as a workbook or a folder of CSV files")
    give.add_argument("path", type=Path, help="FILE.xlsx, FILE.zip, or a folder")
    give.set_defaults(act=_export)
    empty = verbs.add_parser("template", help="an empty workbook to fill in")
    empty.add_argument("path", type=Path, help="FILE.xlsx")
    empty.set_defaults(act=_template)
    solve = verbs.add_parser("solve", help="a timetable for a term, as a draft in a file")
    solve.add_argument("path", type=Path, help="FILE.json for the draft")
    solve.add_argument("--seconds", type=float, default=60.0)
    solve.add_argument("--workers", type=int, default=2)
    solve.add_argument("--seed", type=int, default=0)
    solve.add_argument("--anew", action="store_true", help="what is booked may move; without, it stays")
    solve.set_defaults(act=_solve)
    draft = verbs.add_parser("publish", help="a draft becomes the term's timetable")
    draft.add_argument("path", type=Path, help="FILE.json from `solve`")
    draft.add_argument("--apply", action="store_true", help="write it; without, only say what it would do")
    draft.set_defaults(act=_publish)
    for module in (bootstrap, doctor, cost):
        module.register(verbs)
    for verb in (solve, draft):
        verb.add_argument("--term", help="its id or name; the present one, unless told otherwise")
    for verb in (take, give, solve, draft):
        verb.add_argument("--institute", help="its id, where the table has several")
    promises.register(verbs)
    backing_up.register(verbs)
    return parser


def _import(asked: argparse.Namespace) -> int:
    path: Path = asked.path
    sheets: dict[str, Sheet] = read_folder(path) if path.is_dir() else read(path.read_bytes(), path.name)
    records = operating.records(asked.institute)
    done = imports.run(
        records,
        operating.caller(records),
        sheets,
        _new_id,
        dry_run=not asked.apply,
        only_good=asked.only_good,
        now=datetime.now(UTC),
    )
    _tell(done)
    return 2 if done.problems else 0


def _new_id(_kind: str) -> str:
    return token_hex(8)


def _tell(done: Imported) -> None:
    for problem in done.problems[:_SHOWN]:
        place = problem.cell or (f"row {problem.row}" if problem.row else "")
        where = " ".join(part for part in (problem.sheet, place, problem.column) if part)
        print(f"  {where}: {problem.sentence}" if where else f"  {problem.sentence}")
    new, changed = sum(done.created.values()), sum(done.updated.values())
    kinds = ", ".join(f"{n} {kind}" for kind, n in sorted((done.created + done.updated).items()))
    if done.written:
        print(f"{done.written} objects written ({kinds}); {len(done.problems)} problems.")
    elif done.dry_run:
        what = f"make {new} and change {changed} objects ({kinds or 'none'})"
        print(f"Would {what}; {len(done.problems)} problems.")
        print("Nothing was written. Write it with --apply." if new + changed else "Nothing to do.")
    else:
        print(f"Nothing was written; {len(done.problems)} problems.")


def _export(asked: argparse.Namespace) -> int:
    path: Path = asked.path
    sheets = tables(present(operating.records(asked.institute)))
    writers: dict[str, Callable[[dict[str, Table]], bytes]] = {
        ".xlsx": writing.workbook,
        ".zip": writing.csv_zip,
    }
    if path.suffix in writers:
        path.write_bytes(writers[path.suffix](sheets))
    else:
        writing.write_folder(sheets, path)
    print(f"{sum(len(rows) - 1 for rows in sheets.values())} rows in {len(sheets)} sheets: {path}")
    return 0


def _template(asked: argparse.Namespace) -> int:
    asked.path.write_bytes(template())
    print(f"Fill it in, then: ./dayorder import {asked.path}")
    return 0


def _solve(asked: argparse.Namespace) -> int:
    """The draft is a file; nothing of it is anybody's timetable before it is published."""
    from solver_layer.term.search import (
        solve,  # brings OR-Tools and numba, which the other verbs have no need of
    )

    records = operating.records(asked.institute)
    term = _term(records, asked.term)
    reader = SolverReader(operating.door(), datetime.now(UTC))
    instance = reader.instance(records.institute, term, anew=asked.anew)
    stop = Event()
    signal.signal(signal.SIGINT, lambda *_: stop.set())  # ends with the best so far
    found = solve(
        instance, seconds=asked.seconds, workers=asked.workers, seed=asked.seed, progress=_progress, stop=stop
    )
    parts = ", ".join(f"{name} {cost}" for name, cost in found.costs.items() if cost)
    print(f"\n{found.status}: cost {found.cost} ({parts or 'nothing'}), bound {found.bound}")
    source = files.Source(asked.path, instance)
    files.replace_file(asked.path, files.solution(source, found.occupancies, found.costs, found.bound))
    _tell_changes(publishing.compare(records, term, found.occupancies))
    print(f"A draft, in {asked.path}. Make it the timetable: ./dayorder publish {asked.path} --apply")
    return 0


def _publish(asked: argparse.Namespace) -> int:
    records = operating.records(asked.institute)
    term = _term(records, asked.term)
    instance = SolverReader(operating.door(), datetime.now(UTC)).instance(records.institute, term, anew=True)
    drafted = files.read_solution(asked.path, files.Source(asked.path, instance))
    broken = constraints.violations(instance, drafted)
    for violation in broken[:_SHOWN]:
        print(f"  {violation.sentence}")
    if broken:
        print(f"Nothing was written: the draft breaks {len(broken)} rules of the college as it is now.")
        return 2
    changes = publishing.compare(records, term, drafted)
    _tell_changes(changes)
    if not asked.apply:
        print("Nothing was written. Publish it with --apply." if changes.changes else "Nothing to do.")
        return 0
    publishing.publish(records, operating.caller(records), term, changes, datetime.now(UTC))
    print("Published.")
    return 0


def _tell_changes(changes: publishing.Published) -> None:
    print(
        f"{changes.booked} classes to book, {changes.moved} to move, {changes.given_up} to give up; "
        f"{changes.unchanged} stay."
    )


def _progress(best: int, bound: int, seconds: float) -> None:
    print(f"\rbest {best}, bound {bound}, {seconds:.1f} s   ", end="", flush=True)


def _term(records: TableRecords, asked: str | None) -> TermId:
    """The term asked for by id or name, or the present one."""
    terms = records.reference.terms()
    if asked is None:
        today = calendars.today(records.reference.institute.zone, datetime.now(UTC))
        return records.reference.calendar(today).term.id
    found = [t.id for t in terms if asked in (t.id, t.name)]
    if len(found) != 1:
        known = ", ".join(t.name for t in terms)
        raise CannotStart(f"There is no term {asked}. The college has: {known}.")
    return found[0]


if __name__ == "__main__":
    sys.exit(main())
