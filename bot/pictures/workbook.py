"""The week as a workbook: the same grid, a cell per class; what people wrote is text, never a formula."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from bot.pictures.grid import Placed, columns_of, pauses, placed
from bot.pictures.themes import LIGHT, Ink
from bot.pictures.week import Entry, Tone, Week

_TITLE_ROW, _HEAD_ROW, _FIRST_ROW = 0, 1, 2
_TIMES_WIDTH, _WIDTH, _OFF_WIDTH = 13, 24, 16
_HEAD_HEIGHT, _ROW_HEIGHT, _PAUSE_HEIGHT = 48, 78, 18  # points
_MAX_CELL_CHARACTERS = 32_000  # Excel takes 32,767
_FORBIDDEN = str.maketrans(
    {code: None for code in range(32) if chr(code) not in "\t\n"} | {0xFFFE: None, 0xFFFF: None}
)

Look = dict[str, Any]  # a format as XlsxWriter names its properties


def sheet(week: Week) -> bytes:
    """The week as an .xlsx file."""
    out = BytesIO()
    xlsx = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    xlsx.set_properties({"title": _text(week.title)})
    _Sheet(xlsx, week).write()
    xlsx.close()
    return out.getvalue()


class _Sheet:
    """One worksheet while it is written."""

    def __init__(self, xlsx: xlsxwriter.Workbook, week: Week) -> None:
        self._week = week
        self._rows = week.rows()
        self._days = [placed(day.entries, self._rows) for day in week.columns]
        self._sheet: Worksheet = xlsx.add_worksheet()
        self._formats = _formats(xlsx)
        self._row_of: list[int] = []
        for row, _ in enumerate(self._rows):
            self._row_of.append(_FIRST_ROW + row + sum(pauses(self._rows)[:row]))

    def write(self) -> None:
        """Write all of it, from the title to when it was drawn."""
        self._page()
        self._write(_TITLE_ROW, 0, f"{self._week.title}  {self._week.subtitle}", look="title")
        self._times()
        left = 1
        for day, classes in zip(self._week.columns, self._days, strict=True):
            width = max(1, columns_of(classes))
            look = "today" if day.is_today else "off" if day.is_off else "head"
            head = "\n".join(filter(None, (day.head, day.date, day.note)))
            self._merge(_HEAD_ROW, left, last_row=_HEAD_ROW, last_column=left + width - 1, look=look)
            self._write(_HEAD_ROW, left, head, look=look)
            self._sheet.set_column(left, left + width - 1, _OFF_WIDTH if day.is_off else _WIDTH)
            self._classes(classes, left, width)
            left += width
        below = self._row_of[-1] + 2 if self._row_of else _FIRST_ROW + 1
        self._write(below, 0, self._week.words.drawn if self._rows else self._week.words.empty, look="note")

    def _page(self) -> None:
        self._sheet.freeze_panes(_FIRST_ROW, 1)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)  # A4
        self._sheet.fit_to_pages(1, 1)
        self._sheet.hide_gridlines(2)
        self._sheet.set_column(0, 0, _TIMES_WIDTH)
        self._sheet.set_row(_TITLE_ROW, 24)
        self._sheet.set_row(_HEAD_ROW, _HEAD_HEIGHT)

    def _times(self) -> None:
        for row, period, follows in zip(self._row_of, self._rows, pauses(self._rows), strict=True):
            self._sheet.set_row(row, _ROW_HEIGHT)
            self._write(row, 0, f"{period.name}\n{period.start}–{period.end}", look="time")
            if follows:
                self._sheet.set_row(row + 1, _PAUSE_HEIGHT)
                self._write(row + 1, 0, self._week.words.pause, look="note")

    def _classes(self, classes: Sequence[Placed], left: int, width: int) -> None:
        """Write the classes of a day that has so many columns from `left` on. The last class of those side by
        side has all columns that the others leave."""
        for p in classes:
            row, column = self._row_of[p.top], left + p.column
            last_column = left + (width - 1 if p.column == p.columns - 1 else p.column)
            look = str(p.entry.tone)
            self._merge(row, column, last_row=self._row_of[p.bottom], last_column=last_column, look=look)
            parts = list(_parts(p.entry))
            fragments = [x for part_look, text in parts for x in (self._formats[part_look], text)]
            if len(parts) > 1:
                self._sheet.write_rich_string(row, column, *fragments, self._formats[look])
            else:
                self._write(row, column, "".join(text for _, text in parts), look=look)

    def _merge(self, row: int, column: int, *, last_row: int, last_column: int, look: str) -> None:
        """Make one cell of all from the first to the last."""
        if (last_row, last_column) != (row, column):
            self._sheet.merge_range(row, column, last_row, last_column, "", self._formats[look])

    def _write(self, row: int, column: int, text: str, *, look: str) -> None:
        self._sheet.write_string(row, column, _text(text), self._formats[look])


def _parts(entry: Entry) -> Iterator[tuple[str, str]]:
    """The text of a class's cell in parts, as in the picture, each with its look."""
    tone, is_cancelled = entry.tone, entry.tone is Tone.CANCELLED
    parts = [
        (f"tag {tone}", entry.tag),
        ("struck subject" if is_cancelled else "subject", entry.subject),
        ("struck", entry.was),
        ("struck" if is_cancelled else "plain", "\n".join(entry.details)),
    ]
    filled = [(look, _text(text)) for look, text in parts if _text(text).strip()]
    for n, (look, text) in enumerate(filled):
        yield look, text if n == len(filled) - 1 else f"{text}\n"


def _text(text: str) -> str:
    """The text without what a workbook can't have."""
    return text.translate(_FORBIDDEN).encode(errors="replace").decode()[:_MAX_CELL_CHARACTERS]


def _formats(xlsx: xlsxwriter.Workbook) -> dict[str, Format]:
    text, changed = {"font_color": LIGHT[Ink.TEXT]}, {"font_color": LIGHT[Ink.CHANGED_TAG]}
    muted, cancelled = {"font_color": LIGHT[Ink.MUTED]}, {"font_color": LIGHT[Ink.CANCELLED_TEXT]}
    bold, struck = {"bold": True}, {"font_strikeout": True}
    cell: Look = {"text_wrap": True, "valign": "top", "border": 1}
    looks: dict[str, Look] = {
        "title": bold | {"font_size": 16},
        "time": bold | {"text_wrap": True, "valign": "top"},
        "note": muted | {"italic": True},
        "head": cell | bold | {"bg_color": LIGHT[Ink.HEAD]},
        "off": cell | bold | {"bg_color": LIGHT[Ink.OFF]},
        "today": cell | bold | {"bg_color": LIGHT[Ink.TODAY], "font_color": LIGHT[Ink.ON_TODAY]},
        Tone.PLANNED: cell | {"border_color": LIGHT[Ink.PLANNED_EDGE]},
        Tone.CHANGED: cell | {"bg_color": LIGHT[Ink.CHANGED], "border_color": LIGHT[Ink.CHANGED_EDGE]},
        Tone.CANCELLED: cell | {"bg_color": LIGHT[Ink.CANCELLED]},
        f"tag {Tone.PLANNED}": bold | text,
        f"tag {Tone.CHANGED}": bold | changed,
        f"tag {Tone.CANCELLED}": bold | {"font_color": LIGHT[Ink.CANCELLED_TAG]},
        "subject": bold | text,
        "struck subject": bold | cancelled | struck,
        "struck": cancelled | struck,
        "plain": text,
    }
    return {kind: xlsx.add_format(look) for kind, look in looks.items()}
