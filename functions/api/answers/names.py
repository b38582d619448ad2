"""Classes and what becomes of them as they go over the wire, with the names that ids stand for."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from functions.api.shapes.base import ReasonShape
from functions.api.shapes.bookings import AdjustmentOut, OccupancyOut
from functions.api.shapes.days import ClassOut, JointOut, PlannedOut, PlannedSubjectOut
from functions.api.shapes.plans import (
    ExchangedRowOut,
    ExplainedRowOut,
    PlanRowOut,
    RowOut,
    RunnerUpOut,
)
from functions.services.ports import FACULTY, KINDS, ROOM, SECTION, SUBJECT, Ref, Request
from timetable.day import SeenClass
from timetable.model import (
    Adjustment,
    ClassOnDate,
    Occupancy,
    PlanRow,
    Reason,
    RunnerUp,
    Section,
    Slot,
)


class Names:
    """Turns classes into shapes with names. The names of all classes given are fetched in one call."""

    def __init__(self, request: Request, classes: Iterable[ClassOnDate | None]) -> None:
        self._reference = request.reference
        self._reference.load(ref for c in classes if c for ref in _refs(c))
        self._times = {t.slot: t for t in self._reference.timeslots()}

    def planned(self, class_: ClassOnDate) -> PlannedOut:
        return PlannedOut(**self._where(class_))

    def class_(self, seen: SeenClass) -> ClassOut:
        return ClassOut(
            **self._where(seen.class_),
            **self._what(seen.class_),
            state=seen.state.value,
            was=self.planned(seen.was) if seen.was else None,
            now=self.planned(seen.now) if seen.now else None,
            held_with=self._shared_class(seen.held_with),
        )

    def row(self, row: PlanRow) -> RowOut:
        return RowOut(
            **self._where(row.before),
            **self._what(row.before),
            kind=row.kind,
            after=self.planned(row.after) if row.after else None,
            held_with=self._shared_class(row.after.host if row.after else None),
            cost=row.cost,
            reasons=[ReasonShape(code=r.code, about=self._about(r)) for r in row.reasons],
        )

    def exchanged_row(self, row: PlanRow) -> ExchangedRowOut:
        given, returned = row.in_return, None
        if given:
            name = self._what(given)["subject_name"]
            returned = PlannedSubjectOut(**self._where(given), subject_name=name)
        return ExchangedRowOut(**self.row(row).model_dump(), in_return=returned)

    def explained_row(self, row: PlanRow) -> ExplainedRowOut:
        return ExplainedRowOut(**self.exchanged_row(row).model_dump(), parts=dict(row.parts))

    def plan_row(self, row: PlanRow, since: int | None = None) -> PlanRowOut:
        """A row of a plan with its runners-up, marked if it differs from the revision `since`."""
        others = [self._runner_up(row, r) for r in row.runners_up]
        fields = self.explained_row(row).model_dump()
        return PlanRowOut(**fields, runners_up=others, changed=since is not None and row.since > since)

    def _runner_up(self, row: PlanRow, other: RunnerUp) -> RunnerUpOut:
        after = other.fate.applied_to(row.before)
        return RunnerUpOut(
            kind=other.fate.kind,
            after=self.planned(after) if after else None,
            extra=other.extra,
            why_not=other.why_not,
            whole_run=other.whole_run,
            in_exchange=other.fate.in_return is not None,
        )

    def adjustment(self, adjustment: Adjustment) -> AdjustmentOut:
        row = PlanRow(adjustment.kind, adjustment.before, adjustment.after, 0)
        after = adjustment.after
        slot = self._times.get(after.slot) if after else None
        return AdjustmentOut(
            **self.row(row).model_dump(),
            id=adjustment.id,
            cause=adjustment.cause,
            room=after.room if after else None,
            timeslot=slot.id if slot else None,
            faculty=list(after.faculty) if after else None,
            host=after.host.occupancy if after and after.host else None,
        )

    def occupancy(self, booking: Occupancy, students: list[str]) -> OccupancyOut:
        what = self._what(booking.on(date.min))
        return OccupancyOut(
            id=booking.id,
            version=booking.version,
            created_at=booking.created_at,
            updated_at=booking.updated_at,
            term=booking.term,
            offering=booking.offering,
            subject=booking.subject,
            room=booking.room,
            timeslot=self._times[booking.slot].id,
            faculty=list(booking.faculty),
            sections=list(booking.sections),
            faculty_name=[self._name("faculty", f) for f in booking.faculty],
            subject_name=what["subject_name"],
            room_name=self._name("infra", booking.room),
            section_names=what["section_names"],
            student_ids=students,
        )

    def _shared_class(self, class_: ClassOnDate | None) -> JointOut | None:
        if class_ is None:
            return None
        return JointOut(
            occupancy=class_.occupancy, section_names=[self._section(s, class_) for s in class_.sections]
        )

    def faculty(self, id: str) -> str:
        return self._name("faculty", id)

    def _where(self, class_: ClassOnDate) -> dict:  # type: ignore[type-arg]
        start, end = self._time(class_.slot)
        return {
            "date": class_.date,
            "period": class_.slot.period,
            "start": start,
            "end": end,
            "room_name": self._name("infra", class_.room),
            "faculty_names": [self._name("faculty", f) for f in class_.faculty],
        }

    def _what(self, class_: ClassOnDate) -> dict:  # type: ignore[type-arg]
        subject = self._reference.get(SUBJECT[class_.subject])
        return {
            "occupancy": class_.occupancy,
            "subject_name": subject.name if subject else "?",
            "subject_code": subject.code if subject else "?",
            "section_names": [self._section(s, class_) for s in class_.sections],
        }

    def _section(self, id: str, class_: ClassOnDate) -> str:
        """A section's name, with its batches where only some of them are in the class."""
        section = self._reference.get(SECTION[id])
        if not isinstance(section, Section):
            return "?"
        present = [b.name for b in section.batches if b.id in class_.groups]
        if not section.batches or len(present) == len(section.batches):
            return section.name
        names = (name if name.startswith(section.name) else f"{section.name} {name}" for name in present)
        return ", ".join(names)

    def _time(self, slot: Slot) -> tuple[str, str]:
        timeslot = self._times.get(slot)
        return (timeslot.start, timeslot.end) if timeslot else ("", "")

    def _name(self, kind: str, id: str) -> str:
        value = self._reference.get(KINDS[kind][id])
        return value.name if value else "?"

    def _about(self, reason: Reason) -> str:
        """What a reason is about; a person's name in the place of their id."""
        person = self._reference.get(FACULTY[reason.about]) if reason.code in _ABOUT_PEOPLE else None
        return person.name if person else reason.about


_ABOUT_PEOPLE = {"one_person_for_run"}


def _refs(class_: ClassOnDate) -> list[Ref[Any]]:
    return [
        SUBJECT[class_.subject],
        ROOM[class_.room],
        *(FACULTY[f] for f in class_.faculty),
        *(SECTION[s] for s in class_.sections),
        *(_refs(class_.host) if class_.host else ()),
    ]
