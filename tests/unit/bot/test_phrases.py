"""Each phrase of tests/unit/bot/phrases is read as it is meant, or refused for what it is refused for."""

from datetime import date
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from bot.contract.schemas import LeaveKindOut, PeriodOut
from bot.phrases import Draft, Unreadable, parse_leave, read_day

FOLDER = Path(__file__).parent / "phrases"
HOURS = (9, 10, 11, 12, 14, 15, 16)
PERIODS: list[PeriodOut] = [
    {"period": n, "start": f"{hour:02}:00", "end": f"{hour:02}:50"} for n, hour in enumerate(HOURS, 1)
]
MONDAY = date(2026, 11, 23)
KINDS: list[LeaveKindOut] = [
    {"code": "cl", "name": "casual leave"},
    {"code": "ml", "name": "medical leave"},
    {"code": "od", "name": "on duty"},
    {"code": "el", "name": "earned leave"},
]
LISTS = ("english", "hindi", "hindi_latin", "mixed")
HALVES = {"forenoon": "fn", "afternoon": "an", None: "day"}


def corpus(*names: str) -> list[ParameterSet]:
    """The phrases of these lists, each with what it means; the phrase is the test's name."""
    lines = [line for name in names for line in (FOLDER / f"{name}.txt").read_text("utf-8").splitlines()]
    pairs = [line.rpartition("=>") for line in lines if "=>" in line and not line.startswith("#")]
    return [pytest.param(said, meant.strip(), id=said.strip() or "nothing") for said, _, meant in pairs]


def read(line: str) -> Draft:
    return parse_leave(line.split(), today=MONDAY, periods=PERIODS, forenoon_until=4, kinds=KINDS)


def in_words(draft: Draft) -> str:
    days = f"{draft.start_date.day} {draft.start_date:%b}" if draft.start_date else "-"
    if draft.end_date and draft.end_date != draft.start_date:
        days += f"..{draft.end_date.day} {draft.end_date:%b}"
    part = " ".join(f"P{p}" for p in draft.periods) if draft.periods else HALVES[draft.half]
    return f"{days} | {part} | {draft.kind} | {draft.reason}".strip()


@pytest.mark.parametrize(("line", "meant"), corpus(*LISTS))
def test_a_line_is_read_as_it_is_meant(line: str, meant: str) -> None:
    assert in_words(read(line)) == meant


@pytest.mark.parametrize(("line", "field"), corpus("refused"))
def test_what_cannot_be_meant_for_sure_is_refused_with_its_field(line: str, field: str) -> None:
    with pytest.raises(Unreadable) as problem:
        read(line)

    assert problem.value.field == field, problem.value.sentence


@pytest.mark.parametrize(("line", "meant"), corpus("days"))
def test_a_day_to_look_at_is_read_as_it_is_meant(line: str, meant: str) -> None:
    day = read_day(line.split(), today=MONDAY)

    assert f"{day.day} {day:%b %Y}" == meant


@pytest.mark.parametrize(("line", "field"), corpus("no_days"))
def test_what_is_no_single_day_is_refused_as_one(line: str, field: str) -> None:
    with pytest.raises(Unreadable) as problem:
        read_day(line.split(), today=MONDAY)

    assert problem.value.field == field


def test_no_phrase_is_in_two_lists() -> None:
    said = [str(param.values[0]) for param in corpus(*LISTS, "refused")]

    assert sorted(said) == sorted(set(said))
