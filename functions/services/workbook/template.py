"""The empty workbook to fill in: each column has a note, and a further sheet explains them all."""

import io
from typing import Any

from functions.services.workbook.columns import FORMS, HOW_TO, CellType, Column, Form
from functions.workbooks.values import Table, letters
from functions.workbooks.writer import new_workbook, write_sheet

_LAST_ROW = 5_000  # down to it the cells offer the words that are allowed
_TEXTUAL = (CellType.TEXT, CellType.TEXTS, CellType.NUMBERS, CellType.SLOTS)


def template() -> bytes:
    """The bytes of the empty workbook: every sheet with its header, notes and lists of allowed words."""
    out = io.BytesIO()
    xlsx = new_workbook(out)
    explained = write_sheet(xlsx, HOW_TO, _explanations())
    explained.set_column(4, 4, 80)
    as_text = xlsx.add_format({"num_format": "@"})
    for form in FORMS:
        _add_form(xlsx, form, as_text)
    xlsx.close()
    return out.getvalue()


def _add_form(xlsx: Any, form: Form, as_text: Any) -> None:
    sheet = write_sheet(xlsx, form.name, [tuple(c.name for c in form.columns)])
    for i, column in enumerate(form.columns):
        width = max(len(column.name) + 2, len(column.example) + 2, 12)
        sheet.set_column(i, i, width, as_text if column.cell_type in _TEXTUAL else None)
        sheet.write_comment(0, i, _note(column))
        if column.words:
            rule = {"validate": "list", "source": list(column.words), "ignore_blank": True}
            sheet.data_validation(1, i, _LAST_ROW, i, rule)


def _note(column: Column) -> str:
    needed = "Must be filled in." if column.required else "May be left empty."
    source = f" As in the sheet {column.refers_to}." if column.refers_to else ""
    example = f" Example: {column.example}" if column.example else ""
    return f"{column.help[:1].upper()}{column.help[1:]}. {needed}{source}{example}"


def _explanations() -> Table:
    """The table of the sheet of explanations: a row for every sheet, and then one for each of its columns."""
    rows: list[tuple[str, ...]] = [("Sheet", "Column", "Holds", "Needed", "What to write", "Example")]
    for form in FORMS:
        rows.append((form.name, "", "", "", form.about, ""))
        rows += [
            (
                form.name,
                f"{letters(i)}: {column.name}",
                column.cell_type.value,
                "yes" if column.required else "no",
                _note(column),
                column.example,
            )
            for i, column in enumerate(form.columns)
        ]
    return rows
