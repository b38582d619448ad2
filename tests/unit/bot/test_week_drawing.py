"""From the API's week to what is drawn: blocks, tags, columns, and what is said once above all."""

from datetime import timedelta
from typing import Any, cast

from bot.contract.schemas import ClassOut, DaysOut
from bot.pictures.week import Entry, Tone
from bot.views.week import buttons, caption, drawing
from tests.support.weeks import KHAN, MEERA, NOW, RAO, busy, busy_days, class_, days, drawn, student, week_of


def entries(*classes: ClassOut) -> list[Entry]:
    return [e for c in drawn(*classes).columns for e in c.entries]


def only(*classes: ClassOut) -> Entry:
    (entry,) = entries(*classes)
    return entry


def test_periods_of_one_class_are_a_block() -> None:
    lab = only(*(class_(1, n, "Lab") for n in (5, 6, 7)))

    assert (lab.first, lab.last, lab.start, lab.end) == (5, 7, "13:30", "16:00")


def test_a_break_another_room_or_another_fate_ends_a_block() -> None:
    assert len(entries(class_(1, 4, "Lab"), class_(1, 5, "Lab"))) == 2
    assert len(entries(class_(1, 5, "Lab"), class_(1, 6, "Lab", room="R2"))) == 2
    assert len(entries(class_(1, 5, "Lab"), class_(1, 6, "Lab", state="cancelled"))) == 2
    assert len(entries(class_(1, 5, "Lab"), class_(1, 7, "Lab"))) == 2


def test_batches_at_the_same_time_are_blocks_of_their_own() -> None:
    one, two = ["CSE-3-A B1"], ["CSE-3-A B2"]

    found = entries(*(class_(1, n, "Lab", section_names=names) for n in (5, 6) for names in (one, two)))

    assert [(e.first, e.last, e.details[-1]) for e in found] == [(5, 6, "B1"), (5, 6, "B2")]


def test_each_fate_has_its_tone_its_words_and_what_no_longer_holds() -> None:
    def outcome(state: str, **other: Any) -> tuple[Tone, str, str]:
        shown = only(class_(1, 1, "Optics", state=state, **other))
        return shown.tone, shown.tag, shown.was

    was, joint = {"faculty_names": [RAO]}, {"section_names": ["CSE-3-B"]}
    assert outcome("planned") == (Tone.PLANNED, "", "")
    assert outcome("cancelled") == (Tone.CANCELLED, "Cancelled", "")
    assert outcome("cancelled", now={"faculty_names": [KHAN]}) == (Tone.CANCELLED, f"{KHAN} takes it", "")
    assert outcome("substituted", was=was) == (Tone.CHANGED, "Substitute", RAO)
    assert outcome("covering", was=was) == (Tone.CHANGED, "You take it", RAO)
    assert outcome("merged", was=was) == (Tone.CHANGED, "Held together", RAO)
    assert outcome("merged", was=was, held_with=joint) == (Tone.CHANGED, "Held with CSE-3-B", RAO)
    assert outcome("planned", held_with=joint) == (Tone.CHANGED, "Held with CSE-3-B", "")
    assert outcome("added") == (Tone.CHANGED, "Extra class", "")
    assert outcome("on_leave") == (Tone.CANCELLED, "You are on leave", "")
    assert outcome("on_leave", now=was) == (Tone.CANCELLED, f"On leave: {RAO} takes it", "")
    assert outcome("of another age") == (Tone.CHANGED, "Changed", "")


def test_a_move_says_only_what_is_different_there() -> None:
    def there(**place: object) -> str:
        return only(class_(1, 2, "Optics", state="moved_here", was=place)).was

    assert there(date="2026-11-24", period=4, room_name="R7") == "Tue 24 Nov P4 R7"
    assert there(date="2026-11-24", period=2, room_name="R101") == "Tue 24 Nov P2"
    assert there(date="2026-11-23", period=4) == "P4"
    assert there(date="2026-11-23", period=2, room_name="R7") == "R7"


def test_a_block_that_moved_is_one_block_and_names_all_its_periods() -> None:
    moved = only(
        *(
            class_(1, n, "Lab", state="moved_away", now={"date": "2026-11-24", "period": n + 1})
            for n in (5, 6)
        )
    )

    assert (moved.first, moved.last, moved.tag) == (5, 6, "Moved to Tue 24 Nov P6–P7")


