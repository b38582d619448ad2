"""Links into the private chat, `https://t.me/BOT?start=...`: a code to link with, or a day to look at."""

import re
from datetime import date

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.helpers import create_deep_linked_url

from bot.contract.schemas import DaysOut
from bot.texts import plain

_MAX_CHARACTERS = 64  # Telegram's limit
_LETTERS = {"section": "s", "faculty": "f", "infra": "i"}
_KINDS = {letter: kind for kind, letter in _LETTERS.items()}
_DAY = re.compile(r"day_(?P<on>\d{4}-\d{2}-\d{2})_(?P<letter>[sfi])_(?P<id>[A-Za-z0-9_-]{1,40})")


def to_day(bot_name: str, days: DaysOut) -> InlineKeyboardMarkup | None:
    """A button that shows these days in the chat with the bot; None where the link would be too long."""
    payload = f"day_{days['days'][0]['date']}_{_LETTERS[days['kind']]}_{days['id']}"
    if len(payload) > _MAX_CHARACTERS or not _DAY.fullmatch(payload):
        return None
    url = create_deep_linked_url(bot_name, payload)
    return InlineKeyboardMarkup([[InlineKeyboardButton(plain("button.open"), url=url)]])


def read_day(payload: str) -> tuple[str, str, str] | None:
    """Kind, id and date of a day that somebody was sent a link to; None: it is no such link."""
    match = _DAY.fullmatch(payload)
    if match is None:
        return None
    try:
        date.fromisoformat(match["on"])
    except ValueError:
        return None
    return _KINDS[match["letter"]], match["id"], match["on"]
