"""The week as something to draw, and the message that it comes in: caption and buttons."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.api_values import Day, Me
from bot.callback_data import Tap
from bot.pictures.week import Column, Period, Tone, Week, Words
from bot.texts import Html, lines, plain, t
from bot.views import button, keyboard, short_date
from bot.week_entries import Block, blocks, entry

LIGHT, DARK = "l", "d"
PDF, SHEET = "p", "s"
_SUNDAY = 6


class Whose(NamedTuple):
    """Whose week it is, in words that need not be said in every class; where, and its periods."""

    names: tuple[str, ...]
    institute: str
    periods: tuple[Period, ...] = ()


def own(me: Me) -> Whose:
    names = tuple(name for name in (me["name"], me["section_name"]) if name)
    periods = (_period(p["period"], p["start"], p["end"]) for p in me["periods"])
    return Whose(names, me["institute_name"], tuple(periods))


def drawing(days: Sequence[Day], whose: Whose, now: datetime) -> Week:
    """What is said in the picture, the PDF and the sheet; `now` in the college's zone."""
    shown = [(day, blocks(day["classes"])) for day in days if _is_shown(day)] or [(d, []) for d in days]
    return Week(
        title=" · ".join((*whose.names, _dates([day for day, _ in shown]))),
        subtitle=whose.institute,
        columns=tuple(_column(day, found, whose.names) for day, found in shown),
        periods=_periods(whose.periods, days),
        words=_words(now),
    )


def caption(days: Sequence[Day]) -> Html:
    """Which week, and how much of it is otherwise than planned."""
    title = t("week.title", first=short_date(days[0]["date"]), last=short_date(days[-1]["date"]))
    every = [entry(b) for day in days for b in blocks(day["classes"])]
    changes = sum(e.tone is not Tone.PLANNED for e in every)
    return lines(title, t("picture.changes", count=changes) if changes else t("picture.no_changes"))


def buttons(days: Sequence[Day], theme: str) -> InlineKeyboardMarkup | None:
    monday = date.fromisoformat(days[0]["date"])
    other, word = (DARK, "picture.dark") if theme == LIGHT else (LIGHT, "picture.light")
    return keyboard(
        [turn(monday, -7, Tap.WEEK_PICTURE, theme), turn(monday, 7, Tap.WEEK_PICTURE, theme)],
        [
            button(plain("picture.text"), Tap.WEEK, monday),
            button(plain("picture.pdf"), Tap.WEEK_FILE, PDF, monday),
            button(plain("picture.sheet"), Tap.WEEK_FILE, SHEET, monday),
            button(plain(word), Tap.WEEK_PICTURE, other, monday),
        ],
    )


def turn(monday: date, days: int, tap: Tap, *before: str) -> InlineKeyboardButton:
    """To the week before or after."""
    there = monday + timedelta(days=days)
    words = plain("day.previous" if days < 0 else "day.next", day=short_date(there.isoformat()))
    return button(words, tap, *before, there)


def file_name(days: Sequence[Day], kind: str) -> str:
    return f"week-{days[0]['date']}.{'pdf' if kind == PDF else 'xlsx'}"


def _is_shown(day: Day) -> bool:
    """Not Sundays and other days on which nobody teaches, as long as nothing is taught."""
    if day["classes"]:
        return True
    free = day["note"].casefold() == plain("day.empty").rstrip(".").casefold()
    return not free and date.fromisoformat(day["date"]).weekday() != _SUNDAY


def _column(day: Day, found: Sequence[Block], said: Sequence[str]) -> Column:
    head, _, when = short_date(day["date"]).partition(" ")
    return Column(
        head=head,
        date=when,
        entries=tuple(entry(block, said) for block in found),
        note=day["note"][:1].upper() + day["note"][1:],
        is_today=day["is_today"],
        is_off=bool(day["note"]) and not found,
    )


def _periods(known: Sequence[Period], days: Sequence[Day]) -> tuple[Period, ...]:
    """Those of the college and, should a class have another one, that."""
    classes = [c for day in days for c in day["classes"]]
    taught = {c["period"]: _period(c["period"], c["start"], c["end"]) for c in classes}
    every = taught | {p.number: p for p in known}
    return tuple(every[number] for number in sorted(every))


def _period(number: int, start: str, end: str) -> Period:
    return Period(number, plain("picture.period", period=number), start, end)


def _dates(days: Sequence[Day]) -> str:
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
