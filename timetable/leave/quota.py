"""Quotas of leave: how many days a request takes of its kind's year, and what is left of it.

Days are counted in halves, so that half a day is exact: a date counts where it has classes, as a half where
all the periods asked for are in one half of the day.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from timetable.calendar import Calendar
from timetable.errors import Malformed, RuleBroken
from timetable.leave.request import Away, blocked
from timetable.model import FacultyUnavailability, LeaveKind, LeaveStatus, Policies


class Spent(Away, Protocol):
    """A request that is open, pending or approved: it counts."""

    @property
    def kind(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Balance:
    """Of one kind in one leave year; days are in halves of a day. `quota` None: as many as are approved."""

    kind: LeaveKind
    first: date
    last: date
    quota: int | None
    taken: int
    pending: int

    @property
    def left(self) -> int | None:
        return None if self.quota is None else self.quota - self.taken - self.pending


def year_of(on: date, policies: Policies) -> tuple[date, date]:
    """First and last date of the leave year that a date is in."""
    starts = policies.leave_year_starts
    first = date(on.year if on.month >= starts else on.year - 1, starts, 1)
    return first, date(first.year + 1, starts, 1) - timedelta(days=1)


# Takes a date and gives the calendar of its term, for a leave year has several terms.
CalendarOf = Callable[[date], Calendar]


def halves(away: Away, calendar_of: CalendarOf, *, policies: Policies, first: date, last: date) -> int:
    """How many half days between two dates a request is about."""
    periods: dict[date, set[bool]] = {}
    for on, slot in blocked(away, calendar_of(away.start_date), policies):
        if first <= on <= last:
            periods.setdefault(on, set()).add(slot.period > policies.forenoon_until)
    return sum(len(parts) for parts in periods.values())


def balances(
    spent: Iterable[FacultyUnavailability], calendar_of: CalendarOf, *, policies: Policies, on: date
) -> list[Balance]:
    """Every kind's balance in the leave year of a date."""
    first, last = year_of(on, policies)
    counted = [(s, halves(s, calendar_of, policies=policies, first=first, last=last)) for s in spent]
    return [
        Balance(
            kind,
            first,
            last,
            2 * kind.days_a_year if kind.days_a_year is not None else None,
            sum(n for s, n in counted if s.kind == kind.code and s.status is LeaveStatus.APPROVED),
            sum(n for s, n in counted if s.kind == kind.code and s.status is LeaveStatus.PENDING),
        )
        for kind in policies.leave_kinds
    ]


def check_kind(
    away: Away,
    kind: LeaveKind,
    *,
    spent: Iterable[Spent],
    calendar_of: CalendarOf,
    policies: Policies,
    today: date,
) -> None:
    """Raises RuleBroken where the kind's own rules are against the request, with the way out."""
    length = (away.end_date - away.start_date).days + 1
    if kind.longest_stretch is not None and length > kind.longest_stretch:
        raise RuleBroken(
            f"{kind.name.capitalize()} is at most {kind.longest_stretch} days at a stretch; "
            f"this is {length}.",
            field="end_date",
            rule="stretch_too_long",
            kind=kind.code,
            name=kind.name,
            most=kind.longest_stretch,
            days=length,
        )
    if (away.start_date - today).days < kind.notice_days:
        soonest = today + timedelta(days=kind.notice_days)
        raise RuleBroken(
            f"{kind.name.capitalize()} is asked for {kind.notice_days} days ahead: from {soonest} on.",
            field="start_date",
            rule="too_soon",
            kind=kind.code,
            name=kind.name,
            days=kind.notice_days,
            first=soonest.isoformat(),
        )
    if not kind.half_days and (away.half is not None or away.periods is not None):
        raise RuleBroken(
            f"{kind.name.capitalize()} is for whole days. Leave out the periods, or choose another kind.",
            field="half" if away.half is not None else "periods",
            rule="whole_days_only",
            kind=kind.code,
            name=kind.name,
        )
    if kind.days_a_year is not None:
        _check_quota(away, kind, list(spent), calendar_of=calendar_of, policies=policies)


def _check_quota(
    away: Away, kind: LeaveKind, spent: list[Spent], *, calendar_of: CalendarOf, policies: Policies
) -> None:
    for on in dict.fromkeys(year_of(d, policies)[0] for d in (away.start_date, away.end_date)):
        first, last = year_of(on, policies)
        wanted = halves(away, calendar_of, policies=policies, first=first, last=last)
        used = sum(
            halves(s, calendar_of, policies=policies, first=first, last=last)
            for s in spent
            if s.kind == kind.code
        )
        left = max(2 * (kind.days_a_year or 0) - used, 0)
        if wanted > left:
            raise RuleBroken(
                f"This takes {days(wanted)} of {kind.name}, and {days(left)} are left until {last}. "
                "Ask for less, or choose another kind.",
                field="kind",
                rule="quota_spent",
                kind=kind.code,
                name=kind.name,
                left=left / 2,
                wanted=wanted / 2,
                last=last.isoformat(),
            )


def days(halves_: int) -> str:
    """Half days in words: 1 day, 2.5 days."""
    number = f"{halves_ / 2:g}"
    return f"{number} day" if number == "1" else f"{number} days"


def kind_of(code: str, policies: Policies) -> LeaveKind:
    """The kind of leave with this code; raises Malformed, naming those that there are."""
    kind = next((k for k in policies.leave_kinds if k.code == code), None)
    if kind is None:
        kinds = ", ".join(k.code for k in policies.leave_kinds)
        raise Malformed(f"There is no leave of the kind {code!r}. The kinds are {kinds}.", field="kind")
    return kind
