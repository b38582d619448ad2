"""Rows as a workbook to download: text stays text, whatever it begins with."""

import io
from collections.abc import Iterable, Sequence

_MAX_COLUMN_CHARACTERS = 60
_ROWS_MEASURED = 200


def workbook(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """One sheet with a bold first row that stays when scrolling."""
    # heavy, and few messages carry a file
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    every = [list(header), *map(list, rows)]
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as xlsx:
        sheet = xlsx.add_worksheet(title[:31])
        bold = xlsx.add_format({"bold": True})
        for at, row in enumerate(every):
            for column, text in enumerate(row):
                sheet.write_string(at, column, text, bold if at == 0 else None)
        for column in range(len(header)):
            widest = max(len(row[column]) for row in every[:_ROWS_MEASURED])
            sheet.set_column(column, column, min(widest + 2, _MAX_COLUMN_CHARACTERS))
        sheet.freeze_panes(1, 0)
    return file.getvalue()
