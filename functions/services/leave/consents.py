"""The consents that a leave's plan needs: whom to ask, whom no longer, and whose periods are kept free."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex

from functions.services.ports import CONSENT, DEPARTMENT, FACULTY, SECTION, Records, Request, Write
from timetable.calendar import instant
from timetable.errors import Moved
from timetable.leave import consent_holds
from timetable.leave import consents as consent_rules
from timetable.leave.consents import Addressee, Consent, ConsentStatus, PersonPeriod, Rules, Wanted
from timetable.model import (
    ClassOnDate,
    Department,
    FacultyUnavailability,
    Plan,
    PlanRow,
    TermId,
)


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of the consents of one leave in one transaction, and of the periods that are kept for
    them.
    """

    leave: FacultyUnavailability
    before: tuple[Consent, ...]
    after: tuple[Consent, ...]
    let_go: frozenset[PersonPeriod]
    keep: frozenset[PersonPeriod]
    now: datetime

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(a.id for a in self.after)

    def write_first(self, write: Write, term: TermId) -> None:
        """Write the consents, and release the periods that are no longer kept; to be called before anything
        is booked.
        """
        known = {a.id: a for a in self.before}
        changed = [a for a in self.after if a != known.get(a.id)]
        for consent in changed:
            if consent.id in known:
                was = known[consent.id].version
                after = replace(consent, version=was + 1, updated_at=self.now)
                write.change(CONSENT[consent.id], after, was=was, otherwise=_moved())
            else:
                write.create(CONSENT[consent.id], consent)
        for consent in self.after:
            if consent.is_live and consent not in changed:
                write.unchanged(CONSENT[consent.id], was=consent.version, otherwise=_moved())
        write.claims(term, consent_holds.release_holds(self.leave.id, self.let_go))
        if changed:
            write.event("AsksChanged", self.leave.id, ids=",".join(a.id for a in changed))

    def write_last(self, write: Write, term: TermId) -> None:
        """Keep the periods that are needed from now on; to be called after everything is booked or freed."""
        write.claims(term, consent_holds.take_holds(self.leave.id, self.keep))

    def write(self, write: Write, term: TermId) -> None:
        """Write all of it, where nothing is booked or freed in the same transaction."""
        self.write_first(write, term)
        self.write_last(write, term)


def read_all(records: Records, plan: Plan | None) -> tuple[Consent, ...]:
    """All consents that were ever asked for because of this leave; nothing is read if there are none."""
    ids = plan.asks if plan else ()
    return tuple(a for a in records.fetch(*(CONSENT[id] for id in ids)) if a) if ids else ()


def rules_of(records: Records, leave: FacultyUnavailability, rows: Sequence[PlanRow]) -> Rules:
    """The rules by which people are asked about these rows: the policies of the institute and of its
    departments.
    """
    policies, reference = records.reference.institute.policies, records.reference
    people = reference.many(FACULTY, (f for row in rows for f in consent_rules.substitutes(row)))
    sections = reference.many(SECTION, (s for row in rows for s in row.before.sections))
    of_person = {f.id: f.department for f in people.values()}
    of_section = {s.id: s.department for s in sections.values() if s.department}
    wanted = {leave.department, *of_person.values(), *of_section.values()}
    departments = reference.many(DEPARTMENT, sorted(wanted))
    own = departments.get(leave.department)
    substitutes = own.ask_substitutes if own else None

    def is_asked(department: Department, own_policy: bool | None, policy: bool) -> bool:
        return department.hod is not None and (policy if own_policy is None else own_policy)

    return Rules(
        leave.department,
        substitutes if substitutes is not None else policies.ask_substitutes,
        of_person,
        of_section,
        frozenset(d.id for d in departments.values() if is_asked(d, d.ask_to_lend, policies.ask_to_lend)),
        frozenset(d.id for d in departments.values() if is_asked(d, d.ask_to_share, policies.ask_to_share)),
    )


def step_while_pending(
    request: Request,
    leave: FacultyUnavailability,
    plan: Plan,
    *,
    consents: tuple[Consent, ...],
    answered: tuple[Consent, ...] | None = None,
) -> Step:
    """The step while the leave is pending: ask those on whose consent the plan's rows depend.

    `answered` are the consents with an answer that is stored in the same transaction.
    """
    rules = rules_of(request.records, leave, plan.rows)
    wanted = consent_rules.wanted_before(plan.rows, rules)
    after = _reconciled(request, leave, plan, consents=answered or consents, wanted=wanted, before=True)
    return _step(leave, before=consents, after=after, now=request.now, was_booked=False, booked=False)


