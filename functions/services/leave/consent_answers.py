"""Answering what one is asked about a plan: yes, no, or nothing until it is too late."""

from dataclasses import replace
from datetime import date

from functions.services.identity.idempotency import answered, once_only
from functions.services.identity.preconditions import checked_note
from functions.services.leave import consents as asking
from functions.services.leave.consent_outcomes import Asked, settle
from functions.services.ports import (
    CHANGE_SET,
    CONSENT,
    DEPARTMENT,
    LEAVE,
    PLAN,
    USER,
    Page,
    Records,
    Request,
    Write,
)
from timetable.access import Caller, acting, heads, may_see_leave
from timetable.errors import InTheWay, NotAllowed, NotFound, Refusal, StalePlan, Taken
from timetable.leave import consent_holds, consents
from timetable.leave.consents import Addressee, Consent, ConsentStatus
from timetable.model import (
    FacultyId,
    Resource,
    Role,
    Slot,
)
from timetable.objects import listings


def mine(request: Request, status: ConsentStatus, *, limit: int, after: str | None) -> Page[Consent]:
    """What the caller is asked, themselves and as head of departments; the most urgent first."""
    today = request.today
    headed = [d.id for d in request.reference.all(DEPARTMENT) if heads(request.caller, d, today)]
    to = [Addressee("faculty", request.caller.faculty)] if request.caller.faculty else []
    to += [Addressee("department", id) for id in headed]
    stretches = [listings.consents_of(addressee, status) for addressee in to]
    if not stretches:
        return Page(())
    return request.records.page(CONSENT, stretches, limit=limit, after=after)


def one(request: Request, id: str) -> Asked:
    """For whoever is asked, and whoever may see the leave; NotFound for others."""
    found = _read(request.records, id)
    today = request.today
    department = request.department(found.leave.department)
    if not may_answer(request, found.ask) and not may_see_leave(
        request.caller, found.leave, department, today=today
    ):
        raise NotFound("question")
    return found


def may_answer(request: Request, ask: Consent) -> bool:
    """The substitute themselves; for a department its HOD, who acts for them, or an admin."""
    kind, id = ask.addressee
    if kind == "faculty":
        return request.caller.faculty == id
    today = request.today
    return request.caller.role is Role.ADMIN or heads(request.caller, request.department(id), today)


def accept(request: Request, id: str) -> Consent:
    """Yes. Where the leave is approved already and nobody else is waited for, the classes are held now."""
    return _answer(request, id, ConsentStatus.ACCEPTED, "")


def decline(request: Request, id: str, note: str) -> Consent:
    """No, and why: another plan is looked for, without this substitute for these classes."""
    note = checked_note(note, missing="Say why in a few words: the HOD gets to read it.")
    return _answer(request, id, ConsentStatus.DECLINED, note)


def lapse(request: Request, id: str) -> Consent:
    """The time to answer is over: a no; after the decision, by the institute's policy, a yes."""
    found = _read(request.records, id)
    accepts = request.reference.institute.policies.silence_accepts and not found.ask.before
    if found.ask.deadline > request.now or found.ask.status is not ConsentStatus.ASKED:
        return found.ask
    status = ConsentStatus.ACCEPTED if accepts else ConsentStatus.LAPSED
    answer = consents.answered(found.ask, status, by=None, now=request.now)
    with request.write() as write:
        settle(request, write, found, answer)
        _record(request, write, found, answer)
    return replace(answer, version=answer.version + 1)


def stand_down(request: Request, person: FacultyId, clash: Refusal) -> None:
    """Whoever goes on leave themselves is kept for another's no longer: where a period of theirs is in the
    way because it is, that counts as their no."""
    facts = clash.facts
    if (facts.get("resource"), facts.get("id")) != ("faculty", person) or not facts.get("date"):
        return
    on, slot = date.fromisoformat(facts["date"]), Slot(facts["day"], facts["period"])
    term = request.reference.calendar(on).term.id
    found = request.records.claims_at([Resource("faculty", person)], term, slot)
    leave = consent_holds.leave_holding(found[0], on) if found else None
    if leave is None:
        return
    (plan,) = request.records.fetch(PLAN[leave])
    for ask in asking.known(request.records, plan):
        if ask.before and ask.is_live and (person, on, slot) in consents.periods(ask):
            whole = _read(request.records, ask.id)
            no = replace(whole.ask, status=ConsentStatus.DECLINED, note=_ON_LEAVE, answered_at=request.now)
            by = Caller(request.institute, Role.SCHEDULER, token="clock")
            with request.write() as write:
                settle(request, write, whole, no)
                _record(replace(request, caller=by), write, whole, no)
            return


_ON_LEAVE = "on leave then"


def _answer(request: Request, id: str, status: ConsentStatus, note: str) -> Consent:
    found = one(request, id)
    if not may_answer(request, found.ask):
        raise NotAllowed("This question is for somebody else to answer.")
    (earlier,) = request.records.fetch(request.answer_ref)
    if before := answered(request, CONSENT, earlier):
        return before
    user = request.caller.user.id if request.caller.user else None
    answer = consents.answered(found.ask, status, by=user, now=request.now, note=note)
    kept = replace(answer, version=answer.version + 1, updated_at=request.now)
    try:
        with once_only(request, CONSENT) as repeat, request.write() as write:
            settle(request, write, found, answer)
            _with_right(request, write, found.ask)
            _record(request, write, found, answer)
            write.answer(request.caller, request.once, CONSENT, kept)
    except (Taken, InTheWay) as clash:
        with request.write() as write:
            write.event("PlanRequested", found.leave.id, anew=1)
        said = f"The timetable has changed since. {clash.sentence} Another plan is looked for."
        raise StalePlan(said, field="id", collides_with=clash.facts) from clash
    return repeat.answer or kept


def _read(records: Records, id: str) -> Asked:
    (ask,) = records.fetch(CONSENT[id])
    if ask is None:
        raise NotFound("question")
    leave, plan, changes = records.fetch(LEAVE[ask.leave], PLAN[ask.leave], CHANGE_SET[ask.leave])
    assert leave and plan, "who is asked is asked about a leave and its plan"
    every = asking.known(records, plan)
    present = next((a for a in every if a.id == id), ask)
    active = changes if changes and changes.active else None
    return Asked(present, leave, plan, active, every)


def _with_right(request: Request, write: Write, ask: Consent) -> None:
    """The right to answer must still stand when the transaction happens."""
    gone = NotAllowed("Your right to answer this has just changed.")
    if request.caller.user:
        write.unchanged(USER[request.caller.user.id], was=request.caller.user.version, otherwise=gone)
    department = request.department(ask.addressee.id)
    if ask.addressee.kind == "department" and department is not None:
        write.unchanged(DEPARTMENT[department.id], was=department.version, otherwise=gone)


def _record(request: Request, write: Write, found: Asked, answer: Consent) -> None:
    today = request.today
    department = found.leave.department
    asked = answer.addressee.id if answer.addressee.kind == "department" else department
    as_ = acting(request.caller, request.department(asked), today)
    verb = {ConsentStatus.ACCEPTED: "accept", ConsentStatus.DECLINED: "decline"}.get(answer.status, "lapse")
    write.audit(as_, verb, CONSENT[answer.id], before=found.ask, after=answer, department=department)
