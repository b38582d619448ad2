"""The solver from a command line: make a timetable for an instance (.ctt of ITC-2007, or Dayorder's .json),
or judge one."""

import signal
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event
from time import monotonic

from solver_layer import files
from timetable import constraints, penalties
from timetable.errors import CheckerDisagrees, Infeasible, Malformed, Refusal
from timetable.model import FacultyId

_FOR_WHY = 10.0
"""seconds, at least, to find out why there is no timetable"""


def main(arguments: Sequence[str] | None = None) -> int:
    """0: solved, or nothing is broken; 1: `check` found a broken rule; 2: the input is wrong, or there is no
    timetable, or none was found in time; 3: the solver's own answer breaks a rule."""
    options = _parser().parse_args(arguments)
    return exit_code(lambda: int(options.run(options)))


def exit_code(command: Callable[[], int]) -> int:
    """The exit code of a command; why it ended early goes to the terminal in one sentence."""
    try:
        return command()
    except Refusal as refusal:
        print(refusal.sentence, file=sys.stderr)
    except CheckerDisagrees as bug:
        print(f"{bug} This is a bug; please report it.", file=sys.stderr)
        return 3
    except MemoryError:
        print("There is not enough memory for this instance.", file=sys.stderr)
    except OSError as failure:
        print(f"{failure.filename}: {failure.strerror}.", file=sys.stderr)
    return 2


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m solver_layer", description=__doc__)
    commands = parser.add_subparsers(required=True)
    solve = commands.add_parser("solve", help="make a timetable; the solution goes to --out or the terminal")
    solve.add_argument("instance", type=Path)
    solve.add_argument("--seconds", type=_positive, default=30.0)
    solve.add_argument("--workers", type=_count, default=2)
    solve.add_argument("--seed", type=int, default=0)
    solve.add_argument("--out", type=Path)
    solve.set_defaults(run=_solve)
    explain = commands.add_parser("explain", help="why there is no timetable, and what would help")
    explain.add_argument("instance", type=Path)
    explain.add_argument("--seconds", type=_positive, default=60.0)
    explain.add_argument("--seed", type=int, default=0)
    explain.set_defaults(run=_explain)
    retime = commands.add_parser(
        "retime", help="experimental: the fewest moves after which a teacher is free on a day"
    )
    retime.add_argument("instance", type=Path)
    retime.add_argument("solution", type=Path)
    retime.add_argument("--teacher", required=True, help="who is away, by id")
    retime.add_argument("--day", type=_count, required=True, help="of the week, from 1")
    retime.add_argument("--further", type=int, default=0, help="also what so many more moves are worth")
    retime.add_argument("--seconds", type=_positive, default=10.0)
    retime.add_argument("--out", type=Path)
    retime.set_defaults(run=_retime)
    check = commands.add_parser("check", help="judge a solution: what it breaks, what it costs")
    check.add_argument("instance", type=Path)
    check.add_argument("solution", type=Path)
    check.set_defaults(run=_check)
    return parser


def _positive(text: str) -> float:
    if not 0 < (number := float(text)) < 1e6:
        raise ArgumentTypeError("a number of seconds above 0")
    return number


def _count(text: str) -> int:
    if not 1 <= (number := int(text)) <= 64:
        raise ArgumentTypeError("1 to 64")
    return number


def _solve(asked: Namespace) -> int:
    began = monotonic()
    source = files.read(asked.instance)
    stop = Event()
    for ending in (signal.SIGINT, signal.SIGTERM):  # ends with the best so far, not with nothing
        signal.signal(ending, lambda *_: stop.set())
    from solver_layer.term.search import solve  # brings numba, which `check` has no need of
    from solver_layer.term.warm import warm

    warm()
    left = max(0.1, asked.seconds - (monotonic() - began))
    try:
        found = solve(
            source.instance, seconds=left, workers=asked.workers, seed=asked.seed, progress=_tell, stop=stop
        )
    except Infeasible as impossible:
        if not impossible.names_the_reason:
            from solver_layer.why.lines import why_none

            print("\n".join(why_none(source.instance, seconds=max(_FOR_WHY, left), seed=asked.seed)))
        raise
    print(f"\n{found.status}: {_sum(found.costs)}, bound {found.bound}", file=sys.stderr)
    text = files.solution(source, found.occupancies, found.costs, found.bound)
    if asked.out:
        files.replace_file(asked.out, text)
    else:
        print(text, end="")
    return 0


def _explain(asked: Namespace) -> int:
    from solver_layer.why.lines import why_none

    instance = files.read(asked.instance).instance
    print("\n".join(why_none(instance, seconds=asked.seconds, seed=asked.seed)))
    return 0


def _retime(asked: Namespace) -> int:
    from solver_layer.retime.retime import front

    source = files.read(asked.instance)
    bookings = files.read_solution(asked.solution, source)
    if asked.teacher not in {f.id for f in source.instance.faculty}:
        raise Malformed(f"--teacher: {asked.teacher} is nobody of the instance.", field="teacher")
    days = frozenset(t.slot for t in source.instance.timeslots if t.day == asked.day)
    if not days:
        raise Malformed(f"--day: the week has no day {asked.day}.", field="day")
    away = {FacultyId(asked.teacher): days}
    points = front(source.instance, bookings, away, seconds=asked.seconds, further=asked.further)
    for point in points:
        proven = "proven best" if point.status == "optimal" else f"bound {point.bound_moves} moves"
        print(f"{point.moved} moved, cost {point.cost}, {proven}", file=sys.stderr)
    first = points[0]
    text = files.solution(source, first.bookings, penalties.costs(source.instance, first.bookings), 0)
    if asked.out:
        files.replace_file(asked.out, text)
    else:
        print(text, end="")
    return 0


def _check(asked: Namespace) -> int:
    """Needs no solver, so that a solution can be judged by something that did not make it."""
    source = files.read(asked.instance)
    bookings = files.read_solution(asked.solution, source)
    broken = constraints.violations(source.instance, bookings)
    for violation in broken:
        print(f"{violation.rule}: {violation.sentence}")
    print(f"{len(broken)} violations; {_sum(penalties.costs(source.instance, bookings))}")
    return 1 if broken else 0


def _tell(best: int, bound: int, seconds: float) -> None:
    print(f"\rbest {best}, bound {bound}, {seconds:.1f} s   ", end="", file=sys.stderr, flush=True)


def _sum(costs: dict[str, int]) -> str:
    """Every part that costs something, and UD2's four also where they don't."""
    always = {"room_capacity", "minimum_working_days", "compactness", "room_stability"}
    parts = ", ".join(f"{name} {cost}" for name, cost in costs.items() if cost or name in always)
    return f"cost {sum(costs.values())} ({parts})"


if __name__ == "__main__":
    sys.exit(main())
