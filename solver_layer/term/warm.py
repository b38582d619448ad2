"""Has the kernel compiled: `python -m solver_layer.term.warm`, once per machine and version of the source."""

from functools import cache
from time import monotonic

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


@cache
def warm() -> None:
    """Compile every entry of the kernel, or load what was compiled: 20 s the first time, then half a one."""
    search = Search(encode(_SMALLEST, {o.id: () for o in _SMALLEST.offerings}))
    now = monotonic()
    found = search.first(0, Effort(now + 600, now, 1))
    assert found, "one class finds its place"
    search.least = -1
    search.improve(found, [0], effort=Effort(now + 600, now, 1), report=lambda _: None)


if __name__ == "__main__":
    warm()
