"""Quiet hours, and which local times have passed: over midnight, and where clocks are changed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timetable.errors import RuleBroken
from timetable.model import QuietHours, UserId
from timetable.objects.preferences import (
    Settings,
    Span,
    check,
    is_quiet,
    quiet_until,
    spans,
    told_by_digest,
)

KOLKATA = "Asia/Kolkata"
NIGHT, LUNCH = QuietHours("22:00", "07:00"), QuietHours("13:00", "14:00")
CLOCKS = st.tuples(st.integers(0, 23), st.integers(0, 59)).map(lambda t: f"{t[0]:02}:{t[1]:02}")
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def local(clock: str, zone: str = KOLKATA, day: int = 23) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("clock", "night", "lunch"),
    [
        ("21:59", False, False),
        ("22:00", True, False),
        ("00:00", True, False),
        ("06:59", True, False),
        ("07:00", False, False),
        ("13:00", False, True),
        ("14:00", False, False),
    ],
)
def test_quiet_hours_may_go_over_midnight(clock: str, night: bool, lunch: bool) -> None:
    assert (is_quiet(NIGHT, clock), is_quiet(LUNCH, clock), is_quiet(None, clock)) == (night, lunch, False)


def test_what_waits_is_due_when_the_quiet_hours_end() -> None:
    assert quiet_until(NIGHT, local("23:30"), KOLKATA) == local("07:00", day=24)
    assert quiet_until(NIGHT, local("00:30"), KOLKATA) == local("07:00")
    assert quiet_until(NIGHT, local("07:00"), KOLKATA) is None
    assert quiet_until(None, local("00:30"), KOLKATA) is None


@given(CLOCKS, CLOCKS, INSTANTS, st.sampled_from([KOLKATA, "America/New_York", "UTC"]))
def test_quiet_hours_end_within_a_day_and_at_their_end(
    first: str, until: str, now: datetime, zone: str
) -> None:
    due = quiet_until(QuietHours(first, until), now, zone)
    if due is not None and first != until:
        local_now = due.astimezone(ZoneInfo(zone))
        assert timedelta(0) < due - now <= timedelta(hours=25)
        assert (
            f"{local_now:%H:%M}" == until
            or local_now.utcoffset() != now.astimezone(ZoneInfo(zone)).utcoffset()
        )


def test_a_stretch_of_time_is_told_date_by_date() -> None:
    on = date(2026, 11, 23)

    assert list(spans(local("19:58"), local("20:03"), KOLKATA)) == [Span(on, "19:58", "20:03")]
    assert list(spans(local("23:58"), local("00:03", day=24), KOLKATA)) == [
        Span(on, "23:58", "24:00"),
        Span(date(2026, 11, 24), " ", "00:03"),
    ]


@given(
    st.lists(st.integers(1, 400), min_size=1, max_size=12),
    CLOCKS,
    st.sampled_from([KOLKATA, "Europe/Berlin"]),
)
def test_every_minute_of_a_day_is_in_one_round_however_long_the_rounds_are(
    minutes: list[int], clock: str, zone: str
) -> None:
    at = local("00:00", zone)
    all_spans: list[tuple[date, str]] = []
    for more in minutes:
        later = at + timedelta(minutes=more)
        all_spans += [(s.on, clock) for s in spans(at, later, zone) if s.after < clock <= s.until]
        at = later

    passed = [d for d in {s[0] for s in all_spans} | {at.date()} if _at(d, clock, zone) <= at]
    wanted = [(d, clock) for d in passed if _at(d, clock, zone) > local("00:00", zone)]
    assert sorted(all_spans) == sorted(wanted)


def _at(on: date, clock: str, zone: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=ZoneInfo(zone))


def test_a_morning_digest_tells_the_day_and_an_evening_one_the_next() -> None:
    on = date(2026, 11, 23)

    assert told_by_digest(on, "07:00") == on
    assert told_by_digest(on, "20:00") == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"digest": "8pm"}, "digest"),
        ({"digest": "24:00"}, "digest"),
        ({"language": "Hindi"}, "language"),
        ({"remind_minutes": 7}, "remind_minutes"),
        ({"quiet_from": "22:00"}, "quiet_until"),
        ({"quiet_until": "07:00"}, "quiet_from"),
        ({"quiet_from": "22:00", "quiet_until": "22:00"}, "quiet_until"),
        ({"quiet_from": "22:00", "quiet_until": "7"}, "quiet_until"),
        ({"quiet_from": "22:00", "quiet_until": "07:00", "digest": "06:30"}, "digest"),
    ],
)
def test_what_cannot_be_chosen_is_named(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check(replace(Settings(UserId("u")), **wrong))

    assert refused.value.field == field


def test_what_can_be_chosen_is_taken() -> None:
    check(Settings(UserId("u"), "hi", "20:00", 10, quiet_from="22:00", quiet_until="07:00"))
    check(Settings(UserId("u")))
