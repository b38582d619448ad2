"""The rows of one sheet as its form reads them: every column by name, every fault noted with its cell."""

import difflib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TypeVar

from functions.services.workbook import cells
from functions.services.workbook.columns import FORMS, Column, Form
from functions.workbooks.values import Problem, Row, Value, address, quoted
from timetable.errors import Malformed
from timetable.model import Slot

R = TypeVar("R")

MOST_PROBLEMS = 500
_MOST_COMPARISONS = 40_000
"""names looked at for suggestions, in all: less than a second"""


class Faults:
    """What is wrong with the file so far: the first 500 in words, the others counted."""

    def __init__(self) -> None:
        self._noted: list[Problem] = []
        self._more = 0
        self._comparisons = 0

    def note(self, problem: Problem) -> None:
        if len(self._noted) < MOST_PROBLEMS:
            self._noted.append(problem)
        else:
            self._more += 1

    def suggestion(self, text: str, known: Iterable[str]) -> str:
        """` Did you mean ...?`, or nothing; nothing too once it has become too much work."""
        ends = {text[:1].casefold(), text[-1:].casefold()}
        names = [name for name in known if {name[:1].casefold(), name[-1:].casefold()} & ends]
        self._comparisons += len(names)
        if self._comparisons > _MOST_COMPARISONS or len(self._noted) >= MOST_PROBLEMS:
            return ""
        same = [name for name in names if name.casefold() == text.casefold()]
        near = same or difflib.get_close_matches(text[:100], names, n=2, cutoff=0.7)
        return f" Did you mean {' or '.join(quoted(n) for n in near)}?" if near else ""

    def all(self) -> tuple[Problem, ...]:
        """In the order of the sheets; last, how many more there are."""
        order = {form.name: i for i, form in enumerate(FORMS)}
        found = sorted(self._noted, key=lambda p: (order.get(p.sheet, -1), p.row or 0))
        if self._more:
            found.append(
                Problem("", None, "", "", f"There are {self._more} more problems; mend these first.")
            )
        return tuple(found)


class Line:
    """One row of a sheet. `was` is what stays if the column is missing or an optional cell is empty."""

    def __init__(self, form: Form, row: Row, columns: Mapping[str, int], faults: Faults) -> None:
        self.form, self.row = form, row
        self._columns, self._faults = columns, faults
        self._said: set[tuple[str, str]] = set()

    @property
    def place(self) -> str:
        return f"{self.form.name}, row {self.row.number}"

    def is_bad(self) -> bool:
        return bool(self._said)

    def text(self, column: str, was: str = "") -> str:
        return self._read(column, lambda v, _: cells.text(v), was, was)

    def word(self, column: str, was: str = "") -> str:
        return self._read(column, self._word, was, was)

    def texts(self, column: str, was: tuple[str, ...] = ()) -> tuple[str, ...]:
        return self._read(column, cells.texts, was, ())

    def whole(self, column: str, was: int = 0) -> int:
        return self._read(column, cells.whole, was, was)

    def whole_or_none(self, column: str, was: int | None) -> int | None:
        return self._read(column, cells.whole, was, None)

    def numbers(self, column: str, was: tuple[int, ...]) -> tuple[int, ...]:
        return self._read(column, cells.numbers, was, ())

    def calendar_date(self, column: str, was: date = date.min) -> date:
        return self._read(column, cells.date_of, was, was)

    def calendar_date_or_none(self, column: str, was: date | None) -> date | None:
        return self._read(column, cells.date_of, was, None)

    def time(self, column: str, was: str = "") -> str:
        return self._read(column, cells.time_of, was, was)

    def day(self, column: str) -> int:
        return self._read(column, cells.day_of, 0, 0)

    def day_or_none(self, column: str, was: int | None) -> int | None:
        return self._read(column, cells.day_of, was, None)

    def flag(self, column: str, was: bool) -> bool:
        return self._read(column, cells.flag, was, was)

    def slots(self, column: str, was: tuple[Slot, ...]) -> tuple[Slot, ...]:
        return self._read(column, cells.slots, was, ())

    def has(self, column: str) -> bool:
        return column in self._columns

    def is_empty(self, column: str) -> bool:
        return not self.has(column) or cells.is_empty(self._value(column))

    def wrong(self, column: str, sentence: str) -> None:
        """Note what is wrong with this cell, once; the row gives nothing to write any more."""
        if (column, sentence) in self._said:
            return
        self._said.add((column, sentence))
        at = self._columns.get(column)
        cell = "" if at is None else address(at, self.row.number)
        self._faults.note(Problem(self.form.name, self.row.number, column, cell, sentence))

    def suggestion(self, text: str, known: Iterable[str]) -> str:
        return self._faults.suggestion(text, known)

    def _value(self, column: str) -> Value:
        return self.row.cell(self._columns[column])

    def _read(self, column: str, convert: Callable[[Value, Column], R], was: R, empty: R) -> R:
        if not self.has(column):
            return was
        spec = self.form.column(column)
        try:
            if not self.is_empty(column):
                return convert(self._value(column), spec)
        except Malformed as refused:
            self.wrong(column, refused.sentence)
            return was
        if spec.required:
            self.wrong(column, f"{column} is empty; fill it in: {spec.help}.")
        return empty

    def _word(self, value: Value, column: Column) -> str:
        word = cells.text(value).casefold()
        if word in column.words:
            return word
        nearest = self.suggestion(word, column.words)
        raise Malformed(f"{quoted(word)} is not one of {', '.join(column.words)}.{nearest}")
