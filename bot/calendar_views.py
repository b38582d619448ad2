"""The screens of /calendar: making, showing and revoking the link to one's own classes."""

from bot.api_values import Me
from bot.callback_data import Tap
from bot.texts import plain, t
from bot.views import Screen, button, keyboard


def has_classes(me: Me) -> bool:
    return bool(me["faculty"] or me["section_name"])


def nobodys() -> Screen:
    return Screen(t("calendar.nobodys"))


def state(*, has_link: bool) -> Screen:
    new = button(plain("calendar.button.new"), Tap.CALENDAR_NEW)
    revoke = button(plain("calendar.button.revoke"), Tap.CALENDAR_REVOKE)
    return Screen(
        t("calendar.kept" if has_link else "calendar.none"), keyboard([new, revoke] if has_link else [new])
    )


def link(address: str) -> Screen:
    """The address in both of its forms: calendars on phones are opened by `webcal`, others ask for a URL."""
    webcal = "webcal://" + address.partition("://")[2]
    revoke = button(plain("calendar.button.revoke"), Tap.CALENDAR_REVOKE)
    return Screen(t("calendar.link", webcal=webcal, address=address), keyboard([revoke]))


def revoked() -> Screen:
    return Screen(t("calendar.revoked"), keyboard([button(plain("calendar.button.new"), Tap.CALENDAR_NEW)]))
