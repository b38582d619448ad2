"""Asking substitutes and heads of other departments about a leave's adjustments, and what they answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from functions.services import readjusting
from functions.services.ports import ChangeSet, Records, Ref, Write
from timetable import calendar as calendars
from timetable import consent as rules
from timetable import listings
from timetable.access import Caller, heads
from timetable.consent import Answer, Consent, ConsentKind, Surroundings
from timetable.errors import Decided, Malformed, NotAllowed, NotFound, StaleVersion
from timetable.model import (
    Adjustment,
    AdjustmentId,
    DepartmentId,
    FacultyUnavailability,
    LeaveStatus,
    Role,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what it is about, as things stand."""

    consent: Consent
    leave: FacultyUnavailability
    changes: ChangeSet | None
    adjustments: tuple[Adjustment, ...]

    @property
    def is_open(self) -> bool:
        """It still matters what the answer is."""
        return self.consent.status is Answer.ASKED and bool(self.adjustments)


def marked(
    records: Records, leave: FacultyUnavailability, adjustments: Sequence[Adjustment]
) -> tuple[Adjustment, ...]:
    """The adjustments, those that wait for another head marked so."""
    policies = records.reference.institute.policies
    around = _around(records, leave, adjustments)
    return rules.waiting_for_heads(leave, adjustments, around, policies.consent_of_heads)


def ask(
    records: Records,
    write: Write,
    leave: FacultyUnavailability,
    adjustments: Sequence[Adjustment],
    now: datetime,
) -> None:
    """In the transaction that makes the adjustments, the questions about them. What is past is not asked."""
    policies = records.reference.institute.policies
    department = records.reference.get("department", leave.department)
    own_rule = department.ask_substitutes if department else None
    starts = {a.id: _starts(records, a) for a in adjustments}
    asked = rules.to_ask(
        leave,
        [a for a in adjustments if starts[a.id] > now],
        _around(records, leave, adjustments),
        heads_of=policies.consent_of_heads,
        ask_substitutes=own_rule or policies.ask_substitutes,
        deadline={id: rules.deadline_of(at, policies.answer_minutes, now) for id, at in starts.items()},
        now=now,
    )
    known = records.fetch(*(Ref("consent", c.id) for c in asked)) if asked else []
    for consent, before in zip(asked, known, strict=True):
        if before is None:
            write.create("consent", consent.id, consent)
        else:
            write.change("consent", consent.id, rules.again(before, consent), was=before.version)


def one(records: Records, by: Caller, id: str, now: datetime) -> Asked:
    """A question that the caller is to answer; to others it does not exist."""
    (consent,) = records.fetch(Ref("consent", id))
    if not isinstance(consent, Consent) or not is_asked(records, by, consent, now):
        raise NotFound("question")
    return _asked(records, consent)


def known(
    records: Records,
    leave: FacultyUnavailability,
    changes: ChangeSet | None,
    kind: ConsentKind,
    of: str | None,
) -> Asked | None:
    """The question of this kind about a leave, whoever wants to know."""
    (found,) = records.fetch(Ref("consent", rules.id_of(leave.id, kind, of))) if of else (None,)
    return _about(records, found, leave, changes) if isinstance(found, Consent) else None


def mine(records: Records, by: Caller, now: datetime) -> list[Asked]:
    """The open questions to the caller, the most urgent first."""
    today = calendars.today(records.reference.institute.zone, now)
    headed = [d.id for d in records.reference.all("department") if heads(by, d, today)]
    stretches = [listings.consents_to(of) for of in (*([by.faculty] if by.faculty else []), *headed)]
    found = records.page("consent", stretches, limit=50).values if stretches else ()
    every = [_asked(records, c) for c in found if is_asked(records, by, c, now)]
    return sorted((a for a in every if a.is_open), key=lambda a: a.consent.deadline)


def accept(records: Records, by: Caller, id: str, now: datetime) -> Asked:
    """Yes. What waited for this head alone takes place from now on, and its substitutes are asked."""
    asked = _to_answer(records, by, id, now)
    return _answer(records, by, asked, Answer.ACCEPTED, "", now)


