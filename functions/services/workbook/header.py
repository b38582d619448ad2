"""Which sheet is which, and where its columns stand: in any order; a fault is noted for unknown ones."""

import difflib
from collections.abc import Mapping

from functions.services.workbook.columns import FORMS, HOW_TO, Form
from functions.services.workbook.lines import Faults
from functions.workbooks.values import Flaw, Problem, Sheet, address, letters, quoted


def recognised_sheets(sheets: Mapping[str, Sheet], faults: Faults) -> dict[str, Sheet]:
    """The sheets by the names of their forms; a fault is noted for each sheet that has none."""
    form_names = {_plain(form.name): form.name for form in FORMS}
    recognised: dict[str, Sheet] = {}
    for title, sheet in sheets.items():
        name = form_names.get(_plain(title))
        if name is None:
            if _plain(title) != _plain(HOW_TO):
                faults.note(Problem(title[:40], None, "", "", _unknown_sheet(title, form_names)))
        elif name in recognised:
            faults.note(Problem(name, None, "", "", f"There are two sheets {quoted(name)}; keep one."))
        else:
            recognised[name] = sheet
    return recognised


def column_places(sheet: Sheet, form: Form, faults: Faults) -> dict[str, int] | None:
    """Where each column of the form stands in the sheet, counted from 0; None if a required one is missing.

    A fault is noted for each unknown column and for each that is missing.
    """
    names = {_plain(column.name): column.name for column in form.columns}
    row = sheet.header.number
    places: dict[str, int] = {}
    for i, title in enumerate(_titles(sheet)):
        match title:
            case None:
                continue
            case Flaw(sentence):
                faults.note(Problem(form.name, row, "", address(i, row), sentence))
            case "":
                sentence = f"Column {letters(i)} has no name in the first row; name it or empty it."
                faults.note(Problem(form.name, row, "", address(i, row), sentence))
            case _:
                name = names.get(_plain(title))
                if name and name not in places:
                    places[name] = i
                else:
                    sentence = _unusable_column(title, form.name, names)
                    faults.note(Problem(form.name, row, title[:40], address(i, row), sentence))
    missing = [c.name for c in form.columns if c.required and c.name not in places]
    for name in missing:
        sentence = f"The column {quoted(name)} is missing; add it to the first row of the sheet {form.name}."
        faults.note(Problem(form.name, row, name, "", sentence))
    return None if missing else places


def _titles(sheet: Sheet) -> list[str | Flaw | None]:
    """What stands above each column; None where there is nothing above and nothing below."""
    width = max((len(row.cells) for row in (sheet.header, *sheet.rows)), default=0)
    used = {i for row in sheet.rows for i, value in enumerate(row.cells) if value is not None}
    values = [sheet.header.cell(i) for i in range(width)]
    titles = [v if isinstance(v, Flaw) else str(v if v is not None else "").strip() for v in values]
    return [title if title or i in used else None for i, title in enumerate(titles)]


def _unusable_column(title: str, sheet: str, names: Mapping[str, str]) -> str:
    if _plain(title) in names:
        return f"There are two columns {quoted(title)}; keep one."
    near = difflib.get_close_matches(_plain(title)[:60], names, n=1)
    columns = ", ".join(names.values())
    hint = f"Did you mean {quoted(names[near[0]])}?" if near else f"Delete it; the sheet has: {columns}."
    return f"The sheet {sheet} has no column {quoted(title)}. {hint}"


def _unknown_sheet(title: str, names: Mapping[str, str]) -> str:
    near = difflib.get_close_matches(_plain(title)[:60], names, n=1)
    if near:
        return f"There is no sheet {quoted(title)}. Did you mean {quoted(names[near[0]])}?"
    return f"A sheet {quoted(title)} means nothing here. Delete it; there are: {', '.join(names.values())}."


def _plain(name: str) -> str:
    """A name without the differences that do not matter: capitals, blanks and underscores."""
    return " ".join(name.replace("_", " ").split()).casefold()
