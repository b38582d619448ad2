"""Consents: the answers that a plan needs from substitutes, from teachers whose class another one is to join,
and from HODs of other departments.

The class of a row that waits for an answer does not take place yet, but its substitute's periods are on hold.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from timetable.errors import Decided
from timetable.model import (
    AdjustmentKind,
    DepartmentId,
    FacultyId,
    LeaveId,
    OccupancyId,
    PlanRow,
    SectionId,
    Slot,
    Stored,
    UserId,
)

# A person, a date, and the period in which that person is needed.
PersonPeriod = tuple[FacultyId, date, Slot]
ClassKey = tuple[OccupancyId, date]


class ConsentStatus(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    # The deadline passed without an answer.
    LAPSED = "lapsed"
    # The plan has changed and no longer needs the answer.
    TAKEN_BACK = "taken_back"


LIVE = (ConsentStatus.ASKED, ConsentStatus.ACCEPTED)
_NEXT = {
    ConsentStatus.ASKED: set(ConsentStatus) - {ConsentStatus.ASKED},
    ConsentStatus.ACCEPTED: {ConsentStatus.TAKEN_BACK},
}


class Addressee(NamedTuple):
    """Who is asked: a `faculty` member, or whoever heads a `department`."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Consent(Stored):
    """One question to one addressee: whether some classes may be held as the plan has them."""

    id: str
    leave: LeaveId
    addressee: Addressee
    # The rows as they were when the addressee was asked.
    rows: tuple[PlanRow, ...]
    # If true, the rows wait for the answer. If false, the classes are held unless the answer is no.
    before: bool
    deadline: datetime
    plan_revision: int
    status: ConsentStatus = ConsentStatus.ASKED
    # The reason that came with a refusal.
    note: str = ""
    answered_by: UserId | None = None
    answered_at: datetime | None = None

    @property
    def is_live(self) -> bool:
        return self.status in LIVE


@dataclass(frozen=True, slots=True)
class Rules:
    """Who is asked about a leave's rows, as policies have it."""

    # The department that the leave belongs to.
    department: DepartmentId
    # When substitutes are asked: `before` the decision, `after` it, or `never`.
    substitutes: str
    of_person: Mapping[FacultyId, DepartmentId]
    of_section: Mapping[SectionId, DepartmentId]
    # Departments whose HOD is asked before one of their teachers substitutes in another department.
    lend: frozenset[DepartmentId]
    # Departments whose HOD is asked before another department's leave changes a class of their sections.
    share: frozenset[DepartmentId]


Wanted = Mapping[Addressee, Sequence[PlanRow]]


def key(row: PlanRow) -> ClassKey:
    return row.before.occupancy, row.before.date


def substitutes(row: PlanRow) -> tuple[FacultyId, ...]:
    """Who takes the class in place of its teacher."""
    if row.kind is not AdjustmentKind.SUBSTITUTED or row.after is None:
        return ()
    return tuple(f for f in row.after.faculty if f not in row.before.faculty)


def asked_of(row: PlanRow) -> tuple[FacultyId, ...]:
    """Whose yes the row needs: its substitutes', or where it joins a class, that of those who hold it."""
    if row.kind is AdjustmentKind.MERGED and row.after is not None:
        return row.after.faculty
    return substitutes(row)


def _people(rows: Sequence[PlanRow]) -> Iterable[tuple[FacultyId, PlanRow]]:
    """Who is asked about which row; what joins a class that somebody takes goes with that class."""
    taken = {key(row) for row in rows if substitutes(row)}
    for row in rows:
        host = row.after.host if row.after else None
        if host is None or (host.occupancy, host.date) not in taken:
            yield from ((person, row) for person in asked_of(row))


def wanted_before(rows: Sequence[PlanRow], rules: Rules) -> Wanted:
    """By addressee: the rows of a plan that may not be carried out before this addressee has agreed."""
    rows_by_addressee: dict[Addressee, list[PlanRow]] = defaultdict(list)
    for person, row in _people(rows) if rules.substitutes == "before" else ():
        rows_by_addressee[Addressee("faculty", person)].append(row)
    for row in rows:
        people = substitutes(row)
        lending = {rules.of_person.get(f) for f in people} & rules.lend
        sharing = {rules.of_section.get(s) for s in row.before.sections} & rules.share if people else set()
        for department in sorted((d for d in lending | sharing if d), key=str):
            if department != rules.department:
                rows_by_addressee[Addressee("department", department)].append(row)
    return rows_by_addressee