def test_sundays_and_free_days_are_left_out_and_holidays_say_why() -> None:
    shown = drawn(class_(1, 1, "Optics"), special={6: ("no_classes", ""), 4: ("holiday", "Onam")}).columns

    assert [c.head for c in shown] == ["Mon", "Tue", "Wed", "Thu", "Fri"]
    assert [(c.head, c.note) for c in shown if c.is_off] == [("Thu", "Holiday: Onam")]
    assert [c.head for c in shown if c.is_today] == ["Wed"]


def test_a_sunday_with_a_class_is_shown() -> None:
    assert [c.head for c in drawn(class_(7, 1, "Optics")).columns][-1] == "Sun"


def test_a_week_without_any_working_day_is_still_a_week() -> None:
    shown = drawn(special=dict.fromkeys(range(1, 8), ("no_classes", "")))

    assert len(shown.columns) == 7 and shown.rows() == ()


def test_whose_week_it_is_stands_in_the_title_and_not_in_every_class() -> None:
    both = class_(2, 1, "Optics", section_names=["CSE-3-A", "CSE-3-B"])
    shown = drawn(class_(1, 1, "Optics", MEERA), both)

    assert shown.title == "Asha · CSE-3-A · Mon 23 Nov – Sat 28 Nov"
    assert [e.details for c in shown.columns for e in c.entries] == [
        (MEERA, "R101"),
        (RAO, "R101", "CSE-3-A, CSE-3-B"),
    ]


def test_the_week_of_a_room_has_its_name_in_the_title() -> None:
    room = week_of(days(class_(1, 1, "Optics", MEERA)), "infra", "R101")

    shown = drawing(room, student(), NOW)

    assert shown.title.startswith("R101 · Mon 23 Nov")
    assert [e.details for c in shown.columns for e in c.entries] == [(MEERA, "CSE-3-A")]


def test_the_time_of_drawing_is_the_one_given() -> None:
    later = drawing(week_of(days()), student(), NOW + timedelta(hours=2))

    assert later.words.drawn == "As of Wed 25 Nov, 10:15"


def test_a_period_that_the_college_does_not_name_has_its_row() -> None:
    other = {"period": 9, "start": "17:00", "end": "17:50"}
    unknown = cast(ClassOut, {**class_(1, 1, "Optics"), **other})

    rows = drawn(class_(1, 7, "Waves"), unknown).rows()

    assert [(p.name, p.start) for p in rows] == [("P7", "15:10"), ("P9", "17:00")]


def test_the_caption_counts_the_changes() -> None:
    changed = [class_(1, n, f"Optics {n}", state="cancelled") for n in (1, 2)]

    assert caption(week_of(days(*changed))).endswith("✱ 2 changes")
    assert caption(week_of(days(*changed[:1]))).endswith("✱ 1 change")
    assert caption(week_of(days())).endswith("All as planned.")
    assert caption(week_of(days(), "infra", "R<1>")).startswith("<b>R&lt;1&gt;</b>\n")


def test_the_buttons_carry_the_week_and_the_colours() -> None:
    def data(of: DaysOut) -> list[list[object]]:
        shown = buttons(of, "d")
        assert shown is not None
        return [[b.callback_data for b in row] for row in shown.inline_keyboard]

    on = "2026-11-23"
    assert data(week_of(days())) == [
        ["wp:d:m:m:2026-11-16", "wp:d:m:m:2026-11-30"],
        [f"wk:{on}", f"wf:p:m:m:{on}", f"wf:s:m:m:{on}", f"wp:l:m:m:{on}"],
    ]
    assert data(week_of(days(), "section", "CSE-3-A"))[1] == [
        *(f"{tap}:s:x1:{on}" for tap in ("wo", "wf:p", "wf:s", "wp:l"))
    ]


def test_a_busy_week_has_every_class_in_it() -> None:
    periods = sum(e.last - e.first + 1 for c in busy().columns for e in c.entries)

    assert periods == sum(len(day["classes"]) for day in busy_days())
