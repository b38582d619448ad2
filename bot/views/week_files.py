"""The week drawn: PNG, PDF or workbook; what draws is imported when it draws, not when the bot starts."""

from bot.pictures.week import Week
from bot.views.week import DARK, PDF


def picture(week: Week, theme: str) -> bytes:
    from bot.pictures import layout, png, shaping, themes

    page = layout.layout(week, shaping.width)
    return png.png(page, themes.DARK if theme == DARK else themes.LIGHT)


def file(week: Week, kind: str) -> bytes:
    if kind == PDF:
        from bot.pictures import layout, pdf, shaping

        return pdf.pdf(layout.a4(week, shaping.width), week.title)
    from bot.pictures import workbook

    return workbook.sheet(week)