def wanted_after(rows: Sequence[PlanRow], rules: Rules) -> Wanted:
    """By addressee: the rows of an approved plan to which this addressee may still object."""
    rows_by_addressee: dict[Addressee, list[PlanRow]] = defaultdict(list)
    for person, row in _people(rows) if rules.substitutes == "after" else ():
        rows_by_addressee[Addressee("faculty", person)].append(row)
    return rows_by_addressee


def reconciled(
    consents: Iterable[Consent],
    wanted: Wanted,
    make: Callable[[Addressee, tuple[PlanRow, ...]], Consent | None],
) -> tuple[Consent, ...]:
    """All asks of a leave once its rows are others: who was asked about a row, or agreed to it, is not asked
    again; what is no longer needed is taken back; `make` asks about the rest."""
    reconciled_consents: list[Consent] = []
    covered: dict[Addressee, set[object]] = defaultdict(set)
    for consent in consents:
        if not consent.is_live:
            reconciled_consents.append(consent)
            continue
        same = {_same(row) for row in wanted.get(consent.addressee, ())}
        rows = tuple(row for row in consent.rows if _same(row) in same)
        covered[consent.addressee] |= {_same(row) for row in rows}
        reconciled_consents.append(
            replace(consent, rows=rows) if rows else replace(consent, status=ConsentStatus.TAKEN_BACK)
        )
    for addressee, rows_ in wanted.items():
        rest = tuple(row for row in rows_ if _same(row) not in covered[addressee])
        if rest and (new_consent := make(addressee, rest)):
            reconciled_consents.append(new_consent)
    return tuple(reconciled_consents)


def _same(row: PlanRow) -> object:
    return key(row), row.outcome


def answered(
    consent: Consent, status: ConsentStatus, *, by: UserId | None, now: datetime, note: str = ""
) -> Consent:
    """The consent with its answer. Raises Decided if it has been answered before, or its deadline is over."""
    if status not in _NEXT.get(consent.status, set()):
        raise Decided(
            f"This question is {_STATUS_WORDS[consent.status]} already.", decision=str(consent.status)
        )
    if status is not ConsentStatus.LAPSED and by is not None and now >= consent.deadline:
        raise Decided("The time to answer is over.", decision=str(ConsentStatus.LAPSED))
    return replace(consent, status=status, note=note, answered_by=by, answered_at=now)


_STATUS_WORDS = {
    ConsentStatus.ASKED: "asked",
    ConsentStatus.ACCEPTED: "answered with yes",
    ConsentStatus.DECLINED: "answered with no",
    ConsentStatus.LAPSED: "closed, for nobody answered in time,",
    ConsentStatus.TAKEN_BACK: "taken back",
}


def deadline(now: datetime, minutes: int, begins: Iterable[datetime]) -> datetime:
    """When the answer has to be there: never later than the first of the classes begins."""
    return min([now + timedelta(minutes=minutes), *begins])


def waiting(consents: Iterable[Consent]) -> frozenset[ClassKey]:
    """The classes that wait for an answer."""
    return frozenset(
        key(row) for a in consents if a.before and a.status is ConsentStatus.ASKED for row in a.rows
    )


def with_followers(rows: Iterable[PlanRow], keys: Collection[ClassKey]) -> frozenset[ClassKey]:
    """These classes of a plan, and those that are to be held together with one of them."""
    hosts = ((row, row.after.host) for row in rows if row.after and row.after.host)
    return frozenset(keys) | {key(row) for row, host in hosts if (host.occupancy, host.date) in keys}


def periods_on_hold(consents: Sequence[Consent], *, booked: bool) -> frozenset[PersonPeriod]:
    """The periods of substitutes that are on hold for these consents.

    `booked`: the leave is approved, so that only rows that still wait are on hold; otherwise the rows that
    were agreed to are on hold too.
    """
    waits = waiting(consents)
    return frozenset(
        period
        for a in consents
        if a.before and a.is_live
        for row in a.rows
        if not booked or key(row) in waits
        for period in _of_row(row)
    )


def periods(consent: Consent) -> frozenset[PersonPeriod]:
    """The periods that the substitutes of its rows would teach."""
    return frozenset(period for row in consent.rows for period in _of_row(row))


def _of_row(row: PlanRow) -> list[PersonPeriod]:
    return [(person, row.before.date, row.before.slot) for person in substitutes(row)]
