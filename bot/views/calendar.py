"""The screens of /calendar: making, showing and revoking the link to one's own classes, or to a section's."""

from collections.abc import Sequence

from telegram import InlineKeyboardButton

from bot.callback_data import Tap
from bot.contract.schemas import MatchOut, MeOut
from bot.texts import plain, t
from bot.views.screen import Screen, button, in_rows, keyboard

OWN = "me"


def has_classes(me: MeOut) -> bool:
    return bool(me["faculty"] or me["section_name"])


def nobodys() -> Screen:
    return Screen(t("calendar.nobodys"))


def which(name: str, matches: Sequence[MatchOut]) -> Screen:
    """A choice of the sections that may have been meant; or that none is called so."""
    if not matches:
        return Screen(t("calendar.no_section", name=name[:60]))
    taps = [button(m["name"][:60], Tap.CALENDAR, m["id"]) for m in matches]
    return Screen(t("of.which", name=name[:60]), keyboard(*in_rows(taps, 2)))


def state(whose: str, name: str | None, *, has_link: bool) -> Screen:
    """`name`: the section's, where it is not one's own."""
    new, revoke = _new(whose), button(plain("calendar.button.revoke"), Tap.CALENDAR_REVOKE, whose)
    key = "kept" if has_link else "none"
    return Screen(_about(key, name), keyboard([new, revoke] if has_link else [new]))


def link(whose: str, name: str | None, address: str) -> Screen:
    """The address in both of its forms: calendars on phones are opened by `webcal`, others ask for a URL."""
    webcal = "webcal://" + address.partition("://")[2]
    revoke = button(plain("calendar.button.revoke"), Tap.CALENDAR_REVOKE, whose)
    title = _about("yours", name)
    return Screen(t("calendar.link", title=title, webcal=webcal, address=address), keyboard([revoke]))


def revoked(whose: str) -> Screen:
    return Screen(t("calendar.revoked"), keyboard([_new(whose)]))


def _new(whose: str) -> InlineKeyboardButton:
    return button(plain("calendar.button.new"), Tap.CALENDAR_NEW, whose)


def _about(key: str, name: str | None) -> str:
    return t(f"calendar.{key}_of", name=name) if name else t(f"calendar.{key}")
