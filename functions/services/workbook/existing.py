"""What a college has at present, as far as some sheets need it: for imports and exports."""

from collections.abc import Collection, Iterator
from typing import Any

from functions.services.ports import Records
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
_PAGE = 200


def present(records: Records, sheets: Collection[str] | None = None) -> Present:
    """The institute with its objects; `sheets` None: all of them. People, students and bookings are many, and
    read where a sheet is about them."""
    about = {s.casefold() for s in sheets} if sheets is not None else None

    def wanted(*names: str) -> bool:
        return about is None or any(n.casefold() in about for n in names)

    objects: dict[str, list[Any]] = {kind: list(records.reference.all(kind)) for kind in REFERENCE}
    people = wanted(*_PEOPLE)
    objects["user"] = list(_every(records, "user", Stretch(1, ""))) if people else []
    objects["student"] = (
        list(_every(records, "student", Stretch(1, ""))) if people or wanted("Batches") else []
    )
    objects["occupancy"] = list(_bookings(records)) if wanted(*_BOOKED) else []
    return Present(records.reference.institute, objects)


def _every(records: Records, kind: str, stretch: Stretch) -> Iterator[Any]:
    after: str | None = None
    while True:
        page = records.page(kind, [stretch], limit=_PAGE, after=after)
        yield from page.values
        after = page.next
        if after is None:
            return


def _bookings(records: Records) -> Iterator[Any]:
    for term in records.reference.terms():
        after: str | None = None
        while True:
            page, after = records.occupancies(term.id, limit=_PAGE, after=after)
            yield from page
            if after is None:
                break
