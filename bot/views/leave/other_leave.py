"""Other leave of a request's dates, for those who decide: who else asks, can both be granted, who is away."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.contract.schemas import BesideOut as SameDatesLeave
from bot.contract.schemas import ClashingClassOut, ClashOut, PlanOut, SpanOut
from bot.texts import Html, has, lines, plain, t
from bot.views.screen import people, periods_in_words, short_date, when


def other_leave(plan: PlanOut) -> Html:
    """Empty where there is none."""
    waiting = [_waiting(leave) for leave in plan.get("together", ())]
    away = [t("others.unknown", **_who(leave)) for leave in plan.get("away", ())]
    return lines(t("others.title") if waiting else "", *waiting, t("others.away") if away else "", *away)


def _waiting(leave: SameDatesLeave) -> Html:
    if leave["grantable"]:
        return t("others.both", **_who(leave))
    if leave["why"] is None:
        return t("others.unknown", **_who(leave))
    return t("others.not_both", why=_why(leave["why"]), **_who(leave))


def _why(clash: ClashOut) -> Html:
    key = f"clash.{clash['code']}"
    facts = {
        "people": people(clash["people"]),
        "names": people(dict.fromkeys(c["faculty_name"] for c in clash["classes"])),
        "classes": _classes(clash["classes"]),
    }
    return t(key, **facts) if has(key) else Html(clash["code"].replace("_", " "))


def _classes(classes: Sequence[ClashingClassOut]) -> str:
    """Fri 27 Nov P3, P5; Mon 30 Nov P1"""
    of_date: dict[str, set[int]] = {}
    for c in classes:
        of_date.setdefault(c["date"], set()).add(c["period"])
    dates = sorted(of_date)
    return "; ".join(
        plain("clash.classes", date=short_date(d), periods=periods_in_words(of_date[d])) for d in dates
    )


def _who(leave: SpanOut) -> Mapping[str, Any]:
    span = when(leave["start_date"], leave["end_date"], periods=leave["periods"], half=leave["half"])
    return {"name": leave["faculty_name"], "when": span}
