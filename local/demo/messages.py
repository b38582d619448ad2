"""What the bot's messages say: the lines of a day, the rows of a card."""

import re
from dataclasses import dataclass
from datetime import date

_LINE = re.compile(r"^(\d\d:\d\d) P(\d+) (.*)$", re.MULTILINE)
_CHANGED = ("✱", "✖", "↪", "→")
_ROW = re.compile(
    r"^• (?P<date>.+?) (?P<start>\d\d:\d\d) P(?P<period>\d+) (?P<what>.+)\n(?P<becomes>.+)$", re.MULTILINE
)
_TAKEN_BY = re.compile(r"→ (.+?)(?: · |$)")
_MOVED_TO = re.compile(r"moved to (\w+ \d+ \w+) (\d\d:\d\d) P(\d+)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Line:
    """One class of a day, as planned or with its marks."""

    period: int
    text: str

    @property
    def is_changed(self) -> bool:
        return any(mark in self.text for mark in _CHANGED)

    @property
    def subject(self) -> str:
        return self.text.split(" · ")[0]

    @property
    def faculty(self) -> list[str]:
        return self.text.split(" · ")[1].split(", ")

    @property
    def sections(self) -> list[str]:
        return self.text.split(" · ")[-1].split(", ")


@dataclass(frozen=True, slots=True)
class Row:
    """One class of a plan, and what becomes of it."""

    period: int
    what: str
    becomes: str
    date: str

    @property
    def substitutes(self) -> list[str]:
        taken = _TAKEN_BY.search(self.becomes)
        return taken[1].split(", ") if taken else []

    @property
    def moved_to(self) -> tuple[str, int] | None:
        """The date in short and the period."""
        moved = _MOVED_TO.search(self.becomes)
        return (moved[1], int(moved[3])) if moved else None


def lines(day: str) -> list[Line]:
    return [Line(int(period), what) for _, period, what in _LINE.findall(day)]


def at(day: str, period: int) -> str:
    """All that a day says of one period."""
    return "\n".join(line.text for line in lines(day) if line.period == period)


def rows(card: str) -> list[Row]:
    return [Row(int(r["period"]), r["what"], r["becomes"].strip(), r["date"]) for r in _ROW.finditer(card)]


def short(day: date) -> str:
    """Fri 27 Nov, as the bot writes it."""
    return f"{day:%a} {day.day} {_MONTHS[day.month - 1]}"


def dated(text: str, around: date) -> date:
    """The date that a short one means, near another."""
    _, day, month = text.split()
    dates = [date(year, _MONTHS.index(month) + 1, int(day)) for year in (around.year, around.year + 1)]
    return min(dates, key=lambda d: abs(d - around))
