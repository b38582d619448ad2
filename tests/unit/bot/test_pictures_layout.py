"""Where things go in the picture of a week, and what is said there: values in, boxes and text out."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings

from bot.pictures.class_text import SMALL
from bot.pictures.layout import a4, layout
from bot.pictures.page import Box, Cell, Page
from bot.pictures.shaping import Weight
from bot.pictures.themes import DARK, LIGHT, Ink, Theme
from bot.pictures.week import Tone, Week
from bot.pictures.wrap import Room, shortened, wrapped
from tests.support.weeks import busy, column, entry, week, weeks

_HAIR = 0.01


def measure(text: str, weight: Weight) -> float:
    """Every letter is half an em wide."""
    return len(text) * 0.5


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x + _HAIR < other.x + other.width
        and other.x + _HAIR < one.x + one.width
        and one.y + _HAIR < other.y + other.height
        and other.y + _HAIR < one.y + one.height
    )


def is_inside(box: Box, page: Page) -> bool:
    across = box.x >= 0 and box.x + box.width <= page.width + _HAIR
    return across and box.y >= 0 and box.y + box.height <= page.height + _HAIR


def cell_of(page: Page, subject: str) -> Cell:
    return next(c for c in page.cells if c.entry.subject == subject)


@given(weeks())
@settings(max_examples=150, deadline=None)
def test_every_class_is_drawn_once_in_a_box_of_its_own_on_the_page(drawn: Week) -> None:
    for page in (layout(drawn, measure), a4(drawn, measure)):
        asked = [(n, e) for n, day in enumerate(drawn.columns) for e in day.entries]

        assert sorted(map(str, asked)) == sorted(str((c.column, c.entry)) for c in page.cells)
        assert not any(overlap(a.box, b.box) for a, b in combinations(page.cells, 2))
        assert all(is_inside(box, page) for box in page.all_boxes())


@given(weeks())
@settings(max_examples=150, deadline=None)
def test_no_text_leaves_its_box_or_the_page(drawn: Week) -> None:
    page = layout(drawn, measure)

    for cell in page.cells:
        for line in cell.lines:
            assert cell.box.x <= line.x and line.x + line.width <= cell.box.x + cell.box.width
            assert cell.box.y <= line.y - line.size * 0.8
            assert line.y + line.size * 0.3 <= cell.box.y + cell.box.height
    assert all(line.x >= 0 and line.x + line.width <= page.width for line in page.lines)
    assert all(line.size >= SMALL for line in page.all_lines())


@given(weeks())
@settings(max_examples=60, deadline=None)
def test_a_week_on_paper_has_the_proportions_of_a4(drawn: Week) -> None:
    page = a4(drawn, measure)

    assert page.width / page.height == pytest.approx(2**0.5, rel=0.001)


def test_a_cancelled_class_is_struck_and_says_so() -> None:
    gone = entry(1, "Optics", "Dr Rao", tone=Tone.CANCELLED, tag="Cancelled")

    cell = cell_of(layout(week(column(gone)), measure), "Optics")

    assert [(line.text, line.struck) for line in cell.lines] == [
        ("Cancelled", False),
        ("Optics", True),
        ("Dr Rao", True),
    ]
    assert cell.box.fill is Ink.CANCELLED


def test_what_changed_has_the_accent_and_what_no_longer_holds_is_struck() -> None:
    new = entry(1, "Optics", "Dr Meera", tone=Tone.CHANGED, tag="Substitute", was="Dr Rao")

    cell = cell_of(layout(week(column(new)), measure), "Optics")

    assert [(line.text, line.struck) for line in cell.lines] == [
        ("Substitute", False),
        ("Optics", False),
        ("Dr Rao", True),
        ("Dr Meera", False),
    ]
    assert (cell.box.fill, cell.box.bar) == (Ink.CHANGED, Ink.CHANGED_EDGE)


def test_a_block_is_one_box_as_high_as_its_periods() -> None:
    lab, first, third = entry(1, "Lab", last=2), entry(1, "First"), entry(2, "Second")

    page = layout(week(column(lab), column(first, third)), measure)

    top, bottom = cell_of(page, "First").box, cell_of(page, "Second").box
    box = cell_of(page, "Lab").box
    assert (box.y, box.y + box.height) == (top.y, bottom.y + bottom.height)


def test_classes_of_one_time_are_side_by_side_and_as_wide_as_each_other() -> None:
    page = layout(week(column(*(entry(2, f"E{n}") for n in range(3)), entry(3, "Alone"))), measure)

    boxes = [cell_of(page, f"E{n}").box for n in range(3)]
    assert len({box.y for box in boxes}) == 1
    assert len({round(box.width, 3) for box in boxes}) == 1
    assert cell_of(page, "Alone").box.width > 2.9 * boxes[0].width


def test_breaks_are_named_with_their_times_and_lie_between_the_rows() -> None:
    page = layout(week(column(entry(2, "Before"), entry(3, "After"))), measure)

    told = next(line for line in page.lines if line.text == "Break 10:40–11:00")
    before, after = cell_of(page, "Before").box, cell_of(page, "After").box
    assert before.y + before.height < told.y < after.y


def test_only_periods_from_the_first_class_to_the_last_are_shown() -> None:
    page = layout(week(column(entry(3, "A")), column(entry(5, "B"))), measure)

    assert [line.text for line in page.lines if line.text.startswith("P")] == ["P3", "P4", "P5"]


def test_today_and_holidays_have_columns_of_their_colour() -> None:
    off = column(note="Holiday: Onam", is_off=True)
    page = layout(week(column(entry(1, "A")), column(entry(1, "B"), is_today=True), off), measure)

    fills = [box.fill for box in page.boxes]
    assert (fills.count(Ink.TODAY_COLUMN), fills.count(Ink.OFF), fills.count(Ink.TODAY)) == (1, 2, 1)
    assert [line.text for line in page.lines if line.ink is Ink.ON_OFF] == ["Holiday:", "Onam"]


def test_a_class_at_other_times_than_its_row_says_when() -> None:
    late = replace(entry(1, "Late", "R1"), start="09:10", end="10:00")

    page = layout(week(column(entry(1, "On time", "R1")), column(late)), measure)

    assert [line.text for line in cell_of(page, "Late").lines] == ["Late", "09:10–10:00 · R1"]
    assert [line.text for line in cell_of(page, "On time").lines] == ["On time", "R1"]


def test_a_week_without_classes_says_so() -> None:
    page = layout(week(column(), column()), measure)

    assert "No classes." in [line.text for line in page.lines]


def test_a_busy_week_fits_a_phone() -> None:
    page = layout(busy(), measure)

    assert page.width == pytest.approx(1280, abs=60)
    assert page.height < 1700


def test_a_long_name_is_smaller_then_short_then_broken() -> None:
    def heading(subject: str, short: str) -> list[tuple[str, float]]:
        held = replace(entry(1, subject), short=short)
        page = layout(week(*(column(held) for _ in range(7))), measure)
        return [(line.text, line.size) for line in page.cells[0].lines]

    assert heading("Optics", "PH1") == [("Optics", 25)]
    assert heading("Mathematics", "MA1") == [("Mathematics", 22)]
    assert heading("Electromagnetism", "PH2") == [("PH2", 25)]
    assert heading("Electromagnetism", "") == [("Electromagne‐", 20), ("tism", 20)]


def test_text_is_cut_with_an_ellipsis_and_never_within_a_letter() -> None:
    def width(text: str) -> float:
        return len(text)

    assert shortened("abcdef", Room(4, width)) == "abc…"
    assert wrapped("one two three", Room(5, width), max_lines=2) == ["one", "two…"]
    assert wrapped("abcdefgh", Room(4, width), max_lines=3) == ["abc‐", "def‐", "gh"]
    assert wrapped("क्षेत्रज्ञ", Room(5, width), max_lines=5) == ["क्षे‐", "त्र‐", "ज्ञ"]


def luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """As WCAG 2 defines it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_all_text_can_be_read_against_what_it_is_on(theme: Theme) -> None:
    pages = [layout(busy(), measure), layout(week(column()), measure)]
    pairs = {(line.ink, line.on) for page in pages for line in page.all_lines()}

    poor = [(ink, on) for ink, on in pairs if contrast(theme[ink], theme[on]) < 4.5]

    assert set(theme) == set(Ink)
    assert len(pairs) > 12 and poor == []
