"""Whose answer a leave's plan needs: who is asked anew, who no longer, whose periods are kept meanwhile."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex

from functions.services.ports import CONSENT, DEPARTMENT, FACULTY, SECTION, Records, Request, Write
from timetable.calendar import instant
from timetable.errors import Moved
from timetable.leave import consent_holds
from timetable.leave import consents as asking
from timetable.leave.consents import Addressee, Consent, ConsentStatus, PersonPeriod, Rules, Wanted
from timetable.model import (
    ClassOnDate,
    Department,
    Faculty,
    FacultyId,
    FacultyUnavailability,
    Plan,
    PlanRow,
    Section,
    SectionId,
    TermId,
)


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of the asks of one leave in one transaction, and of the periods that are kept for them."""

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
        """The asks as they are now, and what is no longer kept: before anything is booked."""
        known = {a.id: a for a in self.before}
        changed = [a for a in self.after if a != known.get(a.id)]
        for ask in changed:
            if ask.id in known:
                was = known[ask.id].version
                after = replace(ask, version=was + 1, updated_at=self.now)
                write.change(CONSENT[ask.id], after, was=was, otherwise=_moved())
            else:
                write.create(CONSENT[ask.id], ask)
        for ask in self.after:
            if ask.is_live and ask not in changed:
                write.unchanged(CONSENT[ask.id], was=ask.version, otherwise=_moved())
        write.claims(term, consent_holds.release_holds(self.leave.id, self.let_go))
        if changed:
            write.event("AsksChanged", self.leave.id, ids=",".join(a.id for a in changed))

    def write_last(self, write: Write, term: TermId) -> None:
        """What is kept from now on: after everything is booked or freed."""
        write.claims(term, consent_holds.take_holds(self.leave.id, self.keep))

    def write(self, write: Write, term: TermId) -> None:
        self.write_first(write, term)
        self.write_last(write, term)


def known(records: Records, plan: Plan | None) -> tuple[Consent, ...]:
    """Everybody who was ever asked about this leave; no call where nobody was."""
    ids = plan.asks if plan else ()
    return tuple(a for a in records.fetch(*(CONSENT[id] for id in ids)) if a) if ids else ()


def rules_of(records: Records, leave: FacultyUnavailability, rows: Sequence[PlanRow]) -> Rules:
    """Who is asked about these rows, by the policies of the institute and of the departments concerned."""
    policies, reference = records.reference.institute.policies, records.reference
    people: dict[FacultyId, Faculty] = reference.many(
        FACULTY, (f for row in rows for f in asking.substitutes(row))
    )  # type: ignore[assignment]
    sections: dict[SectionId, Section] = reference.many(
        SECTION, (s for row in rows for s in row.before.sections)
    )  # type: ignore[assignment]
    of_person = {id: f.department for id, f in people.items()}
    of_section = {id: s.department for id, s in sections.items() if s.department}
    wanted = {leave.department, *of_person.values(), *of_section.values()}
    departments: dict[str, Department] = reference.many(DEPARTMENT, sorted(wanted))
    own = departments.get(leave.department)
    substitutes = own.ask_substitutes if own else None

    def asked(of: Department, own_wish: bool | None, usual: bool) -> bool:
        return of.hod is not None and (usual if own_wish is None else own_wish)

    return Rules(
        leave.department,
        substitutes if substitutes is not None else policies.ask_substitutes,
        of_person,
        of_section,
        frozenset(d.id for d in departments.values() if asked(d, d.ask_to_lend, policies.ask_to_lend)),
        frozenset(d.id for d in departments.values() if asked(d, d.ask_to_share, policies.ask_to_share)),
    )


def pending(
    request: Request,
    leave: FacultyUnavailability,
    plan: Plan,
    asks: tuple[Consent, ...],
    *,
    answered: tuple[Consent, ...] | None = None,
) -> Step:
    """While the leave waits for its decision: those whose answer the plan's rows wait for are asked.
    `answered`: the asks with an answer that comes in the same transaction."""
    rules = rules_of(request.records, leave, plan.rows)
    wanted = asking.wanted_before(plan.rows, rules)
    after = _reconciled(request, leave, plan, answered or asks, wanted, before=True)
    return _step(leave, asks, after, request.now, was_booked=False, booked=False)


