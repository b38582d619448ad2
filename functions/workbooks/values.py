"""A workbook between its file and the college: cells that know their place, and what is wrong with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Protocol, TypeVar

from timetable.model import Institute


@dataclass(frozen=True, slots=True)
class Flaw:
    """Stands in a cell that has no value of its own (a formula, a merged cell): why, and the way out."""

    sentence: str


Value = str | float | bool | date | datetime | time | Flaw | None
Table = Sequence[Sequence[Value]]
"""what is written: the header first, then the rows"""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as its sheet numbers it (from 1); trailing empty cells may be left off."""

    number: int
    cells: tuple[Value, ...]

    def at(self, column: int) -> Value:
        return self.cells[column] if column < len(self.cells) else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The header and every row that has a value."""

    name: str
    header: Row
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one place of the file. `row` None: the whole sheet. `cell` is like `C7`, or empty."""

    sheet: str
    row: int | None
    column: str
    cell: str
    sentence: str


class Thing(Protocol):
    """Whatever is kept under an id."""

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=Thing)


@dataclass(frozen=True, slots=True)
class Draft:
    """One object to be written. `before` None: it is new. Its version is as it was; the store raises it."""

    kind: str
    before: Thing | None
    after: Thing
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Present:
    """What exists already. Kinds: timeslot, term, department, course, subject, infra, section, user, faculty,
    student, offering, occupancy."""

    institute: Institute | None = None
    objects: Mapping[str, Sequence[Thing]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a workbook asks for: the writes, referred-to before referring, and everything that is wrong."""

    drafts: tuple[Draft, ...]
    problems: tuple[Problem, ...]


def letters(column: int) -> str:
    """The spreadsheet's name of a column that is counted from 0: A, B ... Z, AA."""
    name = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        name = chr(ord("A") + digit) + name
    return name


def address(column: int, row: int) -> str:
    return f"{letters(column)}{row}"


def quoted(text: object) -> str:
    """The offending value, short enough to be read: at most 40 characters."""
    words = " ".join(str(text).split())
    return f"'{words if len(words) <= 40 else words[:39] + '…'}'"
