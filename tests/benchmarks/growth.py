"""`make bench-growth`: one solve of colleges of growing size, up to 40 departments and 8,000 weekly classes.

Prints, per size, how long until there is a complete timetable, its cost in the end, and the memory.
"""

import resource
import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from solver_layer import files
from timetable.model import (
    Batch,
    BatchId,
    CourseId,
    DepartmentId,
    Faculty,
    FacultyId,
    Infra,
    InfraId,
    Offering,
    OfferingId,
    Section,
    SectionId,
    SubjectId,
    TermId,
    TimeSlot,
    TimeSlotId,
    UserId,
)
from timetable.problems import Instance

SECTIONS, TEACHERS, LABS = 10, 15, 3  # of each department
DAYS, PERIODS = 6, 8
_TERM = TermId("term")


def college(departments: int, seed: int = 1) -> Instance:
    """20 classes a week for each section: theory, a fourth of it by teachers of other departments, and labs
    in two batches at a time; classrooms are shared by all, labs by a department."""
    random = Random(seed)
    sections, offerings = [], []
    for d in range(departments):
        for n in range(SECTIONS):
            name = f"{d}-{n}"
            batches = tuple(Batch(BatchId(f"{name}-b{b}"), f"B{b}", 30) for b in (1, 2))
            section = Section(SectionId(name), CourseId(f"course {d}"), 1, name, 60, batches)
            sections.append(section)
            offerings += _theory(random, departments, section, place=(d, n)) + _labs(section, place=(d, n))
    return Instance(
        term=_TERM,
        timeslots=tuple(
            TimeSlot(TimeSlotId(f"t{d}{p}"), d, p, f"{8 + p:02}:00", f"{8 + p:02}:50")
            for d in range(1, DAYS + 1)
            for p in range(1, PERIODS + 1)
        ),
        rooms=_rooms(departments),
        faculty=tuple(
            Faculty(
                FacultyId(f"{d}-{t}"), UserId(f"u-{d}-{t}"), DepartmentId(f"{d}"), f"{d}-{t}", weekly_limit=40
            )
            for d in range(departments)
            for t in range(TEACHERS)
        ),
        sections=tuple(sections),
        offerings=tuple(offerings),
        breaks_after=(4,),
    )


def _rooms(departments: int) -> tuple[Infra, ...]:
    classrooms = [
        Infra(InfraId(f"c{n}"), f"c{n}", "classroom", 60 + n % 3 * 10) for n in range(departments * 9 // 2)
    ]
    labs = [
        Infra(InfraId(f"l{d}-{n}"), f"l{d}-{n}", f"lab {d}", 30)
        for d in range(departments)
        for n in range(LABS)
    ]
    return (*classrooms, *labs)


def _theory(random: Random, departments: int, section: Section, *, place: tuple[int, int]) -> list[Offering]:
    """Four subjects of three periods. `place` has the number of the department, and of the section in it."""
    d, n = place
    offerings = []
    for k in range(4):
        by = random.randrange(departments) if k == 3 else d
        teacher = FacultyId(f"{by}-{(n * 4 + k) % TEACHERS}")
        id = OfferingId(f"{section.id}-theory{k}")
        offerings.append(
            Offering(id, _TERM, SubjectId(id), (section.id,), (teacher,), 3, strength=60, min_days=3)
        )
    return offerings


def _labs(section: Section, *, place: tuple[int, int]) -> list[Offering]:
    """Two labs of two periods: while one batch is in the first, the other is in the second."""
    d, n = place
    offerings = []
    for turn in range(2):
        for lab in range(2):
            batch = section.batches[(turn + lab) % 2]
            id = OfferingId(f"{section.id}-lab{lab}-{batch.name}")
            offerings.append(
                Offering(
                    id,
                    _TERM,
                    SubjectId(f"{section.id}-lab{lab}"),
                    (section.id,),
                    (FacultyId(f"{d}-{(n * 2 + lab) % TEACHERS}"),),
                    2,
                    block_length=2,
                    room_kind=f"lab {d}",
                    batches=(batch.id,),
                    strength=30,
                    parallel=f"{section.id}-{turn}",
                )
            )
    return offerings


def main() -> int:
    parser = ArgumentParser(prog="python -m tests.benchmarks.growth", description=__doc__)
    parser.add_argument("--departments", type=int, nargs="*", default=[10, 20, 40, 80])
    parser.add_argument("--seconds", type=float, default=60)
    arguments = parser.parse_args()
    print(f"{'departments':>11}{'classes':>9}{'rooms':>7}{'first, s':>10}{'cost':>8}{'seconds':>9}{'MB':>7}")
    for departments in arguments.departments:
        with TemporaryDirectory() as folder:
            _measure(departments, arguments.seconds, Path(folder))
    return 0


def _measure(departments: int, seconds: float, folder: Path) -> None:
    instance = college(departments)
    path, out = folder / "college.json", folder / "made.json"
    files.write_instance(path, instance)
    command = [
        sys.executable,
        "-m",
        "solver_layer",
        "solve",
        str(path),
        "--seconds",
        str(seconds),
        "--out",
        str(out),
    ]
    began = time.monotonic()
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as search:
        assert search.stderr
        first = search.stderr.read(1) and time.monotonic() - began
        log = search.stderr.read()
    if search.returncode:
        sys.exit(log)
    took = time.monotonic() - began
    judged = subprocess.run(
        [sys.executable, "-m", "solver_layer", "check", str(path), str(out)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    cost = judged.split("cost ")[1].split()[0]
    classes = sum(o.periods_per_week for o in instance.offerings)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"{departments:11}{classes:9}{len(instance.rooms):7}{first:10.1f}{cost:>8}{took:9.1f}{peak:7.0f}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