def approved(request: Request, leave: FacultyUnavailability, plan: Plan, asks: tuple[Consent, ...]) -> Step:
    """At the approval: as before it, and those who may say no afterwards are asked now."""
    rules = rules_of(request.records, leave, plan.rows)
    wanted = asking.wanted_before(plan.rows, rules)
    after = _reconciled(request, leave, plan, asks, wanted, before=True)
    waits = asking.with_followers(plan.rows, asking.waiting(after))
    held = [row for row in plan.rows if asking.key(row) not in waits]
    later = asking.wanted_after(held, rules)
    made = _reconciled(request, leave, plan, (), later, before=False)
    return _step(leave, asks, (*after, *made), request.now, was_booked=False, booked=True)


def ended(
    leave: FacultyUnavailability, asks: tuple[Consent, ...], now: datetime, *, was_booked: bool
) -> Step:
    """The leave is off: nobody's answer is needed any more."""
    after = tuple(_taken_back(a) for a in asks)
    return _step(leave, asks, after, now, was_booked=was_booked, booked=True)


def undone(leave: FacultyUnavailability, asks: tuple[Consent, ...], now: datetime) -> Step:
    """The approval is off: what was agreed to before is kept again; who was asked after it is not needed."""
    after = tuple(a if a.before else _taken_back(a) for a in asks)
    return _step(leave, asks, after, now, was_booked=True, booked=False)


def became(
    leave: FacultyUnavailability,
    before: tuple[Consent, ...],
    after: tuple[Consent, ...],
    now: datetime,
    *,
    booked: bool,
) -> Step:
    """Some of the asks have another state now."""
    return _step(leave, before, after, now, was_booked=booked, booked=booked)


def _taken_back(ask: Consent) -> Consent:
    return replace(ask, status=ConsentStatus.TAKEN_BACK) if ask.is_live else ask


def more(
    request: Request,
    leave: FacultyUnavailability,
    plan: Plan,
    rows: Sequence[PlanRow],
    *,
    always: bool = False,
) -> tuple[Consent, ...]:
    """Those who may say no to what is held from now on. `always`: also where they are asked before."""
    rules = rules_of(request.records, leave, rows)
    if always and rules.substitutes == "before":
        rules = replace(rules, substitutes="after")
    wanted = asking.wanted_after(rows, rules)
    return _reconciled(request, leave, plan, (), wanted, before=False)


def _step(
    leave: FacultyUnavailability,
    before: tuple[Consent, ...],
    after: tuple[Consent, ...],
    now: datetime,
    *,
    was_booked: bool,
    booked: bool,
) -> Step:
    was, is_ = asking.periods_on_hold(before, booked=was_booked), asking.periods_on_hold(after, booked=booked)
    return Step(leave, before, after, was - is_, is_ - was, now)


def _reconciled(
    request: Request,
    leave: FacultyUnavailability,
    plan: Plan,
    asks: Iterable[Consent],
    wanted: Wanted,
    *,
    before: bool,
) -> tuple[Consent, ...]:
    minutes = request.reference.institute.policies.answer_within

    def make(addressee: Addressee, rows: tuple[PlanRow, ...]) -> Consent | None:
        """None where the classes have begun: there is no time to ask."""
        begins = {row: begin(request.records, row.before) for row in rows}
        ahead = tuple(row for row, at in begins.items() if at > request.now)
        if not ahead:
            return None
        bare = tuple(replace(row, reasons=(), parts={}, runners_up=()) for row in ahead)
        until = asking.deadline(request.now, minutes, (begins[row] for row in ahead))
        return Consent(
            token_hex(8), leave.id, addressee, bare, before, until, plan.revision,
            created_at=request.now, updated_at=request.now,
        )  # fmt: skip

    return asking.reconciled(asks, wanted, make)


def begin(records: Records, class_: ClassOnDate) -> datetime:
    """When the class begins, as planned."""
    at = next((t for t in records.reference.timeslots() if t.slot == class_.slot), None)
    return instant(class_.date, at.start if at else "00:00", records.reference.institute.zone)


def _moved() -> Moved:
    return Moved("Somebody has answered this very moment. Try again in a moment.")
