"""The values of a workbook between its file and the college: sheets of cells, drafts of objects, problems."""

from collections.abc import Mapping, Sequence
from dataclasses import Field, dataclass, field
from datetime import date, datetime, time
from typing import Any, ClassVar, Protocol, TypeVar

from timetable.model import Institute

_QUOTED_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class Flaw:
    """Stands in place of a cell's value where it has none of its own (a formula, a merged cell).

    The sentence says why, and what to do.
    """

    sentence: str


Value = str | float | bool | date | datetime | time | Flaw | None
Table = Sequence[Sequence[Value]]  # a sheet to be written: the header first, then the rows


@dataclass(frozen=True, slots=True)
class Row:
    """One row, with the number it has in its sheet (from 1); trailing empty cells may be left off."""

    number: int
    cells: tuple[Value, ...]

    def cell(self, column: int) -> Value:
        """The value in a column, counted from 0; None beyond the last cell."""
        return self.cells[column] if column < len(self.cells) else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a file: its header, and every other row that has a value."""

    name: str
    header: Row
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one place of the file. `row` is None where it is the whole sheet; `cell` is like `C7`,
    or empty."""

    sheet: str
    row: int | None
    column: str
    cell: str
    sentence: str


class CollegeObject(Protocol):
    """An object of the college that a sheet describes: a dataclass with an id."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=CollegeObject)


@dataclass(frozen=True, slots=True)
class Draft:
    """One object to be written, with the row that asks for it. A new one has no `before`.

    `after` carries the version of `before`; the store raises it.
    """

    kind: str
    before: CollegeObject | None
    after: CollegeObject
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Present:
    """The college before an import: the institute, None while there is none, and its objects by kind.

    The kinds are timeslot, term, department, course, subject, infra, section, user, faculty, student,
    offering and occupancy.
    """

    institute: Institute | None = None
    objects: Mapping[str, Sequence[CollegeObject]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a workbook asks for: drafts, each after those it refers to, and everything that is wrong."""

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
    """The address of a cell, like `C7`, from its column (from 0) and its row (from 1)."""
    return f"{letters(column)}{row}"


def quoted(text: object) -> str:
    """A value in quotation marks, for a sentence; cut to 40 characters."""
    words = " ".join(str(text).split())
    return f"'{words if len(words) <= _QUOTED_CHARACTERS else words[: _QUOTED_CHARACTERS - 1] + '…'}'"
