"""What people type after /leave, read as they mean it."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.date_text import Unreadable, read_day
from bot.leave_text import Draft, parse_leave

SUNDAY = date(2026, 11, 22)
FRIDAY = date(2026, 11, 27)


def read(line: str, *, today: date = SUNDAY) -> Draft:
    return parse_leave(
        line.split(), today=today, periods=range(1, 8), forenoon_until=4, kinds=["cl", "ml", "od", "el"]
    )


def in_words(draft: Draft) -> str:
    days = f"{draft.start_date:%d%b}" if draft.start_date else "-"
    if draft.end_date != draft.start_date:
        days += f"..{draft.end_date:%d%b}"
    part = ",".join(map(str, draft.periods)) if draft.periods else draft.half or "all"
    return f"{days} {part} {draft.kind} {draft.reason}".strip()


CORPUS = {
    "tomorrow P3-P5 fever": "23Nov 3,4,5 cl fever",
    "today": "22Nov all cl",
    "24/11..26/11 cl": "24Nov..26Nov all cl",
    "24/11 .. 26/11 ml operation": "24Nov..26Nov all ml operation",
    "24-26 nov": "24Nov..26Nov all cl",
    "24–26 November od conference in Pune": "24Nov..26Nov all od conference in Pune",
    "Nov 24 to 26 family": "24Nov..26Nov all cl family",
    "24 nov - 26 nov": "24Nov..26Nov all cl",
    "28 dec..2 jan": "28Dec..02Jan all cl",
    "fri an": "27Nov afternoon cl",
    "FN friday dentist": "27Nov forenoon cl dentist",
    "friday morning": "27Nov forenoon cl",
    "27/11": "27Nov all cl",
    "27-11": "27Nov all cl",
    "27-11-26": "27Nov all cl",
    "27.11.2026": "27Nov all cl",
    "27 nov": "27Nov all cl",
    "27th of November": "27Nov all cl",
    "2026-11-27 p3,p5,6 x": "27Nov 3,5,6 cl x",
    "fri 27 nov od": "27Nov all od",
    "fri..mon": "27Nov..30Nov all cl",
    "mon to wed": "23Nov..25Nov all cl",
    "next monday": "23Nov all cl",
    "day after tomorrow": "24Nov all cl",
    "P3": "- 3 cl",
    "": "- all cl",
    "cl": "- all cl",
    "3-5th": "- 3,4,5 cl",
    "friday 3-5": "27Nov 3,4,5 cl",
    "friday 3,5": "27Nov 3,5 cl",
    "fri p3 p5 p6 hello": "27Nov 3,5,6 cl hello",
    "fri periods 3 to 5": "27Nov 3,4,5 cl",
    "fri 5th period": "27Nov 5 cl",
    "fri P5-P3": "27Nov 3,4,5 cl",
    "3rd dec 3-5th": "03Dec 3,4,5 cl",
    "on friday for P3": "27Nov 3 cl",
    "friday to attend a wedding": "27Nov all cl to attend a wedding",
    "friday - fever": "27Nov all cl fever",
    "friday 2 kids ill": "27Nov all cl 2 kids ill",
    "friday sun's rays": "27Nov all cl sun's rays",
    "3 may": "03May all cl",
    "fever": "- all cl fever",
    "25 marriage": "- all cl 25 marriage",
}


@pytest.mark.parametrize(("line", "meant"), CORPUS.items())
def test_a_line_is_read_as_it_is_meant(line: str, meant: str) -> None:
    assert in_words(read(line)) == meant


@pytest.mark.parametrize(
    ("line", "field", "told"),
    [
        ("31 feb", "start_date", "There is no 31 February"),
        ("31/2", "start_date", "There is no 31 February"),
        ("2026-11-31", "start_date", "There is no 31 November"),
        ("30-31 nov", "end_date", "There is no 31 November"),
        ("3/13", "start_date", "There is no month 13"),
        ("0/5", "start_date", "There is no 0 May"),
        ("yesterday", "start_date", "21 November 2026 is past"),
        ("20/11 fever", "start_date", "20 November 2026 is past"),
        ("26/11..24/11", "end_date", "before the first"),
        ("24/11..", "end_date", "can't read the last date"),
        ("fri 28 nov", "start_date", "28 November 2026 is a Saturday"),
        ("friday P9", "periods", "There is no period 9. The day has periods 1 to 7."),
        ("friday P0", "periods", "There is no period 0"),
        ("friday P3 an", "half", "not both"),
        ("friday " + "x" * 501, "reason", "500 characters"),
    ],
)
def test_what_cannot_be_meant_is_said_with_its_field(line: str, field: str, told: str) -> None:
    with pytest.raises(Unreadable) as problem:
        read(line)

    assert (problem.value.field, told in problem.value.sentence) == (field, True), problem.value.sentence


def test_a_weekday_is_today_on_that_day_and_next_weeks_with_next() -> None:
    assert read("friday", today=FRIDAY).start_date == FRIDAY
    assert read("next fri", today=FRIDAY).start_date == FRIDAY + timedelta(days=7)
    assert read("next fri", today=FRIDAY - timedelta(days=2)).start_date == FRIDAY + timedelta(days=7)


def test_a_college_without_an_afternoon_says_so() -> None:
    with pytest.raises(Unreadable, match="no afternoon"):
        parse_leave(["fri", "an"], today=SUNDAY, periods=[1, 2, 3, 4], forenoon_until=4, kinds=["cl"])


def test_a_day_to_look_at_may_be_past_but_has_to_be_a_day() -> None:
    assert read_day(["2", "nov"], today=SUNDAY) == date(2026, 11, 2)
    assert read_day(["yesterday"], today=SUNDAY) == date(2026, 11, 21)

    with pytest.raises(Unreadable, match="as a date"):
        read_day(["friday", "please"], today=SUNDAY)


@given(
    st.dates(SUNDAY, SUNDAY + timedelta(days=150)), st.integers(0, 14), st.sets(st.integers(1, 7)), st.data()
)
def test_every_way_of_writing_a_leave_is_read_back(
    first: date, days: int, periods: set[int], data: st.DataObject
) -> None:
    last = first + timedelta(days=days)
    ways = [
        "{0:%Y-%m-%d}",
        "{0:%d/%m/%Y}",
        "{0.day} {0:%b} {0.year}",
        "{0:%B} {0.day}, {0.year}",
        "{0:%d/%m}",
    ]
    way = data.draw(st.sampled_from(ways))
    to = data.draw(st.sampled_from(["..", " .. ", " to ", " - "]))
    listed = data.draw(st.sampled_from([",", " ", ", "])).join(f"P{p}" for p in sorted(periods))

    draft = read(f"{way.format(first)}{to}{way.format(last)} {listed} ml a reason, with 2 parts")

    expected: Any = (first, last, tuple(sorted(periods)) or None, "ml", "a reason, with 2 parts")
    assert (draft.start_date, draft.end_date, draft.periods, draft.kind, draft.reason) == expected


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_and_nothing_else(line: str) -> None:
    try:
        draft = read(line)
    except Unreadable:
        return

    assert draft.start_date is None or draft.start_date >= SUNDAY


TOKENS = st.sampled_from(
    [
        "fri",
        "27",
        "/",
        "-",
        "..",
        "11",
        "nov",
        "P3",
        "p",
        "3rd",
        ",",
        "an",
        "cl",
        "to",
        "next",
        "31",
        "feb",
        "2026",
    ]
)


@given(st.lists(TOKENS, max_size=8), st.sampled_from(["", " "]))
def test_any_mixture_of_our_own_words_is_read_or_refused(tokens: list[str], between: str) -> None:
    try:
        draft = read(between.join(tokens))
    except Unreadable:
        return

    assert draft.end_date is None or draft.start_date is None or draft.start_date <= draft.end_date
