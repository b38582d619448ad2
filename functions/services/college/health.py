"""How a college's timetable fares: what an admin would want to know before anybody else says it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from functions.services.ports import COVERAGE, DEPARTMENT, LEAVE, Coverage, Records, Request
from timetable.errors import NotAllowed
from timetable.model import LeaveStatus, Role
from timetable.objects import listings

_LOOKED_AT = 200
"""pending requests; a college with more has other worries"""
_PLAN_WITHIN = timedelta(minutes=5)
_TERM_ENDS_SOON = 14
"""days"""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: whether it is well, and the facts that say so."""

    name: str
    ok: bool
    facts: dict[str, int | str] = field(default_factory=dict)


def checks(request: Request) -> list[Check]:
    if request.caller.role is not Role.ADMIN:
        raise NotAllowed("How the college fares is for its admins.")
    return [_term(request), *_pending(request), _coverage(request.records), _deciders(request.records)]


def _term(request: Request) -> Check:
    """Without a term around today, nobody has a class."""
    today = request.today
    here = [t for t in request.reference.terms() if t.first <= today <= t.last]
    if not here:
        return Check("term", False, {"name": "", "days": 0})
    left = (here[0].last - today).days
    return Check("term", left > _TERM_ENDS_SOON, {"name": here[0].name, "days": left})


def _pending(request: Request) -> Iterator[Check]:
    """How many wait, since when, and whether the solver has answered for each."""
    page = request.records.page(LEAVE, listings.leaves(LeaveStatus.PENDING, None), limit=_LOOKED_AT)
    oldest = min((x.created_at for x in page.values), default=request.now)
    today = request.today
    late = sum(x.start_date <= today for x in page.values)
    hours = int((request.now - oldest).total_seconds() // 3600)
    yield Check("pending", late == 0, {"count": len(page.values), "hours": hours, "late": late})
    unplanned = sum(x.plan_revision == 0 and request.now - x.created_at > _PLAN_WITHIN for x in page.values)
    yield Check("solver", unplanned == 0, {"count": unplanned})


def _coverage(records: Records) -> Check:
    """Absences of the next days that nobody could cover, as the last night found."""
    refs = [COVERAGE[d.id] for d in records.reference.all(DEPARTMENT)]
    found = [c for c in records.fetch(*refs) if isinstance(c, Coverage)]
    gaps = sum(len(c.gaps) for c in found)
    return Check("coverage", gaps == 0, {"count": gaps, "looked_at": sum(c.looked_at for c in found)})


def _deciders(records: Records) -> Check:
    """A department without a head has requests that only admins decide."""
    without = sorted(d.name for d in records.reference.all(DEPARTMENT) if d.hod is None)
    return Check("deciders", not without, {"count": len(without), "names": ", ".join(without[:10])})
