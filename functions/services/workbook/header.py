"""Which sheet is which, and where its columns stand: by name, in any order, strangers noted."""

import difflib
from collections.abc import Mapping

from functions.services.workbook.columns import FORMS, HOW_TO, Form
from functions.services.workbook.lines import Faults
from functions.workbooks.values import Flaw, Problem, Sheet, address, letters, quoted


def recognised(sheets: Mapping[str, Sheet], faults: Faults) -> dict[str, Sheet]:
    """The sheets under the names of their forms."""
    names = {_plain(f.name): f.name for f in FORMS}
    found: dict[str, Sheet] = {}
    for given, sheet in sheets.items():
        name = names.get(_plain(given))
        if name is None:
            if _plain(given) != _plain(HOW_TO):
                faults.note(Problem(given[:40], None, "", "", _unknown_sheet(given, names)))
        elif name in found:
            faults.note(Problem(name, None, "", "", f"There are two sheets {quoted(name)}; keep one."))
        else:
            found[name] = sheet
    return found


def columns_of(sheet: Sheet, wanted: Form, faults: Faults) -> dict[str, int] | None:
    """Where each column stands; None if one that is needed is missing."""
    names = {_plain(c.name): c.name for c in wanted.columns}
    found: dict[str, int] = {}
    for i, given in enumerate(_header(sheet)):
        name = names.get(_plain(given)) if isinstance(given, str) else None
        if name and name not in found:
            found[name] = i
        elif given is not None:
            cell = address(i, sheet.header.number)
            shown = given[:40] if isinstance(given, str) else ""
            why = _strange_column(wanted, given, names, i)
            faults.note(Problem(wanted.name, sheet.header.number, shown, cell, why))
    missing = [c.name for c in wanted.columns if c.required and c.name not in found]
    for name in missing:
        why = f"The column {quoted(name)} is missing; add it to the first row of the sheet {wanted.name}."
        faults.note(Problem(wanted.name, sheet.header.number, name, "", why))
    return None if missing else found


def _header(sheet: Sheet) -> list[str | Flaw | None]:
    """What stands above each column; None where there is nothing above and nothing below."""
    width = max((len(row.cells) for row in (sheet.header, *sheet.rows)), default=0)
    used = {i for row in sheet.rows for i, value in enumerate(row.cells) if value is not None}
    given = [sheet.header.cell(i) for i in range(width)]
    shown = [v if isinstance(v, Flaw) else str(v if v is not None else "").strip() for v in given]
    return [v if v or i in used else None for i, v in enumerate(shown)]


def _strange_column(wanted: Form, given: str | Flaw, names: Mapping[str, str], i: int) -> str:
    if isinstance(given, Flaw):
        return given.sentence
    if not given:
        return f"Column {letters(i)} has no name in the first row; name it or empty it."
    if _plain(given) in names:
        return f"There are two columns {quoted(given)}; keep one."
    near = difflib.get_close_matches(_plain(given)[:60], names, n=1)
    columns = ", ".join(names.values())
    hint = f"Did you mean {quoted(names[near[0]])}?" if near else f"Delete it; the sheet has: {columns}."
    return f"The sheet {wanted.name} has no column {quoted(given)}. {hint}"


def _unknown_sheet(given: str, names: Mapping[str, str]) -> str:
    near = difflib.get_close_matches(_plain(given)[:60], names, n=1)
    if near:
        return f"There is no sheet {quoted(given)}. Did you mean {quoted(names[near[0]])}?"
    return f"A sheet {quoted(given)} means nothing here. Delete it; there are: {', '.join(names.values())}."


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").split()).casefold()
