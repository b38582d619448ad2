"""What a person can choose: language, daily digest, reminders before class, quiet hours, pictures."""

from collections.abc import Sequence

from bot import texts
from bot.callback_data import Tap
from bot.contract.schemas import SettingsOut
from bot.texts import lines, plain, t
from bot.views.screen import Screen, button, in_rows, keyboard

DIGESTS = ("07:00", "08:00", "18:00", "20:00", "21:00")
REMINDERS = (10, 15, 30)
QUIET = ("21:00", "07:00")
OFF = "off"
PARTS = ("language", "digest", "remind", "quiet", "theme")


def overview(value: SettingsOut) -> Screen:
    """What is chosen; a button for each thing."""
    language = texts.own_name(value["language"]) if value["language"] else plain("settings.as_telegram")
    quiet = f"{value['quiet_from']}–{value['quiet_until']}" if value["quiet_from"] else plain("settings.off")
    before = value["remind_minutes"]
    remind = plain("settings.minutes", count=before) if before else plain("settings.off")
    text = lines(
        t("settings.title"),
        t("settings.language", value=language),
        t("settings.digest", value=value["digest"] or plain("settings.off")),
        t("settings.remind", value=remind),
        t("settings.quiet", value=quiet),
        t("settings.theme", value=plain(f"settings.{value['theme']}")),
    )
    taps = [button(plain(f"button.set_{part}"), Tap.SETTING, part) for part in PARTS]
    return Screen(text, keyboard(*in_rows(taps, 2)))


def choices(part: str) -> Screen:
    """What one thing can be."""
    taps = [button(words, Tap.SET, part, carried) for words, carried in _choices(part)]
    back = button(plain("button.back"), Tap.SETTINGS)
    return Screen(t(f"settings.ask_{part}"), keyboard(*in_rows(taps, 3), [back]))


def _choices(part: str) -> Sequence[tuple[str, str]]:
    """Words of a button, and what it carries: no colons, for those part a button's fields."""
    off = (plain("settings.off"), OFF)
    match part:
        case "language":
            named = [(texts.own_name(code), code) for code in texts.LANGUAGES]
            return [*named, (plain("settings.as_telegram"), OFF)]
        case "digest":
            return [*((at, at.replace(":", "")) for at in DIGESTS), off]
        case "remind":
            return [*((plain("settings.minutes", count=n), str(n)) for n in REMINDERS), off]
        case "quiet":
            return [("–".join(QUIET), "on"), off]
    return [(plain("settings.light"), "light"), (plain("settings.dark"), "dark")]
