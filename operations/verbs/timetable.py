"""`./dayorder solve` and `publish`: a term's timetable, a draft first."""

import argparse
import signal
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

from functions.services.plans.solver_reader import SolverReader
from functions.services.schedule import publication
from functions.store.records import TableRecords
from operations import institutes
from operations.local_product import CannotStart
from solver_layer import files
from timetable import calendar as calendars
from timetable import constraints
from timetable.model import TermId

_SHOWN = 200


def register(verbs: Any) -> None:
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
    for verb in (solve, draft):
        verb.add_argument("--term", help="its id or name; the present one, unless told otherwise")
        institutes.asks_institute(verb)


def _solve(asked: argparse.Namespace) -> int:
    """The draft is a file; nothing of it is anybody's timetable before it is published."""
    from solver_layer.term.search import (
        solve,  # brings OR-Tools and numba, which the other verbs have no need of
    )

    records = institutes.records(asked.institute)
    term = _term(records, asked.term)
    reader = SolverReader(institutes.door(), datetime.now(UTC))
    instance = reader.instance(records.institute, term, anew=asked.anew)
    stop = Event()
    signal.signal(signal.SIGINT, lambda *_: stop.set())  # ends with the best so far
    found = solve(
        instance, seconds=asked.seconds, workers=asked.workers, seed=asked.seed, progress=_progress, stop=stop
    )
    parts = ", ".join(f"{name} {cost}" for name, cost in found.costs.items() if cost)
    print(f"\n{found.status}: cost {found.cost} ({parts or 'nothing'}), bound {found.bound}")
    source = files.Source(asked.path, instance)
    text = files.solution_text(source, found.occupancies, costs=found.costs, bound=found.bound)
    files.replace_file(asked.path, text)
    _tell_changes(publication.compare(records, term, found.occupancies))
    print(f"A draft, in {asked.path}. Make it the timetable: ./dayorder publish {asked.path} --apply")
    return 0


def _publish(asked: argparse.Namespace) -> int:
    records = institutes.records(asked.institute)
    term = _term(records, asked.term)
    instance = SolverReader(institutes.door(), datetime.now(UTC)).instance(records.institute, term, anew=True)
    drafted = files.read_solution(asked.path, files.Source(asked.path, instance))
    broken = constraints.violations(instance, drafted)
    for violation in broken[:_SHOWN]:
        print(f"  {violation.sentence}")
    if broken:
        print(f"Nothing was written: the draft breaks {len(broken)} rules of the college as it is now.")
        return 2
    changes = publication.compare(records, term, drafted)
    _tell_changes(changes)
    if not asked.apply:
        print("Nothing was written. Publish it with --apply." if changes.changes else "Nothing to do.")
        return 0
    publication.publish(records, institutes.caller(records), term, changes, datetime.now(UTC))
    print("Published.")
    return 0


def _tell_changes(changes: publication.Published) -> None:
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
