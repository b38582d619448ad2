"""What the solver is given to make a term's timetable: the instance, and what is booked already."""

from functions.services.days import enrolment
from functions.services.ports import FACULTY, OFFERING, ROOM, SECTION, Records
from functions.services.ports.paging import every_booking
from timetable.model import (
    TermId,
)
from timetable.problems import Instance


def term_instance(records: Records, term_id: TermId, *, anew: bool) -> Instance:
    """Everything that a term's timetable is made from; what is booked stays, unless it is made anew."""
    reference = records.reference
    sections = tuple(reference.all(SECTION))
    offerings = (o for o in reference.all(OFFERING) if o.term == term_id)
    return Instance(
        term=term_id,
        timeslots=reference.timeslots(),
        rooms=tuple(reference.all(ROOM)),
        faculty=tuple(reference.all(FACULTY)),
        sections=sections,
        offerings=enrolment.with_enrolment(records, offerings, {s.id: s for s in sections}),
        fixed=() if anew else tuple(every_booking(records, term_id)),
        breaks_after=reference.institute.policies.breaks_after,
        costs=reference.institute.policies.timetable_costs,
    )
