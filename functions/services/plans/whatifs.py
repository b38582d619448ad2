"""What if somebody were on leave: the plan there would be, for who wonders. Claims nothing, tells nobody."""

from datetime import datetime, timedelta

from functions.services.identity.idempotency import answered, once_only
from functions.services.identity.tokens import check_scope
from functions.services.leave import requests
from functions.services.leave.requests import Wish
from functions.services.plans import proposals
from functions.services.plans.proposals import Proposal
from functions.services.ports import Once, Records, Ref, WhatIf
from timetable import calendar as calendars
from timetable.access import Caller, Scope, heads, reach
from timetable.errors import NotAllowed, NotFound
from timetable.leave.request import uncovered
from timetable.model import Faculty, FacultyId, Role

A_MINUTE = 10
"""questions of one person; each has the solver work"""
_KEPT = timedelta(days=1)
"""the table lets go of it later, some time"""


def ask(
    records: Records, by: Caller, wish: Wish, faculty: FacultyId | None, once: Once | None, now: datetime
) -> WhatIf:
    """Wonder about a leave of one's own, or of somebody whose leave one decides; refused as asking for it is.

    There is no audit event: whoever read it would have been told.
    """
    person = _whose(records, by, faculty, now)
    if once and (found := answered(WhatIf, once, *records.fetch(once.ref(by)))):
        return found
    assert by.user is not None, "programs don't wonder"
    seen = requests.preview(records, by, wish, now, whose=person)
    plan = uncovered(seen.leave, seen.classes, records.reference.institute.policies.repair_costs)
    asked = WhatIf(seen.leave.id, by.user.id, seen.leave, plan, created_at=now, updated_at=now)
    with once_only(records, by, once, WhatIf) as repeat, records.write(now) as write:
        write.create("whatif", asked.id, asked)
        if not asked.is_answered:
            write.event("WhatIfAsked", whatif=asked.id)
        write.answer(by, once, "whatif", asked)
    first: WhatIf | None = repeat.answer
    return first or asked


def one(records: Records, by: Caller, id: str, now: datetime) -> WhatIf:
    """For whoever asked it, for a day, and as long as they may still ask it."""
    (found,) = records.fetch(Ref("whatif", id))
    if not isinstance(found, WhatIf) or not _may_read(records, by, found, now):
        raise NotFound("what-if")
    return found


def store(records: Records, by: Caller, id: str, proposal: Proposal, now: datetime) -> WhatIf:
    """The solver's plan; refused where there is another by now, or where the timetable has moved on."""
    if reach(by, "whatif", write=True) is not Scope.ALL:
        raise NotAllowed("What would be is worked out by the solver.")
    asked = one(records, by, id, now)
    proposals.check_is_next(proposal, asked.plan)
    plan = proposals.checked(records, asked.leave, asked.plan, proposal, now)
    version, created_at = asked.version + 1, asked.created_at
    after = WhatIf(
        asked.id, asked.asker, asked.leave, plan, version=version, created_at=created_at, updated_at=now
    )
    with records.write(now) as write:
        check_scope(write, by, "plans")
        write.change("whatif", id, after, was=asked.version)
    return after


def _whose(records: Records, by: Caller, faculty: FacultyId | None, now: datetime) -> Faculty:
    if by.user is None or reach(by, "whatif", write=True) is Scope.NONE:
        raise NotAllowed("Only faculty, and those who decide their leave, ask what a leave would do.")
    if faculty is None or faculty == by.faculty:
        return requests.own_profile(records, by)
    person = records.reference.get("faculty", faculty)
    if not isinstance(person, Faculty) or not _is_theirs(records, by, person, now):
        raise NotFound("faculty member")
    return person


def _may_read(records: Records, by: Caller, asked: WhatIf, now: datetime) -> bool:
    if asked.created_at is None or now >= asked.created_at + _KEPT:
        return False
    if by.user is None:
        return reach(by, "whatif") is Scope.ALL
    if by.user.id != asked.asker:
        return False
    person = records.reference.get("faculty", asked.leave.faculty)
    return asked.leave.faculty == by.faculty or (
        isinstance(person, Faculty) and _is_theirs(records, by, person, now)
    )


def _is_theirs(records: Records, by: Caller, person: Faculty, now: datetime) -> bool:
    """They decide this person's leave."""
    today = calendars.today(records.reference.institute.zone, now)
    department = records.reference.get("department", person.department)
    return by.role is Role.ADMIN or heads(by, department, today)
