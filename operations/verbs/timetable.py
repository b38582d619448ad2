"""`./dayorder solve` and `publish`: a term's timetable, a draft first."""

import argparse
import signal
from datetime import UTC, datetime
from threading import Event

from functions.services.plans.solver_reader import SolverReader
from functions.services.ports import Request
from functions.services.schedule import publication
from functions.store.records import TableRecords
from operations import institutes
from operations.local_product import CannotStart
from solver_layer import files
from timetable import calendar as calendars
from timetable import constraints
from timetable.model import TermId

_LINES_SHOWN = 200


def solve_term(arguments: argparse.Namespace) -> int:
    """Search a timetable and write it into a file, as a draft: it is nobody's timetable before it is
    published."""
    from solver_layer.term.search import solve  # imports OR-Tools and numba, which `publish` does not need

    records = institutes.records(arguments.institute)
    term = _term(records, arguments.term)
    reader = SolverReader(institutes.directory(), datetime.now(UTC))
    instance = reader.instance(records.institute, term, anew=arguments.anew)
    stop = Event()
    signal.signal(signal.SIGINT, lambda *_: stop.set())  # Ctrl-C ends the search with its best so far
    solution = solve(
        instance,
        seconds=arguments.seconds,
        workers=arguments.workers,
        seed=arguments.seed,
        progress=_progress,
        stop=stop,
    )
    parts = ", ".join(f"{name} {cost}" for name, cost in solution.costs.items() if cost)
    print(f"\n{solution.status}: cost {solution.cost} ({parts or 'nothing'}), bound {solution.bound}")
    source = files.Source(arguments.path, instance)
    files.replace_file(
        arguments.path, files.solution(source, solution.occupancies, solution.costs, solution.bound)
    )
    _print_changes(publication.compare(records, term, solution.occupancies))
    print(f"A draft, in {arguments.path}. Make it the timetable: ./dayorder publish {arguments.path} --apply")
    return 0


def publish_draft(arguments: argparse.Namespace) -> int:
    """Make a draft the term's timetable, or say what that would change. Returns 2 if it breaks a rule."""
    records = institutes.records(arguments.institute)
    term = _term(records, arguments.term)
    instance = SolverReader(institutes.directory(), datetime.now(UTC)).instance(
        records.institute, term, anew=True
    )
    drafted = files.read_solution(arguments.path, files.Source(arguments.path, instance))
    broken = constraints.violations(instance, drafted)
    for violation in broken[:_LINES_SHOWN]:
        print(f"  {violation.sentence}")
    if broken:
        print(f"Nothing was written: the draft breaks {len(broken)} rules of the college as it is now.")
        return 2
    changes = publication.compare(records, term, drafted)
    _print_changes(changes)
    if not arguments.apply:
        print("Nothing was written. Publish it with --apply." if changes.changes else "Nothing to do.")
        return 0
    publication.publish(Request(records, institutes.caller(records), datetime.now(UTC)), term, changes)
    print("Published.")
    return 0


def _print_changes(changes: publication.Published) -> None:
    print(
        f"{changes.booked} classes to book, {changes.moved} to move, {changes.given_up} to give up; "
        f"{changes.unchanged} stay."
    )


def _progress(best: int, bound: int, seconds: float) -> None:
    print(f"\rbest {best}, bound {bound}, {seconds:.1f} s   ", end="", flush=True)


def _term(records: TableRecords, name: str | None) -> TermId:
    """The term with this id or name; for None, the present one."""
    terms = records.reference.terms()
    if name is None:
        today = calendars.today(records.reference.institute.zone, datetime.now(UTC))
        return records.reference.calendar(today).term.id
    ids = [t.id for t in terms if name in (t.id, t.name)]
    if len(ids) != 1:
        listed = ", ".join(t.name for t in terms)
        raise CannotStart(f"There is no term {name}. The college has: {listed}.")
    return ids[0]
