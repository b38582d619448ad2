"""Answering what one is asked about a plan: yes, no, or nothing until it is too late."""

from dataclasses import replace
from datetime import date, datetime

from functions.services.identity.idempotency import answered, once_only
from functions.services.leave import consents as asking
from functions.services.leave.consent_outcomes import Asked, settle
from functions.services.ports import ChangeSet, Once, Page, Records, Ref, Write
from timetable import calendar as calendars
from timetable.access import Caller, acting, heads, may_see_leave
from timetable.errors import InTheWay, Malformed, NotAllowed, NotFound, Refusal, StalePlan, Taken
from timetable.leave import consent_holds, consents
from timetable.leave.consents import Addressee, Ask, AskStatus
from timetable.leave.request import LONGEST_REASON
from timetable.model import (
    FacultyId,
    FacultyUnavailability,
    Plan,
    Resource,
    Role,
    Slot,
)
from timetable.objects import listings


def mine(
    records: Records, by: Caller, status: AskStatus, *, limit: int, after: str | None, now: datetime
) -> Page:
    """What the caller is asked, themselves and as head of departments; the most urgent first."""
    today = calendars.today(records.reference.institute.zone, now)
    headed = [d.id for d in records.reference.all("department") if heads(by, d, today)]
    to = [Addressee("faculty", by.faculty)] if by.faculty else []
    to += [Addressee("department", id) for id in headed]
    stretches = [listings.asks_of(addressee, status) for addressee in to]
    if not stretches:
        return Page(())
    return records.page("ask", stretches, limit=limit, after=after)


def one(records: Records, by: Caller, id: str, now: datetime) -> Asked:
    """For whoever is asked, and whoever may see the leave; NotFound for others."""
    found = _read(records, id)
    today = calendars.today(records.reference.institute.zone, now)
    department = records.reference.get("department", found.leave.department)
    if not may_answer(records, by, found.ask, now) and not may_see_leave(by, found.leave, department, today):
        raise NotFound("question")
    return found


def may_answer(records: Records, by: Caller, ask: Ask, now: datetime) -> bool:
    """The substitute themselves; for a department its HOD, who acts for them, or an admin."""
    kind, id = ask.addressee
    if kind == "faculty":
        return by.faculty == id
    today = calendars.today(records.reference.institute.zone, now)
    return by.role is Role.ADMIN or heads(by, records.reference.get("department", id), today)


def accept(records: Records, by: Caller, id: str, once: Once | None, now: datetime) -> Ask:
    """Yes. Where the leave is approved already and nobody else is waited for, the classes are held now."""
    return _answer(records, by, id, AskStatus.ACCEPTED, "", once, now)


def decline(records: Records, by: Caller, id: str, note: str, once: Once | None, now: datetime) -> Ask:
    """No, and why: another plan is looked for, without this substitute for these classes."""
    note = note.strip()
    if not note:
        raise Malformed("Say why in a few words: the HOD gets to read it.", field="note")
    if len(note) > LONGEST_REASON:
        raise Malformed(
            f"Keep the note to {LONGEST_REASON} characters.",
            field="note",
            rule="too_long",
            most=LONGEST_REASON,
        )
    return _answer(records, by, id, AskStatus.DECLINED, note, once, now)


def lapse(records: Records, by: Caller, id: str, now: datetime) -> Ask:
    """The time to answer is over: a no; after the decision, by the institute's policy, a yes."""
    found = _read(records, id)
    accepts = records.reference.institute.policies.silence_accepts and not found.ask.before
    if found.ask.deadline > now or found.ask.status is not AskStatus.ASKED:
        return found.ask
    status = AskStatus.ACCEPTED if accepts else AskStatus.LAPSED
    answer = consents.answered(found.ask, status, by=None, now=now)
    with records.write(now) as write:
        settle(records, write, found, answer, now)
        _record(records, write, by, found, answer, now)
    return replace(answer, version=answer.version + 1)


