"""What Telegram's refusals mean: they have no codes, so their texts are looked at here and nowhere else."""

from typing import Any

from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError


def seconds_of(flood: RetryAfter) -> float:
    """How long Telegram asks to wait: a timedelta where the library is asked for it (app.py), or a number."""
    wait: Any = flood.retry_after
    return float(wait.total_seconds() if hasattr(wait, "total_seconds") else wait)


def is_same_already(error: BadRequest) -> bool:
    """An edit that changes nothing: as good as done."""
    return "not modified" in error.message.lower()


def is_message_gone(error: BadRequest) -> bool:
    """The message to edit was deleted, is too old to be edited, or can't become what it is to be."""
    said = error.message.lower()
    return (
        "message to edit not found" in said
        or "message can't be edited" in said
        or "message_id_invalid" in said
        or "in the message to edit" in said  # "there is no text (media) ..."
    )


def is_too_old_to_delete(error: BadRequest) -> bool:
    """The message to delete is older than two days; one that is deleted already counts as well."""
    said = error.message.lower()
    return "message can't be deleted" in said or "message to delete not found" in said


def is_tap_too_old(error: BadRequest) -> bool:
    said = error.message.lower()
    return "query is too old" in said or "query id is invalid" in said


def is_chat_gone(error: TelegramError) -> bool:
    """Nobody can be reached there: the bot is blocked, or there is no such chat (any more)."""
    if isinstance(error, Forbidden):
        return True
    return isinstance(error, BadRequest) and any(
        words in error.message.lower()
        for words in ("chat not found", "peer_id_invalid", "user is deactivated")
    )
