"""How long the least retiming takes: `python -m tests.benchmarks.retiming FOLDER_OF_CTT`.

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


@dataclass(frozen=True, slots=True)
class Measured:
    milliseconds: float
    found: Retimed | Infeasible | NotFoundInTime

    @property
    def is_proven(self) -> bool:
        """Least, or that there is none."""
        if isinstance(self.found, Retimed):
            return self.found.status == "optimal"
        return "in the time given" not in self.found.sentence


def main() -> None:
    asked = _asked()
    columns = ("cases", "proven", "none", "median", "95 %", "worst", "moves")
    print(f"{'':8}{''.join(f'{c:>10}' for c in columns)}   {GOAL}")
    for name in asked.instances:
        instance = ctt.read(asked.folder / f"{name}.ctt").instance
        bookings = _bookings(instance, asked.solutions and asked.solutions / f"{name}.sol")
        cases = _cases(instance, bookings, asked.cases, asked.seed)
        _tell(name, [_measure(instance, bookings, *case, asked.seconds) for case in cases])


def _asked() -> Namespace:
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


def _cases(
    instance: Instance, bookings: Sequence[Occupancy], count: int, seed: int
) -> Iterator[tuple[FacultyId, frozenset[Slot]]]:
    taught = sorted({(f, b.slot.day) for b in bookings for f in b.faculty})
    random = Random(seed)
    for _ in range(count):
        faculty, day = random.choice(taught)
        yield faculty, frozenset(t.slot for t in instance.timeslots if t.day == day)


def _measure(
    instance: Instance, bookings: Sequence[Occupancy], who: FacultyId, when: frozenset[Slot], seconds: float
) -> Measured:
    began = perf_counter()
    found: Retimed | Infeasible | NotFoundInTime
    try:
        found = retime(instance, bookings, {who: when}, seconds=seconds)
    except (Infeasible, NotFoundInTime) as refusal:
        found = refusal
    return Measured((perf_counter() - began) * 1000, found)


def _tell(name: str, measured: Sequence[Measured]) -> None:
    times = sorted(m.milliseconds for m in measured)
    moves = [m.found.moved for m in measured if isinstance(m.found, Retimed)]
    proven = sum(m.is_proven for m in measured)
    counts = (len(times), proven, len(times) - len(moves))
    figures = (median(times), times[-(-len(times) * 95 // 100) - 1], times[-1])
    mean = fmean(moves) if moves else 0
    print(
        f"{name:8}{''.join(f'{c:10}' for c in counts)}{''.join(f'{ms:10.1f}' for ms in figures)}{mean:10.2f}"
    )


if __name__ == "__main__":
    main()
