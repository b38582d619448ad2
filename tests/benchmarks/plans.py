"""`make bench-plans`: from an event to a plan on the demo college: 100 absences of one day each."""

import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import perf_counter

from local.college.demo import demo_college
from local.emulator import Emulator
from tests.benchmarks.__main__ import configure, load_demo_college

CASES = 100
_DAYS = 14


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, Emulator(Path(folder)) as emulator:
        configure(emulator.endpoint)
        college = demo_college(datetime.now(UTC).date(), 1)
        load_demo_college(college)
        from functions import wiring
        from solver_layer.entry.plans import repaired

        random, reader = Random(1), wiring.solver_reader()
        cases = [
            (f.id, reader.now.date() + timedelta(days=n)) for f in college.faculty for n in range(1, _DAYS)
        ]
        random.shuffle(cases)
        loading, solving, proven = [], [], 0
        for faculty, on in cases:
            began = perf_counter()
            ((_, problem),) = reader.what_ifs(college.institute.id, [faculty], on)
            loaded = perf_counter()
            if not problem.classes:
                continue
            best, _others = repaired(problem)
            loading.append(loaded - began)
            solving.append(perf_counter() - loaded)
            proven += best.status == "optimal"
            if len(solving) == CASES:
                break
    whole = [a + b for a, b in zip(loading, solving, strict=True)]
    print(f"{len(whole)} absences, {proven} plans proven best")
    for name, seconds in (("load", loading), ("solve, with three alternatives", solving), ("both", whole)):
        median, most, worst = (_at(seconds, share) for share in (0.5, 0.95, 1))
        print(f"  {name:32} median {median:6.0f} ms, 95 of 100 {most:6.0f} ms, worst {worst:6.0f} ms")
    return 0


def _at(seconds: Sequence[float], share: float) -> float:
    return 1000 * sorted(seconds)[min(len(seconds) - 1, int(share * len(seconds)))]


if __name__ == "__main__":
    sys.exit(main())
