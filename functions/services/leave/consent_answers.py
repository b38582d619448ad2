"""Answers to consents: yes, no, or nothing until it is too late."""

from dataclasses import replace
from datetime import date

from functions.services.identity.idempotency import answered, once_only
from functions.services.identity.preconditions import checked_note
from functions.services.identity.rights import require_unchanged_right
from functions.services.leave import consents
from functions.services.leave.consent_outcomes import ConsentCase, settle
from functions.services.ports import (
    CHANGE_SET,
    CONSENT,
    DEPARTMENT,
    LEAVE,
    PLAN,
    Page,
    Records,
    Request,
    Write,
)
from timetable.access import Caller, acting, heads, may_see_leave
from timetable.errors import InTheWay, NotAllowed, NotFound, Refusal, StalePlan, Taken
from timetable.leave import consent_holds
from timetable.leave import consents as consent_rules
from timetable.leave.consents import Addressee, Consent, ConsentStatus
from timetable.model import (
    FacultyId,
    Resource,
    Role,
    Slot,
)
from timetable.objects import listings


def consents_for_caller(
    request: Request, status: ConsentStatus, *, limit: int, after: str | None
) -> Page[Consent]:
    """A page of the consents that the caller is asked for, themselves and as head of departments, most urgent
    first.
    """
    today = request.today
    headed = [d.id for d in request.reference.all(DEPARTMENT) if heads(request.caller, d, today)]
    to = [Addressee("faculty", request.caller.faculty)] if request.caller.faculty else []
    to += [Addressee("department", id) for id in headed]
    stretches = [listings.consents_of(addressee, status) for addressee in to]
    if not stretches:
        return Page(())
    return request.records.page(CONSENT, stretches, limit=limit, after=after)


def readable_consent(request: Request, id: str) -> ConsentCase:
    """The consent with this id; raises NotFound unless the caller is asked for it or may see the leave."""
    case = _read(request.records, id)
    today = request.today
    department = request.department(case.leave.department)
    if not may_answer(request, case.consent) and not may_see_leave(
        request.caller, case.leave, department, today=today
    ):
        raise NotFound("question")
    return case


def may_answer(request: Request, consent: Consent) -> bool:
    """True if the caller is the substitute who is asked, or the head of the department or an admin."""
    kind, id = consent.addressee
    if kind == "faculty":
        return request.caller.faculty == id
    today = request.today
    return request.caller.role is Role.ADMIN or heads(request.caller, request.department(id), today)


def accept(request: Request, id: str) -> Consent:
    """Say yes. If the leave is approved and no other answer is awaited, the classes are held from now on."""
    return _answer(request, id, status=ConsentStatus.ACCEPTED, note="")


def decline(request: Request, id: str, note: str) -> Consent:
    """Say no, and why. The solver is asked for a plan without this substitute for these classes."""
    note = checked_note(note, missing="Say why in a few words: the HOD gets to read it.")
    return _answer(request, id, status=ConsentStatus.DECLINED, note=note)


def lapse(request: Request, id: str) -> Consent:
    """Answer for somebody who has not answered in time: with a no, or with a yes if the leave is approved and
    the institute's policy says so.
    """
    case = _read(request.records, id)
    accepts = request.reference.institute.policies.silence_accepts and not case.consent.before
    if case.consent.deadline > request.now or case.consent.status is not ConsentStatus.ASKED:
        return case.consent
    status = ConsentStatus.ACCEPTED if accepts else ConsentStatus.LAPSED
    answer = consent_rules.answered(case.consent, status, by=None, now=request.now)
    with request.write() as write:
        settle(request, write, case, answer=answer)
        _record(request, write, case, answer=answer)
    return replace(answer, version=answer.version + 1)


def stand_down(request: Request, person: FacultyId, clash: Refusal) -> None:
    """Decline for a person who goes on leave at a period that is kept for a cover by them.

    `clash` is the refusal of their leave. Nothing happens if it is not about such a period.
    """
    facts = clash.facts
    if (facts.get("resource"), facts.get("id")) != ("faculty", person) or not facts.get("date"):
        return
    on, slot = date.fromisoformat(facts["date"]), Slot(facts["day"], facts["period"])
    term = request.reference.calendar(on).term.id
    claims_then = request.records.claims_at([Resource("faculty", person)], term, slot)
    leave = consent_holds.leave_holding(claims_then[0], on) if claims_then else None
    if leave is None:
        return
    (plan,) = request.records.fetch(PLAN[leave])
    for consent in consents.read_all(request.records, plan):
        if consent.before and consent.is_live and (person, on, slot) in consent_rules.periods(consent):
            case = _read(request.records, consent.id)
            refusal = replace(
                case.consent, status=ConsentStatus.DECLINED, note=_ON_LEAVE, answered_at=request.now
            )
            by = Caller(request.institute, Role.SCHEDULER, token="clock")
            with request.write() as write:
                settle(request, write, case, answer=refusal)
                _record(replace(request, caller=by), write, case, answer=refusal)
            return


_ON_LEAVE = "on leave then"  # the note of such a no


def _answer(request: Request, id: str, *, status: ConsentStatus, note: str) -> Consent:
    case = readable_consent(request, id)
    if not may_answer(request, case.consent):
        raise NotAllowed("This question is for somebody else to answer.")
    (earlier,) = request.records.fetch(request.answer_ref)
    if before := answered(request, CONSENT, earlier):
        return before
    user = request.caller.user.id if request.caller.user else None
    answer = consent_rules.answered(case.consent, status, by=user, now=request.now, note=note)
    stored = replace(answer, version=answer.version + 1, updated_at=request.now)
    try:
        with once_only(request, CONSENT) as repeat, request.write() as write:
            settle(request, write, case, answer=answer)
            _require_right(request, write, case.consent)
            _record(request, write, case, answer=answer)
            write.answer(CONSENT, stored, ref=request.answer_ref, once=request.once)
    except (Taken, InTheWay) as clash:
        with request.write() as write:
            write.event("PlanRequested", case.leave.id, anew=1)
        sentence = f"The timetable has changed since. {clash.sentence} Another plan is looked for."
        raise StalePlan(sentence, field="id", collides_with=clash.facts) from clash
    return repeat.answer or stored


def _read(records: Records, id: str) -> ConsentCase:
    (consent,) = records.fetch(CONSENT[id])
    if consent is None:
        raise NotFound("question")
    leave, plan, changes = records.fetch(LEAVE[consent.leave], PLAN[consent.leave], CHANGE_SET[consent.leave])
    assert leave and plan, "a consent belongs to a leave and its plan"
    all_consents = consents.read_all(records, plan)
    present = next((a for a in all_consents if a.id == id), consent)
    active = changes if changes and changes.active else None
    return ConsentCase(present, leave, plan, active, all_consents)


def _require_right(request: Request, write: Write, consent: Consent) -> None:
    """Let the transaction happen only if the caller's right to answer still stands."""
    kind, id = consent.addressee
    department = request.department(id) if kind == "department" else None
    require_unchanged_right(write, request.caller, action="answer this", department=department)


def _record(request: Request, write: Write, case: ConsentCase, *, answer: Consent) -> None:
    today = request.today
    department = case.leave.department
    department_id = answer.addressee.id if answer.addressee.kind == "department" else department
    as_ = acting(request.caller, request.department(department_id), today)
    verb = {ConsentStatus.ACCEPTED: "accept", ConsentStatus.DECLINED: "decline"}.get(answer.status, "lapse")
    write.audit(as_, verb, CONSENT[answer.id], before=case.consent, after=answer, department=department)
