"""A department's day for its head, a teacher's load, and who acts for a head."""

from bot.contract.schemas import AwayOut, CoversOut, DepartmentDayOut, LoadOut
from bot.texts import lines, plain, t
from bot.views.leave.card import row
from bot.views.leave.request import leave_when
from bot.views.screen import Screen, long_date, short_date

_ICONS = {"covered": "✅", "waiting": "⏳", "uncovered": "✖", "undecided": "❔"}


def day(value: DepartmentDayOut) -> Screen:
    """Who is away, and what becomes of each of their classes."""
    title = t("dept.title", department=value["department_name"], date=long_date(value["date"]))
    away = [_away(a) for a in value["away"]]
    return Screen("\n\n".join([title, *away]) if away else lines(title, t("dept.nobody")))


def _away(value: AwayOut) -> str:
    status = plain(f"status.{value['status']}")
    who = t("dept.away", name=value["faculty_name"], when=leave_when(value), status=status)
    rows = [
        t("dept.row", icon=_ICONS[r["cover"]], cover=plain(f"dept.{r['cover']}")) + row(r)[1:]
        for r in value["classes"]
    ]
    return lines(who, *(rows or [t("card.no_classes")]))


def load(value: LoadOut) -> Screen:
    """Periods of the week, and covers given and received; an exchange counts as neither."""
    days = [
        t("load.day", date=short_date(d["date"]), count=d["periods"]) for d in value["days"] if d["periods"]
    ]
    week = t("load.week", count=value["week"], limit=value["weekly_limit"], daily=value["daily_limit"])
    return Screen(
        lines(
            t("load.title"),
            *days,
            week,
            _covers("load.month", value["month"]),
            _covers("load.term", value["term"]),
        )
    )


def _covers(key: str, value: CoversOut) -> str:
    return t(key, given=value["given"], received=value["received"], exchanged=value["exchanged"])


def delegated(name: str | None, first: str = "", last: str = "") -> Screen:
    if name is None:
        return Screen(t("delegate.nobody"))
    return Screen(t("delegate.done", name=name, first=short_date(first), last=short_date(last)))


def usage() -> Screen:
    return Screen(t("delegate.usage"))
