"""The screens of /mydata and /forget: what is kept of a person, asking to be forgotten, and seeing to it."""

from collections.abc import Sequence
from html import escape

from bot.callback_data import Tap
from bot.contract.schemas import ForgettingOut
from bot.contract.schemas import WishOut as ForgettingState
from bot.texts import lines, plain, t
from bot.views.screen import Screen, button, in_rows, keyboard


def explained(state: ForgettingState) -> Screen:
    """What would be erased and what stays; asking for it, or taking it back."""
    if state["asked_at"]:
        back = button(plain("button.forget_back"), Tap.FORGET_BACK)
        return Screen(lines(t("forget.asked"), _obstacle(state)), keyboard([back]))
    request = button(plain("button.forget_ask"), Tap.FORGET_ASK)
    return Screen(lines(t("forget.explained"), _obstacle(state)), keyboard([request]))


def sure() -> Screen:
    yes, no = button(plain("button.forget_now"), Tap.FORGET_NOW), button(plain("button.no"), Tap.FORGET_NO)
    return Screen(t("forget.sure"), keyboard([yes], [no]))


def taken_back() -> Screen:
    return Screen(t("forget.taken_back"))


def waiting(people: Sequence[ForgettingOut]) -> Screen:
    """For admins: who asks."""
    buttons = [button(p["name"], Tap.FORGET_LOOK, p["user"]) for p in people]
    return Screen(t("forget.waiting", count=len(people)), keyboard(*in_rows(buttons, 2)))


def person_card(person: ForgettingOut) -> Screen:
    id = person["user"]
    confirm = button(plain("button.forget_confirm"), Tap.FORGET_CONFIRM, id)
    decline = button(plain("button.forget_decline"), Tap.FORGET_DECLINE, id)
    return Screen(t("forget.one", name=person["name"]), keyboard([confirm], [decline]))


def nobody() -> Screen:
    return Screen(t("forget.nobody"))


def forgotten() -> Screen:
    return Screen(t("forget.done"))


def declined() -> Screen:
    return Screen(t("forget.declined"))


def obstacle(code: str, about: str) -> str:
    """What has to be handed over first, as plain text."""
    return plain(f"forget.{code}", about=about)


def _obstacle(state: ForgettingState) -> str:
    return escape(obstacle(state["in_the_way"], state["about"]), quote=False) if state["in_the_way"] else ""
