"""Questions to substitutes and to heads of other departments, and what became of them."""

from datetime import datetime

from bot.callback_data import Tap
from bot.contract.schemas import AskOut as Consent
from bot.texts import dated, lines, plain, t
from bot.views.leave.card import row
from bot.views.screen import Screen, button, in_rows, keyboard

CHIPS = 4  # reasons to decline that are a tap away


def question(value: Consent) -> Screen:
    """Yes and No while an answer is waited for; then what was answered."""
    rows = [row(r) for r in value["rows"]]
    if value["can_answer"]:
        facts = {"name": value["faculty_name"], "of": value["name"]}
        yes = button(plain(f"button.{value['kind']}_yes"), Tap.ASK_YES, value["id"])
        no = button(plain(f"button.{value['kind']}_no"), Tap.ASK_NO, value["id"])
        until = t("ask.until", when=_until(value["until"]))
        return Screen(lines(t(f"ask.{value['kind']}", **facts), *rows, until), keyboard([yes, no]))
    if value["status"] not in ("accepted", "declined"):
        return Screen(t("ask.gone"))
    text = t(f"ask.{value['kind']}_{value['status']}")
    return Screen(lines(text, t("card.note", note=value["note"]) if value["note"] else "", *rows))


def why_not(value: Consent) -> Screen:
    chips = [button(plain(f"decline.chip.{n}"), Tap.ASK_BECAUSE, value["id"], n) for n in range(CHIPS)]
    back = button(plain("button.back"), Tap.ASK_SHOW, value["id"])
    rows = [row(r) for r in value["rows"]]
    return Screen(lines(t("decline.why"), *rows), keyboard(*in_rows(chips, 2), [back]))


def note(chip: int) -> str:
    """The reason that this chip stands for."""
    return plain(f"decline.chip.{chip}")


def _until(until: str) -> str:
    at = datetime.fromisoformat(until)
    return f"{dated(at.date(), 'EEE d MMM')} {at:%H:%M}"
