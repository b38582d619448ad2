"""Other leave of a request's dates, for those who decide: who else asks, can both be granted, who is away."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.contract.schemas import BesideOut as SameDatesLeave
from bot.contract.schemas import ClashingClassOut, ClashOut, PlanOut, SpanOut
from bot.texts import Html, has, lines, plain, t
from bot.views.screen import people, periods_in_words, short_date, when


def other_leave(plan: PlanOut) -> Html:
    """Empty where there is none."""
    waiting = [_waiting(one) for one in plan.get("together", ())]
    away = [t("others.unknown", **_who(one)) for one in plan.get("away", ())]
    return lines(t("others.title") if waiting else "", *waiting, t("others.away") if away else "", *away)


def _waiting(one: SameDatesLeave) -> Html:
    if one["grantable"]:
        return t("others.both", **_who(one))
    if one["why"] is None:
        return t("others.unknown", **_who(one))
    return t("others.not_both", why=_why(one["why"]), **_who(one))


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


def _who(one: SpanOut) -> Mapping[str, Any]:
    span = when(one["start_date"], one["end_date"], one["periods"], one["half"])
    return {"name": one["faculty_name"], "when": span}
