"""Leaves of the same dates as they go over the wire: who else asks for them, who is away, what clashes."""

from collections.abc import Iterable, Mapping
from typing import Any

from functions.api.shapes.plans import BesideOut, ClashingClassOut, ClashOut, SpanOut
from functions.services.leave.same_dates import SameDates
from functions.services.ports import FACULTY, Request
from timetable.leave.clashes import Clash
from timetable.model import FacultyUnavailability, LeaveId


def pending(request: Request, same_dates: SameDates) -> list[BesideOut]:
    clashes = [pair.clash for _, pair in same_dates.pending if pair and pair.clash]
    names = Whose(request, [same_dates.leave, *same_dates.leaves()], clashes)
    return [
        BesideOut(
            **names.span(other),
            grantable=pair.grantable if pair else None,
            why=names.clash(pair.clash) if pair and pair.clash else None,
        )
        for other, pair in same_dates.pending
    ]


def away(request: Request, same_dates: SameDates) -> list[SpanOut]:
    names = Whose(request, same_dates.away, ())
    return [SpanOut(**names.span(leave)) for leave in same_dates.away]


class Whose:
    """Turns leaves and their clashes into shapes with people's names, which are fetched in one call."""

    def __init__(
        self, request: Request, leaves: Iterable[FacultyUnavailability], clashes: Iterable[Clash]
    ) -> None:
        self._reference = request.reference
        self._faculty_of: Mapping[LeaveId, str] = {leave.id: leave.faculty for leave in leaves}
        people = [*self._faculty_of.values(), *(p for c in clashes for p in c.people)]
        self._reference.load(FACULTY[p] for p in people)
        self._times = {t.slot: t.start for t in self._reference.timeslots()}

    def span(self, leave: FacultyUnavailability) -> dict[str, Any]:
        return {
            "leave": leave.id,
            "faculty_name": self._name(leave.faculty),
            "start_date": leave.start_date,
            "end_date": leave.end_date,
            "periods": list(leave.periods) if leave.periods is not None else None,
            "half": leave.half,
        }

    def clash(self, clash: Clash) -> ClashOut:
        return ClashOut(
            code=clash.code,
            people=[self._name(p) for p in clash.people],
            classes=[
                ClashingClassOut(
                    leave=c.leave,
                    faculty_name=self._name(self._faculty_of.get(c.leave, "")),
                    date=c.date,
                    period=c.slot.period,
                    start=self._times.get(c.slot, ""),
                )
                for c in clash.classes
            ],
        )

    def _name(self, faculty: str) -> str:
        person = self._reference.get(FACULTY[faculty]) if faculty else None
        return person.name if person else "?"
