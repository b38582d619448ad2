"""What Telegram's refusals mean: they have no codes, so their texts are looked at here and nowhere else."""

from typing import Any

from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError


def seconds_of(flood: RetryAfter) -> float:
    """The seconds that Telegram asks to wait: the library gives a timedelta (see app.py) or a number."""
    wait: Any = flood.retry_after
    return float(wait.total_seconds() if hasattr(wait, "total_seconds") else wait)


def is_same_already(error: BadRequest) -> bool:
    """True if the edit would have changed nothing, which is as good as done."""
    return "not modified" in error.message.lower()


def is_message_gone(error: BadRequest) -> bool:
    """True if the message to edit was deleted, is too old to be edited, or can't become what it is to be."""
    text = error.message.lower()
    return (
        "message to edit not found" in text
        or "message can't be edited" in text
        or "message_id_invalid" in text
        or "in the message to edit" in text  # "there is no text (media) ..."
    )


def is_too_old_to_delete(error: BadRequest) -> bool:
    """True if the message to delete is older than two days, or deleted already."""
    text = error.message.lower()
    return "message can't be deleted" in text or "message to delete not found" in text


def is_tap_too_old(error: BadRequest) -> bool:
    """True if the tap, or the inline query, can't be answered any more."""
    text = error.message.lower()
    return "query is too old" in text or "query id is invalid" in text


def is_chat_gone(error: TelegramError) -> bool:
    """True if nobody can be reached there: the bot is blocked, or there is no such chat any more."""
    if isinstance(error, Forbidden):
        return True
    return isinstance(error, BadRequest) and any(
        words in error.message.lower()
        for words in ("chat not found", "peer_id_invalid", "user is deactivated")
    )
