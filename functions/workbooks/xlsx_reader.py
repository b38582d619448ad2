"""An .xlsx workbook as sheets; whatever is not one is refused with its name."""

from bisect import bisect_left
from collections.abc import Iterable

from functions.workbooks.archives import Archive
from functions.workbooks.limits import SHEETS, Budget, refusal
from functions.workbooks.values import Flaw, Row, Sheet
from functions.workbooks.xlsx_cells import SheetListener, split_range
from functions.workbooks.xlsx_parts import Parts
from functions.workbooks.xml_stream import listen

_MOST_MERGED = 1_000
"""cells of the data that are named as merged; a sheet with more is refused"""


def read_workbook(archive: Archive) -> dict[str, Sheet]:
    budget = Budget()
    parts = Parts(archive, budget)
    if len(parts.sheets) > SHEETS:
        raise refusal(f"The workbook has {len(parts.sheets)} sheets; {SHEETS} are the most.")
    found: dict[str, Sheet] = {}
    for name, path in parts.sheets:
        if path not in archive.names:
            raise refusal(f"The sheet '{name[:40]}' is missing from the file; save the workbook again.")
        found[name] = _sheet(archive, name, path, parts, budget)
    return found


def _sheet(archive: Archive, name: str, path: str, parts: Parts, budget: Budget) -> Sheet:
    listener = SheetListener(name[:40], parts, budget)
    with archive.open(path) as stream:
        listen(stream, f"The sheet '{name[:40]}'", listener, budget)
    rows = _without_merged(name[:40], sorted(listener.rows, key=lambda r: r.number), listener.merged)
    return Sheet(name, rows[0], tuple(rows[1:])) if rows else Sheet(name, Row(1, ()))


def _without_merged(sheet: str, rows: list[Row], merged: Iterable[str]) -> list[Row]:
    """The rows with a flaw in each cell of the data that is merged with others."""
    numbers, count = [row.number for row in rows], 0
    for ref in merged:
        place = split_range(ref)
        if place is None:
            continue
        top, bottom, left, right = place
        for i in range(bisect_left(numbers, top), bisect_left(numbers, bottom + 1)):
            count += 1
            if count > _MOST_MERGED:
                raise refusal(f"The sheet '{sheet}' has too many merged cells ({ref}); unmerge them.")
            rows[i] = _flawed(rows[i], ref, left, right)
    return rows


def _flawed(row: Row, ref: str, left: int, right: int) -> Row:
    if left >= len(row.cells):
        return row
    flaw = Flaw(f"{ref} are merged; unmerge them and fill in each cell.")
    cells = (flaw if left <= i <= right else value for i, value in enumerate(row.cells))
    return Row(row.number, tuple(cells))
