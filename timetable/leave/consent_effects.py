"""What was answered, as the next plan has to heed it: who said no is not free, nor is their class open."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from timetable.leave.consents import ClassKey, Consent, ConsentStatus, PersonPeriod, periods, periods_on_hold
from timetable.model import FacultyId, Slot
from timetable.problems import RepairProblem

_NO = (ConsentStatus.DECLINED, ConsentStatus.LAPSED)


def refused(consents: Iterable[Consent]) -> frozenset[PersonPeriod]:
    """Who shall not be proposed again for a time: they, or their HOD, said no or nothing."""
    return frozenset(period for a in consents if a.status in _NO for period in periods(a))


def refused_hosts(consents: Iterable[Consent]) -> frozenset[ClassKey]:
    """The classes that shall not be joined: who holds them said no or nothing."""
    hosts = (row.after.host for a in consents if a.status in _NO for row in a.rows if row.after)
    return frozenset((host.occupancy, host.date) for host in hosts if host)


def with_answers(problem: RepairProblem, consents: Sequence[Consent], *, booked: bool) -> RepairProblem:
    """The problem, in which who is kept for this leave is free for it, and who said no is not, nor the class
    that is not to be joined."""
    on_hold = frozenset() if booked else periods_on_hold(consents, booked=False)
    declined, closed_hosts = refused(consents), refused_hosts(consents)
    if not on_hold and not declined and not closed_hosts:
        return problem

    def at(periods_of_all: frozenset[PersonPeriod], person: FacultyId) -> set[tuple[date, Slot]]:
        return {(on, slot) for f, on, slot in periods_of_all if f == person}

    return replace(
        problem,
        candidates=tuple(
            replace(c, busy=frozenset((c.busy - at(on_hold, c.id)) | at(declined, c.id)))
            for c in problem.candidates
        ),
        hosts=tuple(h for h in problem.hosts if (h.class_.occupancy, h.class_.date) not in closed_hosts),
    )
