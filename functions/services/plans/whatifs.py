"""What-ifs: hypothetical leaves with their plans. They claim nothing, and only their author sees them."""

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

MAX_PER_MINUTE = 10  # of one person, because each starts the solver
_LIFETIME = timedelta(days=1)  # the table deletes it some time after that


def ask(request: Request, fields: LeaveFields, faculty: FacultyId | None) -> WhatIf:
    """Store a what-if for the caller, or for somebody whose leave they decide; checked as a real request is.

    There is no audit event, because its readers would learn of the what-if.
    """
    person = _person(request, faculty)
    (earlier,) = request.records.fetch(request.answer_ref)
    if before := answered(request, WHAT_IF, earlier):
        return before
    assert request.caller.user is not None, "programs don't wonder"
    seen = requests.preview(request, fields, person=person)
    plan = uncovered(seen.leave, seen.classes, request.reference.institute.policies.repair_costs)
    what_if = WhatIf(
        seen.leave.id,
        request.caller.user.id,
        seen.leave,
        plan,
        created_at=request.now,
        updated_at=request.now,
    )
    with once_only(request, WHAT_IF) as repeat, request.write() as write:
        write.create(WHAT_IF[what_if.id], what_if)
        if not what_if.is_answered:
            write.event("WhatIfAsked", whatif=what_if.id)
        write.answer(WHAT_IF, what_if, ref=request.answer_ref, once=request.once)
    return repeat.answer or what_if


def readable_what_if(request: Request, id: str) -> WhatIf:
    """The what-if with this id; raises NotFound if it is over a day old, or not the caller's to read."""
    (what_if,) = request.records.fetch(WHAT_IF[id])
    if what_if is None or not _may_read(request, what_if):
        raise NotFound("what-if")
    return what_if


def store(request: Request, id: str, proposal: Proposal) -> WhatIf:
    """Store the solver's plan for a what-if; raises StalePlan if it, or the timetable, has changed."""
    if reach(request.caller, "whatif", write=True) is not Scope.ALL:
        raise NotAllowed("What would be is worked out by the solver.")
    what_if = readable_what_if(request, id)
    proposals.check_is_next(proposal, what_if.plan)
    plan = proposals.checked_plan(request, what_if.leave, what_if.plan, proposal=proposal)
    after = replace(what_if, plan=plan, version=what_if.version + 1, updated_at=request.now)
    with request.write() as write:
        check_scope(write, request.caller, "plans")
        write.change(WHAT_IF[id], after, was=what_if.version)
    return after


def _person(request: Request, faculty: FacultyId | None) -> Faculty:
    """Who would be on leave; raises NotAllowed or NotFound if the caller may not ask that."""
    if request.caller.user is None or reach(request.caller, "whatif", write=True) is Scope.NONE:
        raise NotAllowed("Only faculty, and those who decide their leave, ask what a leave would do.")
    if faculty is None or faculty == request.caller.faculty:
        return requests.own_profile(request)
    person = request.reference.get(FACULTY[faculty])
    if person is None or not _decides_for(request, person):
        raise NotFound("faculty member")
    return person


def _may_read(request: Request, what_if: WhatIf) -> bool:
    if what_if.created_at is None or request.now >= what_if.created_at + _LIFETIME:
        return False
    if request.caller.user is None:
        return reach(request.caller, "whatif") is Scope.ALL
    if request.caller.user.id != what_if.asker:
        return False
    person = request.reference.get(FACULTY[what_if.leave.faculty])
    return what_if.leave.faculty == request.caller.faculty or (
        person is not None and _decides_for(request, person)
    )


def _decides_for(request: Request, person: Faculty) -> bool:
    """True if the caller decides this person's leave."""
    today = request.today
    department = request.department(person.department)
    return request.caller.role is Role.ADMIN or heads(request.caller, department, today)
