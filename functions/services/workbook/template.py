"""The empty workbook to fill in: notes at the head of each column, all of them explained on a sheet more."""

import io
from typing import Any

from functions.services.workbook.columns import FORMS, HOW_TO, Column, Form, Wants
from functions.workbooks.values import Table, letters
from functions.workbooks.writer import new_workbook, write_sheet

_LAST_ROW = 5_000
"""down to here the cells offer their words"""
_TEXTUAL = (Wants.TEXT, Wants.TEXTS, Wants.NUMBERS, Wants.SLOTS)


def template() -> bytes:
    """Every sheet with its header, notes and lists of words; the sheet of explanations is not read back."""
    out = io.BytesIO()
    book = new_workbook(out)
    explained = write_sheet(book, HOW_TO, _explanations())
    explained.set_column(4, 4, 80)
    as_text = book.add_format({"num_format": "@"})
    for form in FORMS:
        _add_form(book, form, as_text)
    book.close()
    return out.getvalue()


def _add_form(book: Any, form: Form, as_text: Any) -> None:
    sheet = write_sheet(book, form.name, [tuple(c.name for c in form.columns)])
    for i, column in enumerate(form.columns):
        width = max(len(column.name) + 2, len(column.example) + 2, 12)
        sheet.set_column(i, i, width, as_text if column.wants in _TEXTUAL else None)
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
    """One row per column, then an example row of every sheet."""
    rows: list[tuple[str, ...]] = [("Sheet", "Column", "Holds", "Needed", "What to write", "Example")]
    for form in FORMS:
        rows.append((form.name, "", "", "", form.about, ""))
        rows += [
            (
                form.name,
                f"{letters(i)}: {column.name}",
                column.wants.value,
                "yes" if column.required else "no",
                _note(column),
                column.example,
            )
            for i, column in enumerate(form.columns)
        ]
    return rows