def decline(records: Records, by: Caller, id: str, note: str, now: datetime) -> Asked:
    """No. The classes are without cover again, and the solver looks for others."""
    note = note.strip()
    if not note:
        raise Malformed("Say why, in a few words.", field="note")
    if len(note) > rules.LONGEST_NOTE:
        raise Malformed(f"Keep the note to {rules.LONGEST_NOTE} characters.", field="note")
    asked = _to_answer(records, by, id, now)
    return _answer(records, by, asked, Answer.DECLINED, note, now)


def heads_to_ask(
    records: Records, leave: FacultyUnavailability, adjustments: Sequence[Adjustment]
) -> list[DepartmentId]:
    """The departments whose heads are waited for."""
    policies = records.reference.institute.policies
    waiting = [a for a in adjustments if a.awaits]
    around = _around(records, leave, waiting)
    concerned = (rules.heads_concerned(leave, a, around, policies.consent_of_heads) for a in waiting)
    return sorted({d for of in concerned for d in of})


def of_leave(records: Records, leave: FacultyUnavailability, changes: ChangeSet | None) -> list[Consent]:
    """Everybody who was asked about an approved leave as it stands now, for who decides."""
    adjustments = changes.adjustments if changes and changes.active else ()
    policies = records.reference.institute.policies
    around = _around(records, leave, adjustments)
    wanted = {(ConsentKind.COVER, str(p)) for a in adjustments for p in rules.substitutes(leave, a)}
    wanted |= {
        (ConsentKind.HEAD, str(d))
        for a in adjustments
        for d in rules.heads_concerned(leave, a, around, policies.consent_of_heads)
    }
    refs = [Ref("consent", rules.id_of(leave.id, kind, of)) for kind, of in sorted(wanted)]
    return [c for c in records.fetch(*refs) if isinstance(c, Consent)] if refs else []


def settle(records: Records, consent: Consent, now: datetime) -> None:
    """What nobody has answered in time: heads are taken to say no, substitutes what the policy says."""
    asked = _asked(records, consent)
    policy = records.reference.institute.policies.unanswered
    yes = consent.kind is ConsentKind.COVER and policy == "accepted"
    nobody = Caller(records.institute, Role.ADMIN, token="deadline")
    _answer(records, nobody, asked, Answer.ACCEPTED if yes else Answer.DECLINED, "", now)


def _to_answer(records: Records, by: Caller, id: str, now: datetime) -> Asked:
    asked = one(records, by, id, now)
    if asked.consent.status is not Answer.ASKED:
        said = asked.consent.status
        raise Decided(f"This has been {said} already.", decision=str(said))
    if not asked.adjustments:
        raise Decided("This is no longer needed; nothing has to be answered.", decision="gone")
    return asked


def _answer(records: Records, by: Caller, asked: Asked, status: Answer, note: str, now: datetime) -> Asked:
    user = by.user.id if by.user else None
    after = rules.answered(asked.consent, status, by=user, note=note, now=now)
    freed = _outcomes(records, asked, status)
    with records.write(now) as write:
        stale = Decided("This was answered this very moment. Look again.", decision="unknown")
        write.change("consent", after.id, after, was=asked.consent.version, otherwise=stale)
        if freed and asked.changes:
            _readjust(records, write, asked, freed, status, now)
        if by.user:
            gone = NotAllowed("Your right to answer this has just changed.")
            write.unchanged("user", by.user.id, was=by.user.version, otherwise=gone)
        ref = Ref("leave", asked.leave.id)
        write.audit(
            by, str(status), ref, before=asked.consent, after=after, department=asked.leave.department
        )
        write.event("ConsentAnswered", asked.leave.id, consent=after.id, ids=",".join(a.id for _, a in freed))
        if status is Answer.DECLINED and freed:
            write.event("CoverSought", asked.leave.id)
    return replace(asked, consent=after)


def _outcomes(records: Records, asked: Asked, status: Answer) -> list[tuple[Adjustment, Adjustment]]:
    """What each adjustment was and becomes, where the answer changes it."""
    if status is Answer.DECLINED:
        return [(a, rules.without_cover(a)) for a in asked.adjustments]
    if asked.consent.kind is not ConsentKind.HEAD:
        return []
    others = _other_heads_asked(records, asked)
    return [(a, replace(a, awaits=False)) for a in asked.adjustments if a.awaits and a.id not in others]