def step_of_approval(
    request: Request, leave: FacultyUnavailability, plan: Plan, *, consents: tuple[Consent, ...]
) -> Step:
    """The step of an approval: as while pending, and those who may say no afterwards are asked now."""
    rules = rules_of(request.records, leave, plan.rows)
    wanted = consent_rules.wanted_before(plan.rows, rules)
    after = _reconciled(request, leave, plan, consents=consents, wanted=wanted, before=True)
    waits = consent_rules.with_followers(plan.rows, consent_rules.waiting(after))
    held_rows = [row for row in plan.rows if consent_rules.key(row) not in waits]
    later = consent_rules.wanted_after(held_rows, rules)
    added = _reconciled(request, leave, plan, consents=(), wanted=later, before=False)
    return _step(
        leave, before=consents, after=(*after, *added), now=request.now, was_booked=False, booked=True
    )


def step_of_end(
    leave: FacultyUnavailability, consents: tuple[Consent, ...], *, now: datetime, was_booked: bool
) -> Step:
    """The step of a leave that is off: nobody's consent is needed any more."""
    after = tuple(_taken_back(a) for a in consents)
    return _step(leave, before=consents, after=after, now=now, was_booked=was_booked, booked=True)


def step_of_undo(leave: FacultyUnavailability, consents: tuple[Consent, ...], now: datetime) -> Step:
    """The step of an approval that is undone: earlier consents hold again, later ones are not needed."""
    after = tuple(a if a.before else _taken_back(a) for a in consents)
    return _step(leave, before=consents, after=after, now=now, was_booked=True, booked=False)


def step_of_change(
    leave: FacultyUnavailability,
    *,
    before: tuple[Consent, ...],
    after: tuple[Consent, ...],
    now: datetime,
    booked: bool,
) -> Step:
    """The step of consents that have changed to `after`, for example because one was answered."""
    return _step(leave, before=before, after=after, now=now, was_booked=booked, booked=booked)


def _taken_back(consent: Consent) -> Consent:
    return replace(consent, status=ConsentStatus.TAKEN_BACK) if consent.is_live else consent


def later_consents(
    request: Request,
    leave: FacultyUnavailability,
    plan: Plan,
    *,
    rows: Sequence[PlanRow],
    always: bool = False,
) -> tuple[Consent, ...]:
    """The consents of those who may say no to what is held from now on.

    With `always`, also of those whom the policy has asked before the decision.
    """
    rules = rules_of(request.records, leave, rows)
    if always and rules.substitutes == "before":
        rules = replace(rules, substitutes="after")
    wanted = consent_rules.wanted_after(rows, rules)
    return _reconciled(request, leave, plan, consents=(), wanted=wanted, before=False)


def _step(
    leave: FacultyUnavailability,
    *,
    before: tuple[Consent, ...],
    after: tuple[Consent, ...],
    now: datetime,
    was_booked: bool,
    booked: bool,
) -> Step:
    was, is_ = (
        consent_rules.periods_on_hold(before, booked=was_booked),
        consent_rules.periods_on_hold(after, booked=booked),
    )
    return Step(leave, before, after, was - is_, is_ - was, now)


def _reconciled(
    request: Request,
    leave: FacultyUnavailability,
    plan: Plan,
    *,
    consents: Iterable[Consent],
    wanted: Wanted,
    before: bool,
) -> tuple[Consent, ...]:
    minutes = request.reference.institute.policies.answer_within

    def make(addressee: Addressee, rows: tuple[PlanRow, ...]) -> Consent | None:
        """A consent for the classes that have not begun; None if all have, as it is too late."""
        begins = {row: beginning_of(request.records, row.before) for row in rows}
        ahead = tuple(row for row, at in begins.items() if at > request.now)
        if not ahead:
            return None
        bare = tuple(replace(row, reasons=(), parts={}, runners_up=()) for row in ahead)
        until = consent_rules.deadline(request.now, minutes, (begins[row] for row in ahead))
        return Consent(
            token_hex(8), leave.id, addressee, bare, before, until, plan.revision,
            created_at=request.now, updated_at=request.now,
        )  # fmt: skip

    return consent_rules.reconciled(consents, wanted, make)


def beginning_of(records: Records, class_: ClassOnDate) -> datetime:
    """The instant at which the class begins, as planned."""
    at = next((t for t in records.reference.timeslots() if t.slot == class_.slot), None)
    return instant(class_.date, at.start if at else "00:00", records.reference.institute.zone)


def _moved() -> Moved:
    return Moved("Somebody has answered this very moment. Try again in a moment.")
