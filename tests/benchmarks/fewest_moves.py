"""How long the fewest moves for an absence take: `python -m tests.benchmarks.fewest_moves FOLDER_OF_CTT`.

A case is a teacher and a day on which they teach, all of it away. With --solutions FOLDER, NAME.sol is the
timetable that is changed; else one is made in 20 s.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import fmean, median
from time import perf_counter

from solver_layer import ctt
from solver_layer.retime.retime import Retimed, retime
from timetable.errors import Infeasible, NotFoundInTime
from timetable.model import FacultyId, Occupancy, Slot
from timetable.problems import Instance

INSTANCES = ("comp05", "comp06", "comp07")
GOAL = "goal: median 50 ms, 95th percentile 1,500 ms"


Case = tuple[FacultyId, frozenset[Slot]]  # a teacher, and the periods for which they are away


@dataclass(frozen=True, slots=True)
class Measurement:
    milliseconds: float
    outcome: Retimed | Infeasible | NotFoundInTime

    @property
    def is_proven(self) -> bool:
        """Whether it is proven that these are the fewest moves, or that there is no timetable."""
        if isinstance(self.outcome, Retimed):
            return self.outcome.status == "optimal"
        return not isinstance(self.outcome, NotFoundInTime)


def main() -> None:
    arguments = _arguments()
    columns = ("cases", "proven", "none", "median", "95 %", "worst", "moves")
    print(f"{'':8}{''.join(f'{c:>10}' for c in columns)}   {GOAL}")
    for name in arguments.instances:
        instance = ctt.read(arguments.folder / f"{name}.ctt").instance
        bookings = _bookings(instance, arguments.solutions and arguments.solutions / f"{name}.sol")
        cases = _cases(instance, bookings, count=arguments.cases, seed=arguments.seed)
        _print_row(name, [_measure(instance, bookings, case, seconds=arguments.seconds) for case in cases])


def _arguments() -> Namespace:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--solutions", type=Path)
    parser.add_argument("--instances", nargs="+", default=INSTANCES)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _bookings(instance: Instance, solution: Path | None) -> list[Occupancy]:
    if solution:
        return ctt.read_solution(solution, instance)
    from solver_layer.term.search import solve

    return list(solve(instance, seconds=20, workers=1, seed=0).occupancies)


def _cases(instance: Instance, bookings: Sequence[Occupancy], *, count: int, seed: int) -> Iterator[Case]:
    taught = sorted({(f, b.slot.day) for b in bookings for f in b.faculty})
    random = Random(seed)
    for _ in range(count):
        faculty, day = random.choice(taught)
        yield faculty, frozenset(t.slot for t in instance.timeslots if t.day == day)


def _measure(instance: Instance, bookings: Sequence[Occupancy], case: Case, *, seconds: float) -> Measurement:
    began = perf_counter()
    outcome: Retimed | Infeasible | NotFoundInTime
    try:
        outcome = retime(instance, bookings, dict([case]), seconds=seconds)
    except (Infeasible, NotFoundInTime) as refusal:
        outcome = refusal
    return Measurement((perf_counter() - began) * 1000, outcome)


def _print_row(name: str, measured: Sequence[Measurement]) -> None:
    times = sorted(m.milliseconds for m in measured)
    moves = [m.outcome.moved for m in measured if isinstance(m.outcome, Retimed)]
    proven = sum(m.is_proven for m in measured)
    counts = (len(times), proven, len(times) - len(moves))
    figures = (median(times), times[-(-len(times) * 95 // 100) - 1], times[-1])
    mean = fmean(moves) if moves else 0
    print(
        f"{name:8}{''.join(f'{c:10}' for c in counts)}{''.join(f'{ms:10.1f}' for ms in figures)}{mean:10.2f}"
    )


if __name__ == "__main__":
    main()