def _other_heads_asked(records: Records, asked: Asked) -> set[AdjustmentId]:
    """Adjustments that another head has yet to agree to."""
    policies = records.reference.institute.policies
    around = _around(records, asked.leave, asked.adjustments)
    concerned = {
        d
        for a in asked.adjustments
        for d in rules.heads_concerned(asked.leave, a, around, policies.consent_of_heads)
    } - {asked.consent.of}
    ids = [rules.id_of(asked.leave.id, ConsentKind.HEAD, d) for d in sorted(concerned)]
    found = records.fetch(*(Ref("consent", id) for id in ids)) if ids else []
    return {a for c in found if c and c.status is Answer.ASKED for a in c.adjustments}


def _readjust(
    records: Records,
    write: Write,
    asked: Asked,
    outcomes: Sequence[tuple[Adjustment, Adjustment]],
    status: Answer,
    now: datetime,
) -> None:
    changes = asked.changes
    assert changes is not None, "only what was decided is asked about"
    new = {after.id: after for _, after in outcomes}
    refused = (*changes.refused, str(asked.consent.of)) if status is Answer.DECLINED else changes.refused
    kept = replace(
        changes,
        adjustments=tuple(new.get(a.id, a) for a in changes.adjustments),
        refused=tuple(dict.fromkeys(refused)),
        version=changes.version + 1,
        updated_at=now,
    )
    stale = StaleVersion("These classes were changed this very moment. Look again, then retry.")
    write.change("change", changes.id, kept, was=changes.version, otherwise=stale)
    term = records.reference.calendar(asked.leave.start_date).term
    for before, after in outcomes:
        write.claims(term.id, readjusting.steps(records, asked.leave, before, after))
    if status is Answer.ACCEPTED:
        ask(records, write, asked.leave, [after for _, after in outcomes], now)


def _asked(records: Records, consent: Consent) -> Asked:
    leave, changes = records.fetch(Ref("leave", consent.leave), Ref("change", consent.leave))
    assert isinstance(leave, FacultyUnavailability), "what is asked about stays on record"
    return _about(records, consent, leave, changes)


def _about(
    records: Records, consent: Consent, leave: FacultyUnavailability, changes: ChangeSet | None
) -> Asked:
    made = changes if changes and changes.active else None
    stands = leave.status is LeaveStatus.APPROVED and made is not None
    about = {a.id: a for a in made.adjustments} if made and stands else {}
    around = _around(records, leave, list(about.values()))
    concerned = tuple(
        about[id] for id in consent.adjustments if id in about and _still(consent, leave, about[id], around)
    )
    return Asked(consent, leave, made, concerned)


def _still(
    consent: Consent, leave: FacultyUnavailability, adjustment: Adjustment, around: Surroundings
) -> bool:
    """The adjustment is still what was asked about."""
    if consent.kind is ConsentKind.COVER:
        return consent.of in rules.substitutes(leave, adjustment)
    if consent.status is Answer.ASKED:
        return adjustment.awaits
    return consent.of in rules.heads_concerned(leave, adjustment, around, ("teachers", "sections"))


def is_asked(records: Records, by: Caller, consent: Consent, now: datetime) -> bool:
    """It is the caller's to answer."""
    if consent.kind is ConsentKind.COVER:
        return by.faculty == consent.of
    today = calendars.today(records.reference.institute.zone, now)
    department = records.reference.get("department", consent.of)
    return by.role is Role.ADMIN or heads(by, department, today)


def _around(
    records: Records, leave: FacultyUnavailability, adjustments: Sequence[Adjustment]
) -> Surroundings:
    people = {f for a in adjustments for f in rules.substitutes(leave, a)}
    sections = {s for a in adjustments for s in a.before.sections}
    faculty = records.reference.many("faculty", sorted(people))
    found = records.reference.many("section", sorted(sections))
    return Surroundings(
        {f.id: f.department for f in faculty.values()},
        {s.id: DepartmentId(s.department) for s in found.values() if s.department},
    )


def _starts(records: Records, adjustment: Adjustment) -> datetime:
    """When the class begins, as it will be held."""
    held = adjustment.after or adjustment.before
    slot = records.reference.calendar(held.date).at(held.slot)
    hour, minute = map(int, (slot.start if slot else "00:00").split(":"))
    zone = ZoneInfo(records.reference.institute.zone)
    return datetime(held.date.year, held.date.month, held.date.day, hour, minute, tzinfo=zone)
