"""What the solver is given to make a term's timetable: the instance, and what is booked already."""

from collections.abc import Iterator

from functions.services.days import enrolment
from functions.services.ports import Records
from timetable.model import (
    Occupancy,
    TermId,
)
from timetable.problems import Instance


def term_instance(records: Records, term_id: TermId, *, anew: bool) -> Instance:
    """Everything that a term's timetable is made from; what is booked stays, unless it is made anew."""
    reference = records.reference
    sections = tuple(reference.all("section"))
    offerings = (o for o in reference.all("offering") if o.term == term_id)
    return Instance(
        term=term_id,
        timeslots=reference.timeslots(),
        rooms=tuple(reference.all("infra")),
        faculty=tuple(reference.all("faculty")),
        sections=sections,
        offerings=enrolment.counted(records, offerings, {s.id: s for s in sections}),
        fixed=() if anew else tuple(every_booking(records, term_id)),
        breaks_after=reference.institute.policies.breaks_after,
        costs=reference.institute.policies.timetable_costs,
    )


def every_booking(records: Records, term: TermId) -> Iterator[Occupancy]:
    """All weekly bookings of a term."""
    after: str | None = None
    while True:
        page, after = records.occupancies(term, limit=200, after=after)
        yield from page
        if after is None:
            return
