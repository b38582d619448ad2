"""What is stored of a college, as far as some sheets need it: for imports and exports."""

from collections.abc import Collection
from typing import Any

from functions.services.ports import KINDS, STUDENT, USER, Records
from functions.services.ports.paging import every, every_booking
from functions.workbooks.values import Present
from timetable.objects.listings import Stretch

REFERENCE = ("timeslot", "term", "department", "course", "subject", "infra", "section", "faculty", "offering")
_PEOPLE = {
    "Offerings",
    "Timetable",
    "People",
    "Departments",
    "Faculty",
    "Students",
    "Institute",
    "Leave kinds",
}
_BOOKED = {"Timetable", "Sections", "Batches", "Offerings"}


def stored_college(records: Records, sheets: Collection[str] | None = None) -> Present:
    """The institute with its objects, as these sheets need them; all objects if `sheets` is None.

    People, students and bookings are many, so they are read only if one of the sheets is about them.
    """
    about = {s.casefold() for s in sheets} if sheets is not None else None

    def wanted(*names: str) -> bool:
        return about is None or any(n.casefold() in about for n in names)

    objects: dict[str, list[Any]] = {kind: list(records.reference.all(KINDS[kind])) for kind in REFERENCE}
    people = wanted(*_PEOPLE)
    objects["user"] = list(every(records, USER, [Stretch(1, "")])) if people else []
    objects["student"] = (
        list(every(records, STUDENT, [Stretch(1, "")])) if people or wanted("Batches") else []
    )
    objects["occupancy"] = (
        [b for t in records.reference.terms() for b in every_booking(records, t.id)]
        if wanted(*_BOOKED)
        else []
    )
    return Present(records.reference.institute, objects)
