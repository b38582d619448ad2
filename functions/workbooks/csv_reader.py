"""CSV files as sheets: UTF-8 or marked UTF-16; comma, semicolon or tab; each file is one sheet."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import IO

from functions.workbooks.archives import Archive
from functions.workbooks.limits import MAX_COLUMNS, MAX_SHEETS, Budget, refusal
from functions.workbooks.values import Row, Sheet, Value

MAX_CSV_BYTES = 20_000_000  # of one file, unpacked
_MAX_LINES = 1_100_000
_NEUTRALISED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_SAMPLE_BYTES = 4_096


def sheet_name(filename: str) -> str:
    """The name of the sheet that a CSV file is: its file name without folders and ending."""
    return PurePosixPath(filename.replace("\\", "/")).stem


def read_zip(archive: Archive) -> dict[str, Sheet]:
    """The sheets of a zip of CSV files, by name; raises Malformed where it holds anything else."""
    names = [name for name in archive.names if not _is_litter(name)]
    unknown = next((name for name in names if not name.lower().endswith((".csv", ".tsv"))), None)
    if unknown or not names:
        what = f"'{unknown[-40:]}'" if unknown else "no file"
        raise refusal(f"The zip holds {what}; it should hold CSV files and nothing else, one for each sheet.")
    if len(names) > MAX_SHEETS:
        raise refusal(f"The zip holds {len(names)} files; {MAX_SHEETS} are the most.")
    budget, sheets = Budget(), dict[str, Sheet]()
    for name in names:
        if archive.size(name) > MAX_CSV_BYTES:
            raise refusal(f"'{name[-40:]}' is larger than {MAX_CSV_BYTES // 1_000_000} MB; split it.")
        with archive.open(name) as stream:
            sheet = read_csv(stream, sheet_name(name), budget)
        if sheet.name in sheets:
            raise refusal(f"The zip holds two files called '{sheet.name[:40]}'; keep one.")
        sheets[sheet.name] = sheet
    return sheets


def read_csv(stream: IO[bytes], name: str, budget: Budget) -> Sheet:
    """One CSV file as a sheet. Rows are numbered as a spreadsheet program would show them."""
    lines = _lines(stream, name)
    first = next(lines, "")
    start = 1
    if first.strip().lower() in ("sep=,", "sep=;", "sep=\t"):
        first, start = next(lines, ""), 2
    delimiter = max(",;\t", key=_unquoted(first).count)
    rows = list(_rows(_chained(first, lines), name, budget, delimiter=delimiter, start=start))
    return Sheet(name, rows[0], tuple(rows[1:])) if rows else Sheet(name, Row(1, ()))


def _rows(lines: Iterable[str], name: str, budget: Budget, *, delimiter: str, start: int) -> Iterator[Row]:
    """The rows that have a value; `start` is the number of the first line."""
    count, number = 0, start - 1
    try:
        for number, texts in enumerate(csv.reader(lines, delimiter=delimiter, strict=True), start):
            cells = tuple(_value(text) for text in texts)
            if number > _MAX_LINES:
                raise refusal(f"'{name[:40]}' has more than {_MAX_LINES:,} lines; delete the empty ones.")
            if not any(cell is not None for cell in cells):
                continue
            count += 1
            filled = max(i for i, cell in enumerate(cells) if cell is not None) + 1
            if filled > MAX_COLUMNS:
                raise refusal(
                    f"Row {number} of '{name[:40]}' has {filled} columns; {MAX_COLUMNS} are the most."
                )
            budget.add_row(name[:40], number, values=filled, rows=count)
            yield Row(number, cells[:filled])
    except csv.Error as bad:
        raise refusal(
            f"'{name[:40]}' can't be read after row {number} ({bad}); is a quotation mark left open there?"
        ) from bad


def _value(text: str) -> Value:
    """The text of a cell without the apostrophe that kept it from being a formula; None if it is empty."""
    if not text.strip():
        return None
    return text[1:] if _NEUTRALISED.match(text) else text


def _lines(stream: IO[bytes], name: str) -> Iterator[str]:
    sample = stream.read(_SAMPLE_BYTES)
    stream.seek(0)
    utf_16 = sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    way_out = "save it as 'CSV UTF-8' (in Excel: Save as, CSV UTF-8) and send it again."
    if b"\0" in sample and not utf_16:
        raise refusal(f"'{name[:40]}' is not plain text, or UTF-16 without its mark; {way_out}")
    try:
        yield from io.TextIOWrapper(stream, "utf-16" if utf_16 else "utf-8-sig", newline="")
    except UnicodeError as bad:
        raise refusal(f"'{name[:40]}' is not in UTF-8; {way_out}") from bad


def _is_litter(name: str) -> bool:
    """Whether the operating system has added this member on its own."""
    return "__MACOSX" in name or PurePosixPath(name).name.startswith((".", "~$", "Thumbs.db", "desktop.ini"))


def _unquoted(line: str) -> str:
    return re.sub(r'"[^"]*"', "", line)


def _chained(first: str, rest: Iterable[str]) -> Iterator[str]:
    yield first
    yield from rest
