"""The solver from a command line: make a timetable for an ITC-2007 instance, or judge one."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from solver_layer import ctt
from timetable import constraints, penalties
from timetable.errors import Refusal


def main(arguments: Sequence[str] | None = None) -> int:
    """0: solved, or nothing broken; 1: a hard constraint is broken; 2: wrong input, or nothing found."""
    asked = _parser().parse_args(arguments)
    try:
        return int(asked.run(asked))
    except Refusal as refusal:
        print(refusal.sentence, file=sys.stderr)
        return 2


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m solver_layer", description=__doc__)
    commands = parser.add_subparsers(required=True)
    solve = commands.add_parser("solve", help="make a timetable; the solution goes to --out or the terminal")
    solve.add_argument("instance", type=Path)
    solve.add_argument("--seconds", type=float, default=30.0)
    solve.add_argument("--workers", type=int, default=2)
    solve.add_argument("--seed", type=int, default=0)
    solve.add_argument("--out", type=Path)
    solve.set_defaults(run=_solve)
    check = commands.add_parser("check", help="judge a solution: what it breaks, what it costs")
    check.add_argument("instance", type=Path)
    check.add_argument("solution", type=Path)
    check.set_defaults(run=_check)
    return parser


def _solve(asked: Namespace) -> int:
    read = ctt.read(asked.instance)
    from solver_layer.search import solve  # brings OR-Tools, which `check` has no need of

    found = solve(
        read.instance,
        seconds=asked.seconds,
        workers=asked.workers,
        seed=asked.seed,
        progress=_tell,
    )
    print(f"\n{found.status}: {_sum(found.costs)}, bound {found.bound}", file=sys.stderr)
    text = ctt.solution(found.occupancies)
    if asked.out:
        asked.out.write_text(text)
    else:
        print(text, end="")
    return 0


def _check(asked: Namespace) -> int:
    """Needs no solver, so that a solution can be judged by something that did not make it."""
    instance = ctt.read(asked.instance).instance
    bookings = ctt.read_solution(asked.solution, instance)
    broken = constraints.violations(instance, bookings)
    for violation in broken:
        print(f"{violation.rule}: {violation.sentence}")
    print(f"{len(broken)} violations; {_sum(penalties.costs(instance, bookings))}")
    return 1 if broken else 0


def _tell(best: int | None, bound: int, seconds: float) -> None:
    print(f"\rbest {best}, bound {bound}, {seconds:.1f} s   ", end="", file=sys.stderr, flush=True)


def _sum(costs: dict[str, int]) -> str:
    parts = ", ".join(f"{name} {cost}" for name, cost in costs.items())
    return f"cost {sum(costs.values())} ({parts})"


if __name__ == "__main__":
    sys.exit(main())
