"""`./dayorder import`, `export` and `template`: a whole college as a workbook or CSV files."""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from functions.services.ports import Request
from functions.services.workbook import imports
from functions.services.workbook.existing import present
from functions.services.workbook.imports import Imported
from functions.services.workbook.template import template
from functions.services.workbook.writer import tables
from functions.workbooks import writer
from functions.workbooks.reader import read, read_folder
from functions.workbooks.values import Sheet, Table
from operations import institutes

_SHOWN = 200


def register(verbs: Any) -> None:
    take = verbs.add_parser("import", help="a college from a workbook or a folder of CSV files")
    take.add_argument("path", type=Path, help="FILE.xlsx, FILE.zip of CSV files, or a folder of them")
    take.add_argument("--apply", action="store_true", help="write it; without, only say what it would do")
    take.add_argument(
        "--only-good", action="store_true", help="write what is right even if something is wrong"
    )
    take.set_defaults(act=_import)
    give = verbs.add_parser("export", help="the college as a workbook or a folder of CSV files")
    give.add_argument("path", type=Path, help="FILE.xlsx, FILE.zip, or a folder")
    give.set_defaults(act=_export)
    for verb in (take, give):
        institutes.asks_institute(verb)
    empty = verbs.add_parser("template", help="an empty workbook to fill in")
    empty.add_argument("path", type=Path, help="FILE.xlsx")
    empty.set_defaults(act=_template)


def _import(asked: argparse.Namespace) -> int:
    path: Path = asked.path
    sheets: dict[str, Sheet] = read_folder(path) if path.is_dir() else read(path.read_bytes(), path.name)
    records = institutes.records(asked.institute)
    done = imports.run(
        Request(records, institutes.caller(records), datetime.now(UTC)),
        sheets,
        _new_id,
        dry_run=not asked.apply,
        only_good=asked.only_good,
    )
    _tell(done)
    return 2 if done.problems else 0


def _new_id(_kind: str) -> str:
    return token_hex(8)


def _tell(done: Imported) -> None:
    for problem in done.problems[:_SHOWN]:
        place = problem.cell or (f"row {problem.row}" if problem.row else "")
        where = " ".join(part for part in (problem.sheet, place, problem.column) if part)
        print(f"  {where}: {problem.sentence}" if where else f"  {problem.sentence}")
    new, changed = sum(done.created.values()), sum(done.updated.values())
    kinds = ", ".join(f"{n} {kind}" for kind, n in sorted((done.created + done.updated).items()))
    if done.written:
        print(f"{done.written} objects written ({kinds}); {len(done.problems)} problems.")
    elif done.dry_run:
        what = f"make {new} and change {changed} objects ({kinds or 'none'})"
        print(f"Would {what}; {len(done.problems)} problems.")
        print("Nothing was written. Write it with --apply." if new + changed else "Nothing to do.")
    else:
        print(f"Nothing was written; {len(done.problems)} problems.")


def _export(asked: argparse.Namespace) -> int:
    path: Path = asked.path
    sheets = tables(present(institutes.records(asked.institute)))
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


def _template(asked: argparse.Namespace) -> int:
    asked.path.write_bytes(template())
    print(f"Fill it in, then: ./dayorder import {asked.path}")
    return 0
