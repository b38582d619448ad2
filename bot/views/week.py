"""The week as something to draw, and the message that it comes in: caption and buttons."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callback_data import LETTERS, ME, Tap
from bot.contract.schemas import DayOut, DaysOut, MeOut
from bot.pictures.week import Column, Period, Tone, Week, Words
from bot.texts import Html, lines, plain, t
from bot.views.screen import button, keyboard, short_date, special
from bot.views.week_entries import Block, blocks, entry

LIGHT, DARK = "l", "d"
PDF, SHEET = "p", "s"
_SUNDAY = 6


def drawing(value: DaysOut, me: MeOut, now: datetime) -> Week:
    """What is said in the picture, the PDF and the sheet; `now` in the college's zone."""
    names, days = _names(value, me), value["days"]
    shown = [(day, blocks(day["classes"])) for day in days if _is_shown(day)] or [(d, []) for d in days]
    return Week(
        title=" · ".join((*names, _dates([day for day, _ in shown]))),
        subtitle=me["institute_name"],
        columns=tuple(_column(day, drawn_blocks, names) for day, drawn_blocks in shown),
        periods=_periods(me, days),
        words=_words(now),
    )


def title(value: DaysOut) -> Html:
    """Which week, and whose if not one's own."""
    first, last = (short_date(value["days"][n]["date"]) for n in (0, -1))
    whose = "" if value["kind"] == "me" else t("picture.whose", name=value["name"])
    return lines(whose, t("week.title", first=first, last=last))


def caption(value: DaysOut) -> Html:
    """How much of it is otherwise than planned, too."""
    every = [entry(b) for day in value["days"] for b in blocks(day["classes"])]
    changes = sum(e.tone is not Tone.PLANNED for e in every)
    return lines(title(value), t("picture.changes", count=changes) if changes else t("picture.no_changes"))


def buttons(value: DaysOut, theme: str) -> InlineKeyboardMarkup | None:
    monday = date.fromisoformat(value["days"][0]["date"])
    whose = (ME, ME) if value["kind"] == "me" else (LETTERS[value["kind"]], value["id"])
    text = button(plain("picture.text"), Tap.WEEK, monday)
    if value["kind"] != "me":
        text = button(plain("picture.text"), Tap.WEEK_OF, *whose, monday)
    other, word = (DARK, "picture.dark") if theme == LIGHT else (LIGHT, "picture.light")
    return keyboard(
        [turn(monday, days, Tap.WEEK_PICTURE, theme, *whose) for days in (-7, 7)],
        [
            text,
            button(plain("picture.pdf"), Tap.WEEK_FILE, PDF, *whose, monday),
            button(plain("picture.sheet"), Tap.WEEK_FILE, SHEET, *whose, monday),
            button(plain(word), Tap.WEEK_PICTURE, other, *whose, monday),
        ],
    )


def picture(letter: str, id: str, monday: date) -> InlineKeyboardButton:
    """From the text of a week to its picture."""
    return button(plain("picture.picture"), Tap.WEEK_PICTURE, LIGHT, letter, id, monday)


def turn(monday: date, days: int, tap: Tap, *before: str) -> InlineKeyboardButton:
    """To the week before or after."""
    there = monday + timedelta(days=days)
    words = plain("day.previous" if days < 0 else "day.next", day=short_date(there.isoformat()))
    return button(words, tap, *before, there)


def file_name(value: DaysOut, kind: str) -> str:
    return f"week-{value['days'][0]['date']}.{'pdf' if kind == PDF else 'xlsx'}"


def _names(value: DaysOut, me: MeOut) -> tuple[str, ...]:
    """Whose week it is, in words that need not be said in every class."""
    names = (me["name"], me["section_name"]) if value["kind"] == "me" else (value["name"],)
    return tuple(name for name in names if name)


def _is_shown(day: DayOut) -> bool:
    """Not Sundays and other days on which nobody teaches, as long as nothing is taught."""
    if day["classes"]:
        return True
    free = day["special"] is not None and day["special"]["code"] == "no_classes"
    return not free and date.fromisoformat(day["date"]).weekday() != _SUNDAY


def _column(day: DayOut, drawn_blocks: Sequence[Block], common: Sequence[str]) -> Column:
    head, _, when = short_date(day["date"]).partition(" ")
    note = special(day["special"])
    return Column(
        head=head,
        date=when,
        entries=tuple(entry(block, common) for block in drawn_blocks),
        note=note[:1].upper() + note[1:],
        is_today=day["is_today"],
        is_off=bool(note) and not drawn_blocks,
    )


def _periods(me: MeOut, days: Sequence[DayOut]) -> tuple[Period, ...]:
    """Those of the college and, should a class have another one, that."""
    classes = [c for day in days for c in day["classes"]]
    taught = {c["period"]: _period(c["period"], c["start"], c["end"]) for c in classes}
    every = taught | {p["period"]: _period(p["period"], p["start"], p["end"]) for p in me["periods"]}
    return tuple(every[number] for number in sorted(every))


def _period(number: int, start: str, end: str) -> Period:
    return Period(number, plain("picture.period", period=number), start, end)


def _dates(days: Sequence[DayOut]) -> str:
    return " – ".join(dict.fromkeys(short_date(day["date"]) for day in (days[0], days[-1])))


def _words(now: datetime) -> Words:
    return Words(
        planned=plain("picture.as_planned"),
        changed=plain("picture.changed"),
        cancelled=plain("picture.cancelled"),
        pause=plain("picture.pause"),
        empty=plain("picture.empty"),
        drawn=plain("picture.drawn", date=short_date(now.date().isoformat()), time=f"{now:%H:%M}"),
    )
