"""An .xlsx workbook as sheets; whatever is not one is refused with its name."""

from bisect import bisect_left
from collections.abc import Iterable

from functions.workbooks.archives import Archive
from functions.workbooks.limits import MAX_SHEETS, Budget, refusal
from functions.workbooks.values import Flaw, Row, Sheet
from functions.workbooks.xlsx_cells import CellRange, SheetListener, split_range
from functions.workbooks.xlsx_parts import Parts
from functions.workbooks.xml_stream import listen

_MAX_MERGED_CELLS = 1_000  # each is named to the person; a sheet with more is refused


def read_workbook(archive: Archive) -> dict[str, Sheet]:
    """The sheets of an .xlsx workbook, by name; raises Malformed where it is damaged or too large."""
    budget = Budget()
    parts = Parts(archive, budget)
    if len(parts.sheets) > MAX_SHEETS:
        raise refusal(f"The workbook has {len(parts.sheets)} sheets; {MAX_SHEETS} are the most.")
    sheets: dict[str, Sheet] = {}
    for name, path in parts.sheets:
        if path not in archive.names:
            raise refusal(f"The sheet '{name[:40]}' is missing from the file; save the workbook again.")
        listener = SheetListener(name[:40], parts, budget)
        with archive.open(path) as stream:
            listen(stream, listener, part=f"The sheet '{name[:40]}'", budget=budget)
        sheets[name] = _sheet(name, listener)
    return sheets


def _sheet(name: str, listener: SheetListener) -> Sheet:
    rows = sorted(listener.rows, key=lambda r: r.number)
    rows = _without_merged(name[:40], rows, listener.merged)
    return Sheet(name, rows[0], tuple(rows[1:])) if rows else Sheet(name, Row(1, ()))


def _without_merged(sheet: str, rows: list[Row], merged: Iterable[str]) -> list[Row]:
    """The rows with a flaw in each cell of the data that is merged with others."""
    numbers, count = [row.number for row in rows], 0
    for text in merged:
        cells = split_range(text)
        if cells is None:
            continue
        for i in range(bisect_left(numbers, cells.top), bisect_left(numbers, cells.bottom + 1)):
            count += 1
            if count > _MAX_MERGED_CELLS:
                raise refusal(f"The sheet '{sheet}' has too many merged cells ({text}); unmerge them.")
            rows[i] = _with_flaws(rows[i], cells)
    return rows


def _with_flaws(row: Row, merged: CellRange) -> Row:
    """The row with a flaw in each of its cells that is inside the range."""
    if merged.left >= len(row.cells):
        return row
    flaw = Flaw(f"{merged.text} are merged; unmerge them and fill in each cell.")
    cells = (flaw if merged.left <= i <= merged.right else value for i, value in enumerate(row.cells))
    return Row(row.number, tuple(cells))
