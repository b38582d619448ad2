"""Health checks of one college, for its admins: its term, its pending leaves, the solver and its coverage."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from functions.services.ports import COVERAGE, DEPARTMENT, LEAVE, Records, Request
from timetable.errors import NotAllowed
from timetable.model import LeaveStatus, Role
from timetable.objects import listings

_MAX_PENDING = 200  # leaves that are counted
_PLAN_WITHIN = timedelta(minutes=5)
_TERM_ENDS_SOON_DAYS = 14


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check: whether all is well, and the facts that say so."""

    name: str
    ok: bool
    facts: dict[str, int | str] = field(default_factory=dict)


def checks(request: Request) -> list[Check]:
    """Run all checks; raises NotAllowed for everybody but admins."""
    if request.caller.role is not Role.ADMIN:
        raise NotAllowed("How the college fares is for its admins.")
    return [_term(request), *_pending(request), _coverage(request.records), _deciders(request.records)]


def _term(request: Request) -> Check:
    """Without a term around today, nobody has a class."""
    today = request.today
    terms = [t for t in request.reference.terms() if t.first <= today <= t.last]
    if not terms:
        return Check("term", False, {"name": "", "days": 0})
    left = (terms[0].last - today).days
    return Check("term", left > _TERM_ENDS_SOON_DAYS, {"name": terms[0].name, "days": left})


def _pending(request: Request) -> Iterator[Check]:
    """How many leaves are pending and since when, and whether the solver has made a plan for each."""
    page = request.records.page(LEAVE, listings.leaves(LeaveStatus.PENDING, None), limit=_MAX_PENDING)
    oldest = min((x.created_at for x in page.values), default=request.now)
    today = request.today
    late = sum(x.start_date <= today for x in page.values)
    hours = int((request.now - oldest).total_seconds() // 3600)
    yield Check("pending", late == 0, {"count": len(page.values), "hours": hours, "late": late})
    unplanned = sum(x.plan_revision == 0 and request.now - x.created_at > _PLAN_WITHIN for x in page.values)
    yield Check("solver", unplanned == 0, {"count": unplanned})


def _coverage(records: Records) -> Check:
    """How many absences of the next days nobody could cover, by the last look at each department."""
    refs = [COVERAGE[d.id] for d in records.reference.all(DEPARTMENT)]
    coverages = [c for c in records.fetch(*refs) if c]
    gaps = sum(len(c.gaps) for c in coverages)
    return Check("coverage", gaps == 0, {"count": gaps, "looked_at": sum(c.looked_at for c in coverages)})


def _deciders(records: Records) -> Check:
    """Which departments have no head, so that only admins decide their leaves."""
    without = sorted(d.name for d in records.reference.all(DEPARTMENT) if d.hod is None)
    return Check("deciders", not without, {"count": len(without), "names": ", ".join(without[:10])})
