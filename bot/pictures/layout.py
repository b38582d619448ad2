"""The week as a page: days are columns, periods are rows, every class is one box; pure functions."""

from collections.abc import Iterable, Sequence

from bot.pictures import class_text, frame
from bot.pictures.class_text import LOOKS
from bot.pictures.columns import MARGIN, PAD, Columns, columns
from bot.pictures.grid import Placed, placed
from bot.pictures.page import BAR, Box, Cell, Measure, Page
from bot.pictures.rows import Rows, rows, said_in
from bot.pictures.sketch import Sketch
from bot.pictures.week import Week

PHONE = 1280
"""the width of a picture, unless classes side by side need more"""
_A4 = 2**0.5
_WIDER = 1.08


def layout(week: Week, measure: Measure, *, width: float = PHONE, height: float = 0) -> Page:
    """As wide as asked, or as the classes need; as high as asked, or as what is said in them needs."""
    periods, sketch = week.rows(), Sketch(measure)
    classes = [placed(day.entries, periods) for day in week.columns]
    across = columns(week.columns, classes, width)
    top = frame.heads(sketch, week.columns, across, frame.title(sketch, week, across))
    down = rows(periods, classes, across, measure, top=top, bottom=height - frame.FOOT)
    frame.grounds(sketch, week.columns, across, down)
    frame.times(sketch, down, across, week.words)
    frame.legend(sketch, week.words, across, down.tops[-1])
    cells = tuple(_cells(classes, across, down, measure))
    bottom = down.tops[-1] + frame.FOOT
    return Page(across.right + MARGIN, bottom, tuple(sketch.boxes), tuple(sketch.lines), cells)


def a4(week: Week, measure: Measure) -> Page:
    """Across, in letters as large as let all of it be on one page."""
    page = layout(week, measure)
    while page.height > page.width / _A4:
        page = layout(week, measure, width=page.width * _WIDER)
    return layout(week, measure, width=page.width, height=page.width / _A4)


def _cells(
    classes: Sequence[Sequence[Placed]], across: Columns, down: Rows, measure: Measure
) -> Iterable[Cell]:
    for column, held in enumerate(classes):
        for p in held:
            (x, width), (y, height), look = across.lane(column, p), down.span(p), LOOKS[p.entry.tone]
            box = Box(x, y, width, height, look.fill, look.edge, look.edge, radius=7)
            parts = said_in(p, down.periods, column, across, measure)
            yield Cell(
                p.entry,
                column,
                box,
                class_text.lines(parts, x + BAR + PAD, y + PAD * 0.8, look.fill, measure),
            )
