"""Writing sheets: an .xlsx workbook, a zip of CSV files or a folder of them. No text becomes a formula."""

import csv
import io
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from functions.workbooks.values import Flaw, Table, Value

_DANGEROUS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""how a formula may begin, in wide letters too: Excel takes them for the others"""
_MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""the same college gives the same bytes"""
_NARROWEST, _WIDEST, _LOOKED_AT = 10, 48, 200


def workbook(sheets: Mapping[str, Table]) -> bytes:
    """An .xlsx: header bold and frozen, texts as texts, dates as dates."""
    out = io.BytesIO()
    book = new_workbook(out)
    for name, table in sheets.items():
        write_sheet(book, name, table)
    book.close()
    return out.getvalue()


def csv_zip(sheets: Mapping[str, Table]) -> bytes:
    """A zip of one CSV file per sheet."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in sheets.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.csv"), _csv(table), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def write_folder(sheets: Mapping[str, Table], path: Path) -> None:
    """One CSV file per sheet; the folder is made if need be."""
    path.mkdir(parents=True, exist_ok=True)
    for name, table in sheets.items():
        (path / f"{name}.csv").write_bytes(_csv(table))


def new_workbook(out: io.BytesIO) -> Any:
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": _MADE.replace(tzinfo=None)})
    return book


def write_sheet(book: Any, name: str, table: Table) -> Any:
    sheet = book.add_worksheet(name)
    head, bold = table[0] if table else (), book.add_format({"bold": True})
    day, clock = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "hh:mm"})
    for column, title in enumerate(head):
        sheet.write_string(0, column, _shown(title), bold)
        longest = max(len(str(row[column] or "")) for row in table[:_LOOKED_AT])
        sheet.set_column(column, column, min(max(longest + 2, _NARROWEST), _WIDEST))
    for number, row in enumerate(table[1:], 1):
        for column, value in enumerate(row):
            _write(sheet, number, column, value, day, clock)
    sheet.freeze_panes(1, 0)
    return sheet


def _write(sheet: Any, row: int, column: int, value: Value, day: Any, clock: Any) -> None:
    match value:
        case None | "":
            return
        case bool():
            sheet.write_boolean(row, column, value)
        case int() | float():
            sheet.write_number(row, column, value)
        case date():
            sheet.write_datetime(row, column, value, day)
        case time():
            sheet.write_datetime(row, column, value, clock)
        case _:
            sheet.write_string(row, column, _shown(value))


def _csv(table: Table) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in table:
        writer.writerow([_neutral(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _neutral(value: Value) -> str:
    """The value as text; an apostrophe keeps spreadsheet programs from running it."""
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
