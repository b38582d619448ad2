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

MAX_PROBLEMS = 500
_MAX_COMPARISONS = 40_000  # names compared for all suggestions of a file; they take less than a second


class Faults:
    """What is wrong with the file so far: the first problems in words, the others counted."""

    def __init__(self) -> None:
        self._noted: list[Problem] = []
        self._more = 0
        self._comparisons = 0

    def note(self, problem: Problem) -> None:
        if len(self._noted) < MAX_PROBLEMS:
            self._noted.append(problem)
        else:
            self._more += 1

    def suggestion(self, text: str, choices: Iterable[str]) -> str:
        """` Did you mean ...?` with the choices that are most like the text; empty if there is none like it.

        It is empty, too, once a file has cost too many comparisons.
        """
        ends = {text[:1].casefold(), text[-1:].casefold()}
        names = [name for name in choices if {name[:1].casefold(), name[-1:].casefold()} & ends]
        self._comparisons += len(names)
        if self._comparisons > _MAX_COMPARISONS or len(self._noted) >= MAX_PROBLEMS:
            return ""
        same = [name for name in names if name.casefold() == text.casefold()]
        near = same or difflib.get_close_matches(text[:100], names, n=2, cutoff=0.7)
        return f" Did you mean {' or '.join(quoted(n) for n in near)}?" if near else ""

    def all(self) -> tuple[Problem, ...]:
        """The problems in the order of the sheets; the last one says how many more there are."""
        order = {form.name: i for i, form in enumerate(FORMS)}
        problems = sorted(self._noted, key=lambda p: (order.get(p.sheet, -1), p.row or 0))
        if self._more:
            problems.append(
                Problem("", None, "", "", f"There are {self._more} more problems; mend these first.")
            )
        return tuple(problems)


class Line:
    """One row of a sheet.

    Each method that reads a cell takes a default, which stays if the sheet does not have the column. The
    default stands for an empty cell, too, except where the method can answer with None or an empty tuple.
    """

    def __init__(self, form: Form, row: Row, *, columns: Mapping[str, int], faults: Faults) -> None:
        self.form, self.row = form, row
        self._columns, self._faults = columns, faults
        self._noted: set[tuple[str, str]] = set()

    @property
    def row_name(self) -> str:
        """How a sentence names this row."""
        return f"{self.form.name}, row {self.row.number}"

    def is_bad(self) -> bool:
        """Whether something is wrong with the row, so that nothing of it is written."""
        return bool(self._noted)

    def text(self, column: str, default: str = "") -> str:
        return self._read(column, lambda v, _: cells.text(v), default=default, empty=default)

    def word(self, column: str, default: str = "") -> str:
        return self._read(column, self._word, default=default, empty=default)

    def texts(self, column: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        return self._read(column, cells.texts, default=default, empty=())

    def whole(self, column: str, default: int = 0) -> int:
        return self._read(column, cells.whole, default=default, empty=default)

    def whole_or_none(self, column: str, default: int | None) -> int | None:
        return self._read(column, cells.whole, default=default, empty=None)

    def numbers(self, column: str, default: tuple[int, ...]) -> tuple[int, ...]:
        return self._read(column, cells.numbers, default=default, empty=())

    def calendar_date(self, column: str, default: date = date.min) -> date:
        return self._read(column, cells.date_of, default=default, empty=default)

    def calendar_date_or_none(self, column: str, default: date | None) -> date | None:
        return self._read(column, cells.date_of, default=default, empty=None)

    def time(self, column: str, default: str = "") -> str:
        return self._read(column, cells.time_of, default=default, empty=default)

    def day(self, column: str) -> int:
        return self._read(column, cells.day_of, default=0, empty=0)

    def day_or_none(self, column: str, default: int | None) -> int | None:
        return self._read(column, cells.day_of, default=default, empty=None)

    def flag(self, column: str, default: bool) -> bool:
        return self._read(column, cells.flag, default=default, empty=default)

    def slots(self, column: str, default: tuple[Slot, ...]) -> tuple[Slot, ...]:
        return self._read(column, cells.slots, default=default, empty=())

    def has(self, column: str) -> bool:
        return column in self._columns

    def is_empty(self, column: str) -> bool:
        return not self.has(column) or cells.is_empty(self._value(column))

    def refuse(self, column: str, sentence: str) -> None:
        """Note what is wrong with this cell, once; nothing of the row is written any more."""
        if (column, sentence) in self._noted:
            return
        self._noted.add((column, sentence))
        place = self._columns.get(column)
        cell = "" if place is None else address(place, self.row.number)
        self._faults.note(Problem(self.form.name, self.row.number, column, cell, sentence))

    def suggestion(self, text: str, choices: Iterable[str]) -> str:
        """As that of Faults."""
        return self._faults.suggestion(text, choices)

    def _value(self, column: str) -> Value:
        return self.row.cell(self._columns[column])

    def _read(self, column: str, convert: Callable[[Value, Column], R], *, default: R, empty: R) -> R:
        """A cell as a value: the default without its column, `empty` for an empty cell."""
        if not self.has(column):
            return default
        spec = self.form.column(column)
        try:
            if not self.is_empty(column):
                return convert(self._value(column), spec)
        except Malformed as malformed:
            self.refuse(column, malformed.sentence)
            return default
        if spec.required:
            self.refuse(column, f"{column} is empty; fill it in: {spec.help}.")
        return empty

    def _word(self, value: Value, column: Column) -> str:
        word = cells.text(value).casefold()
        if word in column.words:
            return word
        nearest = self.suggestion(word, column.words)
        raise Malformed(f"{quoted(word)} is not one of {', '.join(column.words)}.{nearest}")
