"""What if somebody were on leave: the plan there would be, for who wonders. Claims nothing, tells nobody."""

from dataclasses import replace
from datetime import timedelta

from functions.services.identity.idempotency import answered, once_only
from functions.services.identity.tokens import check_scope
from functions.services.leave import requests
from functions.services.leave.requests import LeaveFields
from functions.services.plans import proposals
from functions.services.plans.proposals import Proposal
from functions.services.ports import FACULTY, WHAT_IF, Request, WhatIf
from timetable.access import Scope, heads, reach
from timetable.errors import NotAllowed, NotFound
from timetable.leave.request import uncovered
from timetable.model import Faculty, FacultyId, Role

A_MINUTE = 10
"""questions of one person; each has the solver work"""
_KEPT = timedelta(days=1)
"""the table lets go of it later, some time"""


def ask(request: Request, wish: LeaveFields, faculty: FacultyId | None) -> WhatIf:
    """Wonder about a leave of one's own, or of somebody whose leave one decides; refused as asking for it is.

    There is no audit event: whoever read it would have been told.
    """
    person = _whose(request, faculty)
    (earlier,) = request.records.fetch(request.answer_ref)
    if before := answered(request, WHAT_IF, earlier):
        return before
    assert request.caller.user is not None, "programs don't wonder"
    seen = requests.preview(request, wish, person=person)
    plan = uncovered(seen.leave, seen.classes, request.reference.institute.policies.repair_costs)
    asked = WhatIf(
        seen.leave.id,
        request.caller.user.id,
        seen.leave,
        plan,
        created_at=request.now,
        updated_at=request.now,
    )
    with once_only(request, WHAT_IF) as repeat, request.write() as write:
        write.create(WHAT_IF[asked.id], asked)
        if not asked.is_answered:
            write.event("WhatIfAsked", whatif=asked.id)
        write.answer(WHAT_IF, asked, ref=request.answer_ref, once=request.once)
    return repeat.answer or asked


def one(request: Request, id: str) -> WhatIf:
    """For whoever asked it, for a day, and as long as they may still ask it."""
    (what_if,) = request.records.fetch(WHAT_IF[id])
    if what_if is None or not _may_read(request, what_if):
        raise NotFound("what-if")
    return what_if


def store(request: Request, id: str, proposal: Proposal) -> WhatIf:
    """The solver's plan; refused where there is another by now, or where the timetable has moved on."""
    if reach(request.caller, "whatif", write=True) is not Scope.ALL:
        raise NotAllowed("What would be is worked out by the solver.")
    asked = one(request, id)
    proposals.check_is_next(proposal, asked.plan)
    plan = proposals.checked(request, asked.leave, asked.plan, proposal)
    after = replace(asked, plan=plan, version=asked.version + 1, updated_at=request.now)
    with request.write() as write:
        check_scope(write, request.caller, "plans")
        write.change(WHAT_IF[id], after, was=asked.version)
    return after


def _whose(request: Request, faculty: FacultyId | None) -> Faculty:
    if request.caller.user is None or reach(request.caller, "whatif", write=True) is Scope.NONE:
        raise NotAllowed("Only faculty, and those who decide their leave, ask what a leave would do.")
    if faculty is None or faculty == request.caller.faculty:
        return requests.own_profile(request)
    person = request.reference.get(FACULTY[faculty])
    if person is None or not _is_theirs(request, person):
        raise NotFound("faculty member")
    return person


def _may_read(request: Request, asked: WhatIf) -> bool:
    if asked.created_at is None or request.now >= asked.created_at + _KEPT:
        return False
    if request.caller.user is None:
        return reach(request.caller, "whatif") is Scope.ALL
    if request.caller.user.id != asked.asker:
        return False
    person = request.reference.get(FACULTY[asked.leave.faculty])
    return asked.leave.faculty == request.caller.faculty or (
        person is not None and _is_theirs(request, person)
    )


def _is_theirs(request: Request, person: Faculty) -> bool:
    """They decide this person's leave."""
    today = request.today
    department = request.department(person.department)
    return request.caller.role is Role.ADMIN or heads(request.caller, department, today)
