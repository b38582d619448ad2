"""One sheet of an .xlsx file, cell by cell: values with their addresses, flaws where there is no value."""

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from functions.workbooks.limits import LAST_ROW_NUMBER, MAX_COLUMNS, Budget, refusal
from functions.workbooks.values import Flaw, Row, Value, address
from functions.workbooks.xlsx_parts import MAX_TEXT_CHARACTERS, Parts, unescaped

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_LAST_SERIAL = 100_000  # days; a date in the year 2173


def column_of(name: str) -> int:
    """The column of a name, counted from 0: A = 0, Z = 25, AA = 26."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1


class SheetListener:
    """Collects the rows that have a value from the XML of a sheet."""

    def __init__(self, sheet: str, parts: Parts, budget: Budget) -> None:
        self.rows: list[Row] = []
        self.merged: list[str] = []
        self._sheet, self._parts, self._budget = sheet, parts, budget
        self._row = self._column = 0
        self._row_name = self._cell_name = ""
        self._values: dict[int, Value] = {}
        self._cell: dict[str, str] = {}
        self._formula = self._hearing = self._phonetic = self._has_value = False
        self._pieces: list[str] = []
        self._length = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name == "v":
            self._hearing = self._has_value = True
        elif name == "row":
            self._start_row(attributes)
        elif name == "t":
            self._hearing = self._has_value = not self._phonetic
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._phonetic = True
        elif name == "mergeCell" and len(self.merged) < 1_000:
            self.merged.append(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        if name == "c":
            if self._has_value or self._formula:
                self._end_cell()
        elif name in ("v", "t"):
            self._hearing = False
        elif name == "row":
            self._end_row()
        elif name == "rPh":
            self._phonetic = False

    def text(self, characters: str) -> None:
        if self._hearing and self._length < MAX_TEXT_CHARACTERS:
            self._pieces.append(characters[:MAX_TEXT_CHARACTERS])
            self._length += len(characters)

    def _start_row(self, attributes: dict[str, str]) -> None:
        # Names are made numbers only where there is a value: there may be a million empty rows.
        if "r" in attributes:
            self._row_name = attributes["r"]
        else:
            self._row, self._row_name = self._row_number() + 1, ""
        self._column, self._cell_name = -1, ""

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if "r" in attributes:
            self._cell_name = attributes["r"]
        else:
            self._column, self._cell_name = self._column_number() + 1, ""
        self._cell = attributes
        self._formula = self._has_value = False
        if self._pieces:
            self._pieces = []
            self._length = 0

    def _row_number(self) -> int:
        return _whole(self._row_name, self._row)

    def _column_number(self) -> int:
        parts = _ADDRESS.fullmatch(self._cell_name)
        return column_of(parts[1]) if parts else self._column

    def _end_cell(self) -> None:
        self._row, self._column = self._row_number(), self._column_number()
        if not 1 <= self._row <= LAST_ROW_NUMBER:
            raise refusal(f"The sheet '{self._sheet}' has a row {self._row}, which no workbook has.")
        value = self._value("".join(self._pieces))
        if value is None:
            return
        if not 0 <= self._column < MAX_COLUMNS:
            cell = address(self._column, self._row)
            raise refusal(
                f"Cell {cell} of '{self._sheet}' is beyond the {MAX_COLUMNS} columns that are read."
            )
        self._values[self._column] = value

    def _end_row(self) -> None:
        if not self._values:
            return
        cells = tuple(self._values.get(i) for i in range(max(self._values) + 1))
        self.rows.append(Row(self._row, cells))
        self._budget.add_row(self._sheet, self._row, values=len(self._values), rows=len(self.rows))
        self._values = {}

    def _value(self, raw: str) -> Value:
        if self._formula:
            return self._flaw("holds a formula; paste its value instead.")
        match self._cell.get("t", "n"):
            case "s":
                return self._shared(raw)
            case "str" | "inlineStr":
                text = unescaped(raw)
                return text if text.strip() else None
            case "b":
                return raw.strip() == "1"
            case "e":
                return self._flaw(f"holds the error {raw[:20]}; write its value instead.")
            case "d":
                return self._iso(raw)
        return self._number(raw)

    def _shared(self, raw: str) -> Value:
        index = _whole(raw.strip(), -1)
        if not 0 <= index < len(self._parts.texts):
            return self._flaw("refers to a text that the workbook does not have; type it again.")
        text = self._parts.texts[index]
        return text if text.strip() else None

    def _number(self, raw: str) -> Value:
        try:
            number = float(raw)
        except ValueError:
            return self._flaw("holds a number that can't be read; type it again.") if raw.strip() else None
        dates, style = self._parts.dates, _whole(self._cell.get("s"), 0)
        if style < len(dates) and dates[style]:
            return self._moment(number)
        return int(number) if number.is_integer() and abs(number) < 1e15 else number

    def _moment(self, serial: float) -> Value:
        """The date or time that a serial number stands for: a whole one is a date, one below 1 a time."""
        if not 0 <= serial < _LAST_SERIAL:
            return self._flaw("is shown as a date, but is none; type it again.")
        start = datetime(1904, 1, 1) if self._parts.from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001
        moment = start + timedelta(seconds=round(serial * 86_400))
        if serial < 1 and moment.date() == start.date():
            return moment.time()
        return moment.date() if moment == datetime(moment.year, moment.month, moment.day) else moment  # noqa: DTZ001

    def _iso(self, raw: str) -> Value:
        try:
            moment = datetime.fromisoformat(raw.strip()[:19])
        except ValueError:
            return self._flaw("holds a date that can't be read; type it again.")
        midnight = moment == datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001
        return date(moment.year, moment.month, moment.day) if midnight else moment

    def _flaw(self, what: str) -> Flaw:
        return Flaw(f"{address(self._column, self._row)} {what}")


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else otherwise


class CellRange(NamedTuple):
    """Several cells as the file writes them (`B2:C5`), with rows from 1 and columns from 0."""

    text: str
    top: int
    bottom: int
    left: int
    right: int


def split_range(text: str) -> CellRange | None:
    """The range that a text like `B2:C5` names; None if it is no range of several cells."""
    start, _, end = text.partition(":")
    first, last = _ADDRESS.fullmatch(start), _ADDRESS.fullmatch(end)
    if not first or not last or start == end:
        return None
    return CellRange(text, int(first[2]), int(last[2]), column_of(first[1]), column_of(last[1]))
