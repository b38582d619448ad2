"""Compiles the kernel, once per machine and version of its source: `python -m solver_layer.term.warm`."""

import sys
from collections.abc import Callable
from functools import cache
from time import monotonic
from typing import Any

from numba.core import event
from numba.core.dispatcher import Dispatcher

from solver_layer.term import chains, construct, kernel, moves, prices
from solver_layer.term.anneal import Effort, Search
from solver_layer.term.encode import encode
from timetable.model import (
    CourseId,
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
)
from timetable.problems import Instance

_TERM, _SECTION = TermId("term"), SectionId("section")
_SMALLEST = Instance(
    term=_TERM,
    timeslots=tuple(TimeSlot(TimeSlotId(f"{p}"), 1, p, f"{8 + p:02}:00", f"{8 + p:02}:50") for p in (1, 2)),
    rooms=(Infra(InfraId("room"), "room", "classroom", 1),),
    faculty=(),
    sections=(Section(_SECTION, CourseId("course"), 1, "section", 1),),
    offerings=(Offering(OfferingId("offering"), _TERM, SubjectId("subject"), (_SECTION,), (), 1),),
)


_LINE_SECONDS = 5.0  # at least, between two lines of progress


@cache
def warm() -> None:
    """Compile every entry of the kernel, or load what was compiled before.

    Compiling takes a minute or more, loading half a second. Nothing is printed.
    """
    search = Search(encode(_SMALLEST, {o.id: () for o in _SMALLEST.offerings}))
    now = monotonic()
    solution = search.first(0, Effort(now + 600, now, 1))
    assert solution, "one class has a place"
    search.least = -1
    search.improve(solution, [0], effort=Effort(now + 600, now, 1), report=lambda _: None)


class Report:
    """Says how many of the kernel's functions are compiled; nothing where none had to be."""

    def __init__(
        self, functions: set[str], write: Callable[[str], object], clock: Callable[[], float] = monotonic
    ) -> None:
        self._waiting = set(functions)
        self._total = len(functions)
        self._write = write
        self._clock = clock
        self._began = clock()
        self._written: float | None = None

    def begin(self) -> None:
        """A function is about to be compiled."""
        if self._written is None:
            self._written = self._clock()
            self._write(f"{self._total} functions to compile. This happens once and takes a minute or two.")

    def end(self, function: str) -> None:
        """A function is compiled, perhaps for a second set of types."""
        self._waiting.discard(function)
        now = self._clock()
        if self._written is not None and (not self._waiting or now - self._written >= _LINE_SECONDS):
            self._written = now
            done = self._total - len(self._waiting)
            self._write(f"{function}: {done} of {self._total} compiled, {now - self._began:.0f} s")


class _Compilations(event.Listener):
    """Passes on to a report what numba compiles."""

    def __init__(self, report: Report) -> None:
        self._report = report

    def on_start(self, _start: Any) -> None:
        self._report.begin()

    def on_end(self, end: Any) -> None:
        self._report.end(end.data["dispatcher"].py_func.__name__)


def functions() -> set[str]:
    """The names of the compiled functions."""
    parts = (kernel, prices, chains, construct, moves)
    return {name for part in parts for name, value in vars(part).items() if isinstance(value, Dispatcher)}


def main() -> None:
    """Compile the kernel, and print how far it is."""
    report = Report(functions(), lambda line: sys.stderr.write(f"    {line}\n"))
    with event.install_listener("numba:compile", _Compilations(report)):
        warm()


if __name__ == "__main__":
    main()
