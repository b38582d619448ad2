"""Writing sheets: an .xlsx workbook, a zip of CSV files or a folder of them. No text becomes a formula."""

import csv
import io
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter  # type: ignore[import-untyped]

from functions.workbooks.values import Flaw, Table, Value

# A formula may begin like this, with wide letters, too: Excel takes them for the others.
_DANGEROUS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_CREATED_AT = datetime(2000, 1, 1, tzinfo=UTC)  # fixed, so that the same college gives the same bytes
_MIN_WIDTH_CHARACTERS, _MAX_WIDTH_CHARACTERS = 10, 48
_ROWS_FOR_WIDTH = 200  # a column is as wide as its longest text in so many rows


def workbook(sheets: Mapping[str, Table]) -> bytes:
    """The bytes of an .xlsx workbook: headers are bold and frozen, texts are texts and dates are dates."""
    out = io.BytesIO()
    xlsx = new_workbook(out)
    for name, table in sheets.items():
        write_sheet(xlsx, name, table)
    xlsx.close()
    return out.getvalue()


def csv_zip(sheets: Mapping[str, Table]) -> bytes:
    """The bytes of a zip with one CSV file for each sheet."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in sheets.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.csv"), _csv(table), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def write_folder(sheets: Mapping[str, Table], path: Path) -> None:
    """Write one CSV file for each sheet into a folder, which is made if it does not exist."""
    path.mkdir(parents=True, exist_ok=True)
    for name, table in sheets.items():
        (path / f"{name}.csv").write_bytes(_csv(table))


def new_workbook(out: io.BytesIO) -> Any:
    """A workbook of xlsxwriter that writes to `out` when it is closed; no text of it becomes a formula."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    xlsx = xlsxwriter.Workbook(out, options)
    xlsx.set_properties({"created": _CREATED_AT.replace(tzinfo=None)})
    return xlsx


def write_sheet(xlsx: Any, name: str, table: Table) -> Any:
    """Add a sheet with this table to a workbook of xlsxwriter; returns the sheet."""
    sheet = xlsx.add_worksheet(name)
    head, bold = table[0] if table else (), xlsx.add_format({"bold": True})
    formats = _Formats(
        date=xlsx.add_format({"num_format": "yyyy-mm-dd"}), time=xlsx.add_format({"num_format": "hh:mm"})
    )
    for column, title in enumerate(head):
        sheet.write_string(0, column, _shown(title), bold)
        longest = max(len(str(row[column] or "")) for row in table[:_ROWS_FOR_WIDTH])
        width = min(max(longest + 2, _MIN_WIDTH_CHARACTERS), _MAX_WIDTH_CHARACTERS)
        sheet.set_column(column, column, width)
    for number, row in enumerate(table[1:], 1):
        for column, value in enumerate(row):
            _write_cell(sheet, (number, column), value, formats=formats)
    sheet.freeze_panes(1, 0)
    return sheet


class _Formats(NamedTuple):
    """How the cells of a workbook show dates and times."""

    date: Any
    time: Any


def _write_cell(sheet: Any, place: tuple[int, int], value: Value, *, formats: _Formats) -> None:
    match value:
        case None | "":
            return
        case bool():
            sheet.write_boolean(*place, value)
        case int() | float():
            sheet.write_number(*place, value)
        case date():
            sheet.write_datetime(*place, value, formats.date)
        case time():
            sheet.write_datetime(*place, value, formats.time)
        case _:
            sheet.write_string(*place, _shown(value))


def _csv(table: Table) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in table:
        writer.writerow([_neutral(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _neutral(value: Value) -> str:
    """The value as text, with an apostrophe where a spreadsheet program would run it as a formula."""
    text = _shown(value)
    return f"'{text}" if isinstance(value, str) and _DANGEROUS.match(text) else text


def _shown(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case date():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M")
        case Flaw():
            return ""
    return str(value)