def stand_down(records: Records, person: FacultyId, clash: Refusal, now: datetime) -> None:
    """Whoever goes on leave themselves is kept for another's no longer: where a period of theirs is in the
    way because it is, that counts as their no."""
    facts = clash.facts
    if (facts.get("resource"), facts.get("id")) != ("faculty", person) or not facts.get("date"):
        return
    on, slot = date.fromisoformat(facts["date"]), Slot(facts["day"], facts["period"])
    term = records.reference.calendar(on).term.id
    found = records.claims_at([Resource("faculty", person)], term, slot)
    leave = consent_holds.kept_for(found[0], on) if found else None
    if leave is None:
        return
    (plan,) = records.fetch(Ref("plan", leave))
    for ask in asking.known(records, plan):
        if ask.before and ask.is_live and (person, on, slot) in consents.periods(ask):
            whole = _read(records, ask.id)
            no = replace(whole.ask, status=AskStatus.DECLINED, note=_ON_LEAVE, answered_at=now)
            by = Caller(records.institute, Role.SCHEDULER, token="clock")
            with records.write(now) as write:
                settle(records, write, whole, no, now)
                _record(records, write, by, whole, no, now)
            return


_ON_LEAVE = "on leave then"


def _answer(
    records: Records, by: Caller, id: str, status: AskStatus, note: str, once: Once | None, now: datetime
) -> Ask:
    found = one(records, by, id, now)
    if not may_answer(records, by, found.ask, now):
        raise NotAllowed("This question is for somebody else to answer.")
    if once and (before := answered(Ask, once, *records.fetch(once.ref(by)))):
        return before
    user = by.user.id if by.user else None
    answer = consents.answered(found.ask, status, by=user, now=now, note=note)
    kept = replace(answer, version=answer.version + 1, updated_at=now)
    try:
        with once_only(records, by, once, Ask) as repeat, records.write(now) as write:
            settle(records, write, found, answer, now)
            _with_right(records, write, by, found.ask)
            _record(records, write, by, found, answer, now)
            write.answer(by, once, "ask", kept)
    except (Taken, InTheWay) as clash:
        with records.write(now) as write:
            write.event("PlanRequested", found.leave.id, anew=1)
        said = f"The timetable has changed since. {clash.sentence} Another plan is looked for."
        raise StalePlan(said, field="id", collides_with=clash.facts) from clash
    return repeat.answer or kept


def _read(records: Records, id: str) -> Asked:
    (ask,) = records.fetch(Ref("ask", id))
    if not isinstance(ask, Ask):
        raise NotFound("question")
    refs = (Ref(kind, ask.leave) for kind in ("leave", "plan", "change"))
    leave, plan, changes = records.fetch(*refs)
    assert isinstance(leave, FacultyUnavailability) and isinstance(plan, Plan)
    every = asking.known(records, plan)
    present = next((a for a in every if a.id == id), ask)
    active = changes if isinstance(changes, ChangeSet) and changes.active else None
    return Asked(present, leave, plan, active, every)


def _with_right(records: Records, write: Write, by: Caller, ask: Ask) -> None:
    """The right to answer must still stand when the transaction happens."""
    gone = NotAllowed("Your right to answer this has just changed.")
    if by.user:
        write.unchanged("user", by.user.id, was=by.user.version, otherwise=gone)
    department = records.reference.get("department", ask.addressee.id)
    if ask.addressee.kind == "department" and department is not None:
        write.unchanged("department", department.id, was=department.version, otherwise=gone)


def _record(records: Records, write: Write, by: Caller, found: Asked, answer: Ask, now: datetime) -> None:
    today = calendars.today(records.reference.institute.zone, now)
    department = found.leave.department
    asked = answer.addressee.id if answer.addressee.kind == "department" else department
    as_ = acting(by, records.reference.get("department", asked), today)
    verb = {AskStatus.ACCEPTED: "accept", AskStatus.DECLINED: "decline"}.get(answer.status, "lapse")
    write.audit(as_, verb, Ref("ask", answer.id), before=found.ask, after=answer, department=department)
