"""What people are told when something does not work: a sentence, never silence or an exception's text."""

import logging
import re
import secrets
from contextlib import suppress
from html import escape

from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.api_client import ApiRefusal, ApiUnavailable
from bot.phrases import Unreadable
from bot.texts import has, plain
from bot.traces import trace
from bot.turn import MAX_ALERT_CHARACTERS, Context, Turn
from bot.views.screen import Screen, short_date

_log = logging.getLogger(__name__)


def refusal_words(refusal: ApiRefusal) -> str:
    """The rule that was broken or the refusal's code in words; the backend's own sentence where there are
    none, or where that says it best."""
    rule = f"rule.{refusal.facts.get('rule')}"
    if has(rule):
        with suppress(KeyError):  # a fact that this backend does not give
            return plain(rule, **{name: _in_words(fact) for name, fact in refusal.facts.items()})
    key = f"refusal.{refusal.code}"
    return plain(key if has(key) else "refusal.other", sentence=refusal.sentence).strip()


def _in_words(fact: object) -> str:
    """Dates and half days as people write them."""
    if isinstance(fact, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", fact):
        return short_date(fact)
    return f"{fact:g}" if isinstance(fact, float) else str(fact)


async def on_error(update: object, context: Context) -> None:
    """The one place that every failure of every handler comes to."""
    words = _words(update, context.error)
    if words is None or not isinstance(update, Update) or update.effective_chat is None:
        return
    try:
        await _tell(Turn(update, context), words)
    except TelegramError as error:  # the library would log it with Telegram's words
        _log.warning("nobody could be told at update %s: %s", _id(update), type(error).__name__)


async def _tell(turn: Turn, words: str) -> None:
    if turn.update.callback_query and len(words) <= MAX_ALERT_CHARACTERS:
        await turn.done(words, alert=True)
        return
    await turn.done()
    await turn.say(Screen(escape(words, quote=False)))


def _words(update: object, error: Exception | None) -> str | None:
    """What to say; None: nobody can be told, or it has been said by other means."""
    match error:
        case Unreadable(field="date"):
            return error.sentence
        case Unreadable():
            return f"{error.sentence}\n{plain('leave.usage')}"
        case ApiRefusal():
            return refusal_words(error)
        case ApiUnavailable():
            _log.warning("the API does not answer: %s", error)
            return plain("error.unavailable")
        case Forbidden():
            _log.info("blocked by the user of update %s", _id(update))
            return None
        case RetryAfter() | NetworkError() if not isinstance(error, BadRequest):
            _log.warning(
                "Telegram did not take the answer to update %s: %s", _id(update), type(error).__name__
            )
            return None
    reference = secrets.token_hex(4)
    _log.error("failure %s at update %s: %s", reference, _id(update), trace(error) if error else "")
    return plain("error.bug", reference=reference)


def _id(update: object) -> int | None:
    return update.update_id if isinstance(update, Update) else None
