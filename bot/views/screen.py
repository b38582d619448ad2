"""What every screen is made of: text with its buttons, lengths, dates and times in words; and greetings."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import menus
from bot.callback_data import Tap, encode
from bot.contract.schemas import MeOut, SpecialOut
from bot.texts import Html, dated, has, plain, t

MAX_TEXT_UNITS = 4096  # UTF-16 code units, Telegram's limit
_MONDAY = date(2024, 1, 1)


class Screen(NamedTuple):
    """One message: HTML, and the buttons under it."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None


class Picture(NamedTuple):
    """One message: an image, HTML below it, and the buttons under that."""

    png: bytes
    caption: str
    keyboard: InlineKeyboardMarkup | None = None


def button(words: str, tap: Tap, *fields: object) -> InlineKeyboardButton:
    return InlineKeyboardButton(words, callback_data=encode(tap, *fields))


def keyboard(*rows: Sequence[InlineKeyboardButton]) -> InlineKeyboardMarkup | None:
    """The rows that have buttons; None when there is none."""
    filled = [row for row in rows if row]
    return InlineKeyboardMarkup(filled) if filled else None


def in_rows(buttons: Sequence[InlineKeyboardButton], width: int) -> list[Sequence[InlineKeyboardButton]]:
    return [buttons[at : at + width] for at in range(0, len(buttons), width)]


def short_date(iso: str) -> str:
    """Fri 27 Nov"""
    return dated(date.fromisoformat(iso), "EEE d MMM")


def long_date(iso: str) -> str:
    """Friday 27 Nov"""
    return dated(date.fromisoformat(iso), "EEEE d MMM")


def special(value: SpecialOut | None) -> str:
    """Why a date is not ordinary, as plain text; empty where it is."""
    if value is None:
        return ""
    code, about = value["code"], value["about"]
    if code == "follows":
        weekday = _MONDAY + timedelta(days=int(about) - 1)
        about = dated(weekday, "EEEE") if int(about) <= 7 else plain("special.day", number=about)
    key = f"special.{code}_of" if about else f"special.{code}"
    return plain(key, about=about) if has(key) else about or code.replace("_", " ")


def periods_in_words(periods: Iterable[int]) -> str:
    """P3–P5, P7"""
    return ", ".join(runs(periods, "P"))


def runs(numbers: Iterable[int], prefix: str = "") -> list[str]:
    """Numbers in words, consecutive ones as one: 3–5, 7."""
    runs_so_far: list[list[int]] = []
    for number in sorted(numbers):
        if runs_so_far and runs_so_far[-1][-1] == number - 1:
            runs_so_far[-1].append(number)
        else:
            runs_so_far.append([number])
    return [prefix + f"–{prefix}".join(map(str, dict.fromkeys((run[0], run[-1])))) for run in runs_so_far]


def when(first: str, last: str, *, periods: Sequence[int] | None, half: str | None) -> str:
    """The time of a leave, as plain text."""
    days = short_date(first)
    if last != first:
        days = plain("when.days", first=days, last=short_date(last))
    if periods:
        return plain("when.periods", days=days, periods=periods_in_words(periods))
    return plain(f"when.{half}", days=days) if half in ("forenoon", "afternoon") else days


def people(names: Iterable[str]) -> str:
    return ", ".join(names) or plain("nobody")


def length(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def pages(text: str) -> list[str]:
    """The text in messages that Telegram takes, cut between lines; every line closes its own tags."""
    filled = [""]
    for line in text.split("\n"):
        whole = _shorter(line)
        longer = f"{filled[-1]}\n{whole}" if filled[-1] else whole
        if length(longer) <= MAX_TEXT_UNITS:
            filled[-1] = longer
        else:
            filled.append(whole)
    return filled


def fitted(text: str) -> str:
    """The text in one message: what does not fit is counted instead."""
    if length(text) <= MAX_TEXT_UNITS:
        return text
    lines_shown = [_shorter(line) for line in text.split("\n")]
    dropped = 0
    while lines_shown and length("\n".join(lines_shown)) > MAX_TEXT_UNITS - 40:
        lines_shown.pop()
        dropped += 1
    return "\n".join([*lines_shown, t("card.more", count=dropped)])


def _shorter(line: str) -> str:
    """A line too long for any message, without its tags and its end."""
    if length(line) <= MAX_TEXT_UNITS - 100:
        return line
    bare = re.sub(r"<[^>]*>", "", line)[: MAX_TEXT_UNITS // 2 - 100]
    return re.sub(r"&[^;\s]*$", "", bare) + "…"


def greeting(me: MeOut, *, first_time: bool) -> Screen:
    words = t("start.linked" if first_time else "start.again", **_who(me))
    return Screen(f"{words}\n\n{_command_list(me)}")


def stranger() -> Screen:
    return Screen(t("start.stranger"))


def help_(me: MeOut) -> Screen:
    return Screen(_command_list(me) + (f"\n\n{t('help.leave')}" if me["faculty"] else ""))


def _command_list(me: MeOut) -> str:
    commands = [t("start.command", command=c.command, words=c.description) for c in menus.commands(me)]
    return t("start.commands", commands=Html("\n".join(commands)))


def _who(me: MeOut) -> dict[str, str]:
    role = plain(
        f"role.{me['role']}", department=me["department_name"] or "–", section=me["section_name"] or "–"
    )
    return {"name": me["name"], "institute": me["institute_name"], "role": role}
