"""How the bot gets its updates: by asking, or at its webhook."""

import re
from typing import Any
from urllib.parse import urlsplit

from local.sandbox.bot_api.call import Call
from local.sandbox.refusal import Refused, bad

_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_MAX_UPDATES = 100


async def get_updates(call: Call) -> Any:
    telegram = call.telegram
    if telegram.delivery.webhook:
        raise Refused(
            409,
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )
    telegram.updates.ask_for(_kinds(call))
    limit = min(max(call.number("limit", _MAX_UPDATES), 1), _MAX_UPDATES)
    return await telegram.updates.poll(call.number("offset"), limit, call.number("timeout"))


async def set_webhook(call: Call) -> Any:
    """No url takes the webhook away. Telegram wants https; on one machine http will do."""
    url, secret, telegram = call.text("url"), call.text("secret_token"), call.telegram
    if url and urlsplit(url).scheme not in ("http", "https"):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if not _SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")
    telegram.updates.ask_for(_kinds(call))
    _drop(call)
    telegram.delivery.set_webhook(url, secret)
    await telegram.updates.end_polls("setWebhook request")
    return True


async def delete_webhook(call: Call) -> Any:
    _drop(call)
    call.telegram.delivery.set_webhook("", "")
    return True


async def get_webhook_info(call: Call) -> Any:
    telegram = call.telegram
    asked_for = {"allowed_updates": telegram.updates.asked_for} if telegram.updates.asked_for else {}
    return {
        "url": telegram.delivery.webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": telegram.store.count_updates(),
        **telegram.delivery.trouble,
        **asked_for,
    }


def _kinds(call: Call) -> list[str] | None:
    kinds = call.structure("allowed_updates", "allowed updates")
    if kinds is not None and not isinstance(kinds, list):
        raise bad("allowed_updates must be an Array of String")
    return kinds


def _drop(call: Call) -> None:
    if call.flag("drop_pending_updates"):
        call.telegram.store.forget_updates(2**62)
