"""How consents limit the next plan of a leave: whoever refused is not free then, nor is their class open."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from timetable.leave.consents import ClassKey, Consent, ConsentStatus, PersonPeriod, periods, periods_on_hold
from timetable.model import FacultyId, Slot
from timetable.problems import RepairProblem

_NO = (ConsentStatus.DECLINED, ConsentStatus.LAPSED)


def refused(consents: Iterable[Consent]) -> frozenset[PersonPeriod]:
    """The periods for which a person is not proposed again, because somebody refused or did not answer."""
    return frozenset(period for a in consents if a.status in _NO for period in periods(a))


def refused_hosts(consents: Iterable[Consent]) -> frozenset[ClassKey]:
    """The classes that are not to be joined, because their teachers refused or did not answer."""
    hosts = (row.after.host for a in consents if a.status in _NO for row in a.rows if row.after)
    return frozenset((host.occupancy, host.date) for host in hosts if host)


def with_answers(problem: RepairProblem, consents: Sequence[Consent], *, booked: bool) -> RepairProblem:
    """The problem with the answers so far taken into account.

    A substitute whose period is on hold for this leave is free for it; whoever refused is not free, and no
    refused class can be joined. `booked`: the leave is approved, so that its holds are ordinary bookings.
    """
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
