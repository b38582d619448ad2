"""What a leave would come to, for who wonders: the plan there would be, and the way on from it."""

from bot.callback_data import Tap
from bot.contract.schemas import WhatIfOut
from bot.texts import lines, plain, t
from bot.views.leave.card import plan_rows
from bot.views.leave.request import leave_when
from bot.views.screen import Screen, button, keyboard, people


def what_if(value: WhatIfOut, *, slow: bool = False) -> Screen:
    """The answer, or that it is still looked for; `slow`: and nobody looks any more whether it is there."""
    title = t("whatif.title", when=leave_when(value), kind=value["kind_name"])
    if value["status"] == "asked":
        look = button(plain("button.look_again"), Tap.WHATIF_LOOK, value["id"])
        return Screen(lines(title, "\n" + t("whatif.slow" if slow else "whatif.waiting")), keyboard([look]))
    asked = t("whatif.substitutes", names=people(value["substitutes"])) if value["substitutes"] else ""
    decided = t("whatif.deciders", names=people(value["deciders"])) if value["deciders"] else ""
    closing = lines("\n" + asked if asked else "", decided, "\n" + t("whatif.nobody_told"))
    request = button(plain("button.ask_for_it"), Tap.WHATIF_ASK, value["id"])
    return Screen(lines(title, *_plan(value), closing), keyboard([request]))


def _plan(value: WhatIfOut) -> list[str]:
    plan = value["plan"]
    rows = plan_rows(plan)
    if not rows:
        return ["\n" + t("whatif.no_classes")]
    quality = plain(f"card.plan_{plan['status']}")
    return ["\n" + t("whatif.plan", cost=plan["cost"], quality=quality), *rows]
