"""What refusals say, what a college's own days and kinds change, and what holds for any line at all."""

from contextlib import suppress
from datetime import date, time, timedelta
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.contract.schemas import LeaveKindOut, PeriodOut
from bot.phrases import Draft, Unreadable, parse_leave, read_day
from bot.texts import FALLBACK, LANGUAGES, plain, set_language

SUNDAY = date(2026, 11, 22)
FRIDAY = date(2026, 11, 27)
KINDS: list[LeaveKindOut] = [
    {"code": "cl", "name": "casual leave"},
    {"code": "ml", "name": "medical leave"},
    {"code": "od", "name": "on duty"},
    {"code": "el", "name": "earned leave"},
]


def periods(*hours: int) -> list[PeriodOut]:
    return [{"period": n, "start": f"{h:02}:00", "end": f"{h:02}:50"} for n, h in enumerate(hours, 1)]


SEVEN = periods(9, 10, 11, 12, 14, 15, 16)


def read(line: str, *, today: date = SUNDAY, **other: Any) -> Draft:
    usual: dict[str, Any] = {"periods": SEVEN, "forenoon_until": 4, "kinds": KINDS}
    return parse_leave(line.split(), today=today, **(usual | other))


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
        ("24/11..", "end_date", "as in 24/11..26/11"),
        ("fri 28 nov", "start_date", "28 November 2026 is a Saturday"),
        ("tomorrow fever friday", "start_date", "two dates, 23 November 2026 and 27 November 2026"),
        ("friday P9", "periods", "There is no period 9. The day has periods 1 to 7."),
        ("friday P0", "periods", "There is no period 0"),
        ("friday P5-P3", "periods", "Period 3 is before period 5"),
        ("friday P3 an", "half", "not both"),
        ("friday 10-12 12:50-13:10", "periods", "from 09:00 to 16:50"),
        ("10-12 fever", "start_date", "one of these: 10/12, 10/12..12/12, 10:00-12:00"),
        ("3-5", "start_date", "one of these: 3/5, 3/12..5/12, P3-P5"),
        ("tomorrow fever 3-5", "periods", "as in fri P3-P5"),
        ("maternity leave tomorrow", "kind", "cl (casual leave), ml (medical leave), od (on duty), el"),
        ("friday " + "x" * 501, "reason", "500 characters"),
        ("friday " + "x " * 501, "reason", "500 characters"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_the_way_out(line: str, field: str, told: str) -> None:
    with pytest.raises(Unreadable) as problem:
        read(line)

    assert (problem.value.field, told in problem.value.sentence) == (field, True), problem.value.sentence


def test_a_weekday_is_today_on_that_day_and_next_weeks_with_next() -> None:
    assert read("friday", today=FRIDAY).start_date == FRIDAY
    assert read("next fri", today=FRIDAY).start_date == FRIDAY + timedelta(days=7)
    assert read("next fri", today=FRIDAY - timedelta(days=2)).start_date == FRIDAY + timedelta(days=7)


def test_days_are_counted_until_a_day_off_makes_it_unsure_which_are_meant() -> None:
    assert read("3 days from thursday").end_date == date(2026, 11, 28)

    with pytest.raises(Unreadable, match=r"27/11\.\.29/11"):
        read("3 days from friday")

    assert read("7 days from monday").end_date == date(2026, 11, 29)


def test_the_rest_of_the_week_is_its_working_days_that_are_left() -> None:
    assert read("rest of the week", today=FRIDAY).end_date == FRIDAY + timedelta(days=1)
    assert read("rest of the week", today=FRIDAY, working_days=[1, 2, 3, 4, 5]).end_date == FRIDAY

    with pytest.raises(Unreadable, match="No working day is left"):
        read("rest of the week", today=SUNDAY)


def test_a_college_without_an_afternoon_says_so() -> None:
    with pytest.raises(Unreadable, match="no afternoon"):
        read("fri an", periods=periods(9, 10, 11, 12))


def test_the_clock_is_that_of_the_day_asked_for() -> None:
    saturday = date(2026, 11, 28)
    early = {saturday: periods(8, 9, 10, 11)}

    draft = read("saturday 10-12")

    assert (draft.periods, draft.by_the_day) == ((2, 3), True)
    assert read("saturday 10-12", hours=early).periods == (3, 4)
    assert read("saturday last period", hours=early).periods == (4,)
    assert read("saturday P3", hours=early).by_the_day is False


def test_days_with_different_hours_have_to_agree_on_the_periods() -> None:
    friday, saturday = date(2026, 11, 27), date(2026, 11, 28)
    hours = {friday: SEVEN, saturday: periods(8, 9, 10, 11)}

    with pytest.raises(Unreadable, match="same periods"):
        read("fri-sat 10-12", hours=hours)

    assert read("fri-sat 14:00-16:00", hours=hours).periods == (5, 6)  # Saturday has none then
    assert read("fri-mon 10-12", hours={friday: SEVEN, SUNDAY: []}).periods == (2, 3)


def test_the_kinds_of_leave_are_the_colleges_own() -> None:
    own: list[LeaveKindOut] = [
        {"code": "SL", "name": "Sick Leave"},
        {"code": "RH", "name": "restricted holiday"},
        {"code": "mat", "name": "Maternity leave"},
    ]

    said = {
        "sl": "SL",
        "medical leave": "SL",
        "bimari ki chhutti": "SL",
        "rh": "RH",
        "Restricted Holiday": "RH",
    }
    for words, code in (said | {"maternity leave": "mat", "मातृत्व अवकाश": "mat"}).items():
        assert read(f"tomorrow {words}", kinds=own).kind == code, words

    two = [*own, LeaveKindOut(code="ML", name="medical leave")]
    assert read("sick leave tomorrow", kinds=two).kind == "SL"
    with pytest.raises(Unreadable, match="Name one kind"):
        read("bimari ki chhutti kal", kinds=two)


@pytest.mark.parametrize(
    "word",
    "person pearson manual machine pickle severe mining mourning match Shankar Mondal Sundar latter".split(),  # noqa: SIM905
)
def test_a_word_of_a_reason_is_not_taken_for_a_slip(word: str) -> None:
    draft = read(f"{word} meeting")

    assert (draft.start_date, draft.half, draft.reason) == (None, None, f"{word} meeting")


def test_a_day_to_look_at_may_be_past_but_has_to_be_a_day() -> None:
    assert read_day(["2", "nov"], today=SUNDAY) == date(2026, 11, 2)
    assert read_day(["yesterday"], today=SUNDAY) == date(2026, 11, 21)

    with pytest.raises(Unreadable, match="as a date"):
        read_day(["friday", "please"], today=SUNDAY)


# what holds for any line

ONE_DATE = [
    "{0:%Y-%m-%d}", "{0:%d/%m/%Y}", "{0:%d.%m.%Y}", "{0:%d-%m-%Y}", "{0:%d/%m}", "{0:%d.%m.}",
    "{0.day} {0:%b} {0.year}", "{0:%B} {0.day}, {0.year}", "{0.day} {0:%B}", "{0:%b} {0.day}",
    "{0:%a} {0.day} {0:%b}", "{0:%d/%m} ({0:%A})",
]  # fmt: skip
RANGES = [
    "{}..{}",
    "{} .. {}",
    "{} to {}",
    "{} - {}",
    "from {} to {}",
    "{} se {} tak",
    "{} से {} तक",
    "between {} and {}",
]


@given(
    st.dates(SUNDAY, SUNDAY + timedelta(days=150)),
    st.integers(1, 14),
    st.sampled_from(ONE_DATE),
    st.sampled_from(RANGES),
    st.sets(st.integers(1, 7)),
    st.sampled_from([",", " ", ", ", " and ", " & ", " aur "]),
)
def test_every_way_of_writing_a_leave_is_read_back(
    first: date, days: int, way: str, between: str, numbers: set[int], listing: str
) -> None:
    last = first + timedelta(days=days)
    listed = listing.join(f"P{p}" for p in sorted(numbers))

    draft = read(f"{between.format(way.format(first), way.format(last))} {listed} ml a reason, with 2 parts")

    expected: Any = (first, last, tuple(sorted(numbers)) or None, "ml", "a reason, with 2 parts")
    assert (draft.start_date, draft.end_date, draft.periods, draft.kind, draft.reason) == expected


RUNS = [
    "P{0}-P{1}", "p{0}-{1}", "P{0} to P{1}", "P{0}..P{1}", "periods {0} to {1}", "periods {0}-{1}",
    "{0}-{1} periods", "from P{0} to P{1}", "period {0} to period {1}", "P{0} se P{1} tak",
    "{0} se {1} period", "पीरियड {0} से {1} तक",
]  # fmt: skip


@given(st.integers(1, 7), st.integers(1, 7), st.sampled_from(RUNS), st.booleans())
def test_every_way_of_writing_a_run_of_periods_is_read_back(
    one: int, other: int, way: str, before: bool
) -> None:
    first, last = sorted((one, other))
    run = way.format(first, last)

    draft = read(f"{run} tomorrow" if before else f"tomorrow {run}")

    assert (draft.periods, draft.reason) == (tuple(range(first, last + 1)), "")


CLOCKS = [
    "{0:%H:%M}-{1:%H:%M}",
    "{0:%H.%M} to {1:%H.%M}",
    "{0:%I:%M %p} - {1:%I:%M %p}",
    "{0:%I.%M%p} se {1:%I.%M%p} tak",
]
MINUTES = st.sampled_from([0, 15, 20, 30, 40, 45, 50])
"""that no date is written with: 10.11 may be the tenth of November"""


@given(
    st.builds(time, st.integers(9, 16), MINUTES),
    st.builds(time, st.integers(9, 16), MINUTES),
    st.sampled_from(CLOCKS),
)
def test_hours_are_every_period_that_overlaps_them(start: time, end: time, way: str) -> None:
    begin, finish = f"{start:%H:%M}", f"{end:%H:%M}"
    overlapping = tuple(p["period"] for p in SEVEN if p["start"] < finish and begin < p["end"])

    line = f"27/11 from {way.format(start, end)}"

    if begin < finish and overlapping:
        assert read(line).periods == overlapping
        return
    with pytest.raises(Unreadable) as problem:
        read(line)
    assert problem.value.field == "periods"


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_and_nothing_else(line: str) -> None:
    try:
        draft = read(line)
    except Unreadable:
        return

    assert draft.start_date is None or draft.start_date >= SUNDAY


WORDS = st.sampled_from(
    """fri sun 27 3 10 / - .. . : 11 nov P3 p 3rd th , an cl to next this week 31 feb 2026 am pm kal se tak
    ko din period first last two half day from till and baje leave because not every 24/11 कल पीरियड तीसरा
    दोपहर 🙏 fever""".split()  # noqa: SIM905
)


@given(st.lists(WORDS, max_size=9), st.sampled_from(["", " "]))
def test_any_mixture_of_our_own_words_is_read_or_refused(words: list[str], between: str) -> None:
    try:
        draft = read(between.join(words))
    except Unreadable:
        return

    assert draft.end_date is None or draft.start_date is None or draft.start_date <= draft.end_date
    assert draft.periods is None or (draft.half is None and set(draft.periods) <= set(range(1, 8)))


@given(st.lists(WORDS, max_size=9))
def test_a_college_without_periods_yet_is_no_reason_to_fail(words: list[str]) -> None:
    with suppress(Unreadable):
        assert read(" ".join(words), periods=[]).periods is None


@given(
    st.lists(WORDS, max_size=7), st.sampled_from([str.upper, str.title, str.capitalize]), st.integers(1, 4)
)
def test_case_and_spaces_do_not_matter(words: list[str], cased: Any, spaces: int) -> None:
    def outcome(line: str) -> tuple[Any, ...]:
        try:
            draft = read(line)
        except Unreadable as problem:
            return (problem.field,)
        return (
            draft.start_date,
            draft.end_date,
            draft.periods,
            draft.half,
            draft.kind,
            draft.reason.casefold(),
        )

    line = " ".join(words)

    assert outcome((" " * spaces).join(map(cased, words))) == outcome(line)


def test_the_longest_lines_there_are_don_t_hold_the_chat_up() -> None:
    for words in ("P1, P2 and ", "24 nov to ", "3 ", "se kal ", "tomorow wensdy ", "10:00-", "3-5 "):
        for length in (990, 4096):
            begun = perf_counter()

            with suppress(Unreadable):
                read((words * 1000)[:length])

            assert perf_counter() - begun < 2, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_help_shows_is_read_as_it_is_meant(language: str) -> None:
    set_language(language)
    shown = [
        line.removeprefix("/leave ") for line in plain("help.leave").split("\n") if line.startswith("/leave ")
    ]
    set_language(FALLBACK)

    found = [read(line) for line in shown]

    meant = {
        "en": [("23-23", (3, 4, 5), "fever"), ("24-26", None, ""), ("27-27", "afternoon", ""),
               ("23-23", (2, 3), "bank"), ("24-26", None, "surgery")],
        "hi": [("23-23", (3, 4, 5), "बुखार"), ("24-26", None, ""), ("27-27", "afternoon", ""),
               ("23-23", (1, 2), "")],
    }  # fmt: skip
    assert [(f"{d.start_date:%d}-{d.end_date:%d}", d.periods or d.half, d.reason) for d in found] == meant[
        language
    ]
    assert "ml" in {draft.kind for draft in found}
