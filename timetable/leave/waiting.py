"""When the deciders of a pending request are reminded, and when the request expires."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from timetable.calendar import Calendar, instant
from timetable.model import LeaveId, Slot, Stored


@dataclass(frozen=True, slots=True)
class Waiting(Stored):
    """What is due next for a request that nobody has decided."""

    id: LeaveId
    since: datetime
    # The instant at which the request expires.
    until: datetime
    # The instant of the next reminder, or of the expiry if no reminder is left.
    due: datetime
    reminded: int = 0


def begun(
    leave: LeaveId,
    away: Sequence[tuple[date, Slot]],
    calendar: Calendar,
    *,
    zone: str,
    remind_at: Sequence[int],
    now: datetime,
) -> Waiting:
    """From now on it waits, until its first period begins; if that has begun, until its last one ends.

    `away`: the periods asked for, in order; `remind_at`: percent of the time until then.
    """
    (first_on, first), (last_on, last) = away[0], away[-1]
    opens, closes = calendar.at(first), calendar.at(last)
    begins = instant(first_on, opens.start if opens else "00:00", zone)
    ends = instant(last_on, closes.end if closes else "23:59", zone)
    until = begins if begins > now else max(ends, now)
    return next_due(Waiting(leave, now, until, until, version=1), remind_at)


def next_due(waiting: Waiting, remind_at: Sequence[int]) -> Waiting:
    return replace(waiting, due=[*_steps(waiting, remind_at), waiting.until][waiting.reminded])


def reminded(waiting: Waiting, remind_at: Sequence[int], now: datetime) -> Waiting:
    """The state after the reminder that is due; reminders that were missed count as given."""
    given = sum(step <= now for step in _steps(waiting, remind_at))
    return replace(next_due(replace(waiting, reminded=given), remind_at), version=waiting.version + 1)


def _steps(waiting: Waiting, remind_at: Sequence[int]) -> list[datetime]:
    """The instants of the reminders, whole seconds."""
    span = int((waiting.until - waiting.since).total_seconds())
    return [waiting.since + timedelta(seconds=span * percent // 100) for percent in sorted(set(remind_at))]
