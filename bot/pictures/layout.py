"""The week as a page: days are columns, periods are rows, every class is one box; pure functions."""

from collections.abc import Iterable

from bot.pictures.class_text import COLOURS, placed_lines
from bot.pictures.columns import MARGIN, PAD, columns
from bot.pictures.frame import LEGEND_HEIGHT, Frame
from bot.pictures.grid import placed
from bot.pictures.page import BAR, Box, Cell, Measure, Page
from bot.pictures.rows import Grid, Rows, rows
from bot.pictures.sketch import Sketch
from bot.pictures.week import Week

PHONE_WIDTH = 1280  # of a picture, unless classes side by side need more
_A4 = 2**0.5
_WIDER = 1.08


def layout(week: Week, measure: Measure, *, width: float = PHONE_WIDTH, height: float = 0) -> Page:
    """The page, as wide and as high as asked for, or as the text of the classes needs."""
    periods = week.rows()
    classes = [placed(day.entries, periods) for day in week.columns]
    grid = Grid(periods, classes, columns(week.columns, classes, width), measure)
    sketch = Sketch(measure)
    frame = Frame(sketch, week, grid.columns)
    top = frame.draw_heads(frame.draw_title())
    down = rows(grid, top=top, bottom=height - LEGEND_HEIGHT)
    frame.draw_grounds(down)
    frame.draw_times(down)
    frame.draw_legend(down.tops[-1])
    bottom = down.tops[-1] + LEGEND_HEIGHT
    cells = tuple(_cells(grid, down))
    return Page(grid.columns.right + MARGIN, bottom, tuple(sketch.boxes), tuple(sketch.lines), cells)


def a4(week: Week, measure: Measure) -> Page:
    """A landscape page of A4's proportions, in letters as large as let all of it be on one page."""
    page = layout(week, measure)
    while page.height > page.width / _A4:
        page = layout(week, measure, width=page.width * _WIDER)
    return layout(week, measure, width=page.width, height=page.width / _A4)


def _cells(grid: Grid, down: Rows) -> Iterable[Cell]:
    for day, classes in enumerate(grid.classes):
        for p in classes:
            (x, width), (y, height), colours = grid.columns.span(day, p), down.span(p), COLOURS[p.entry.tone]
            box = Box(x, y, width, height, colours.fill, colours.edge, colours.edge, radius=7)
            lines = placed_lines(
                grid.lines_of(day, p), grid.measure, x=x + BAR + PAD, y=y + PAD * 0.8, background=colours.fill
            )
            yield Cell(p.entry, day, box, lines)
