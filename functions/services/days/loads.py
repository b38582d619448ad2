"""What a teacher has: periods by day and week as they will really be, covers given and received."""

from dataclasses import dataclass
from datetime import date, timedelta

from functions.services.ports import FACULTY, Request
from timetable.errors import NotAllowed
from timetable.model import Faculty, Resource
from timetable.plan.covers import Covers, covers


@dataclass(frozen=True, slots=True)
class Load:
    """What one teacher has in the week, the month and the term of a date."""

    person: Faculty
    days: tuple[tuple[date, int], ...]  # Monday to Sunday, each with the number of periods that they teach
    month: Covers
    term: Covers


def own(request: Request, on: date) -> Load:
    """The load of the caller, read with one query; raises NotAllowed if they are no teacher."""
    person = request.reference.get(FACULTY[request.caller.faculty]) if request.caller.faculty else None
    if person is None:
        raise NotAllowed("Only faculty have a load; this account has no faculty profile.")
    calendar = request.reference.calendar(on)
    claims = {c.slot: c for c in request.records.claims(Resource("faculty", person.id), calendar.term.id)}
    monday = on - timedelta(days=on.isoweekday() - 1)
    week = [monday + timedelta(days=n) for n in range(7)]
    periods = {
        day: sum(
            1 for t in calendar.slots_on(day) if t.slot in claims and claims[t.slot].held_on(day) is not None
        )
        for day in week
    }
    term = covers(person.id, claims.values())
    month = term.among(lambda d: (d.year, d.month) == (on.year, on.month))
    return Load(person, tuple(periods.items()), month, term)
