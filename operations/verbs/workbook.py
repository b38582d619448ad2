"""`./dayorder import`, `export` and `template`: a whole college as a workbook or CSV files."""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

from functions.services.ports import Request
from functions.services.workbook import imports
from functions.services.workbook.imports import Imported
from functions.services.workbook.stored_college import stored_college
from functions.services.workbook.template import template
from functions.services.workbook.writer import tables
from functions.workbooks import writer
from functions.workbooks.reader import read, read_folder
from functions.workbooks.values import Sheet, Table
from operations import institutes

_LINES_SHOWN = 200


def import_college(arguments: argparse.Namespace) -> int:
    """Read a college from a workbook, or say what that would change. Returns 2 if the file has problems."""
    path: Path = arguments.path
    sheets: dict[str, Sheet] = read_folder(path) if path.is_dir() else read(path.read_bytes(), path.name)
    records = institutes.records(arguments.institute)
    imported = imports.run(
        Request(records, institutes.caller(records), datetime.now(UTC)),
        sheets,
        _new_id,
        dry_run=not arguments.apply,
        only_good=arguments.only_good,
    )
    _print_result(imported)
    return 2 if imported.problems else 0


def _new_id(_kind: str) -> str:
    return token_hex(8)


def _print_result(imported: Imported) -> None:
    for problem in imported.problems[:_LINES_SHOWN]:
        place = problem.cell or (f"row {problem.row}" if problem.row else "")
        where = " ".join(part for part in (problem.sheet, place, problem.column) if part)
        print(f"  {where}: {problem.sentence}" if where else f"  {problem.sentence}")
    new, changed = sum(imported.created.values()), sum(imported.updated.values())
    kinds = ", ".join(f"{n} {kind}" for kind, n in sorted((imported.created + imported.updated).items()))
    if imported.written:
        print(f"{imported.written} objects written ({kinds}); {len(imported.problems)} problems.")
    elif imported.dry_run:
        objects = f"make {new} and change {changed} objects ({kinds or 'none'})"
        print(f"Would {objects}; {len(imported.problems)} problems.")
        print("Nothing was written. Write it with --apply." if new + changed else "Nothing to do.")
    else:
        print(f"Nothing was written; {len(imported.problems)} problems.")


def export_college(arguments: argparse.Namespace) -> int:
    """Write the college into a workbook, a zip of CSV files or a folder of them, by the name of the path."""
    path: Path = arguments.path
    sheets = tables(stored_college(institutes.records(arguments.institute)))
    writers: dict[str, Callable[[dict[str, Table]], bytes]] = {
        ".xlsx": writer.workbook,
        ".zip": writer.csv_zip,
    }
    if path.suffix in writers:
        path.write_bytes(writers[path.suffix](sheets))
    else:
        writer.write_folder(sheets, path)
    print(f"{sum(len(rows) - 1 for rows in sheets.values())} rows in {len(sheets)} sheets: {path}")
    return 0


def write_template(arguments: argparse.Namespace) -> int:
    """Write an empty workbook, to be filled in with a college."""
    arguments.path.write_bytes(template())
    print(f"Fill it in, then: ./dayorder import {arguments.path}")
    return 0
