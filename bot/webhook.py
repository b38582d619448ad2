"""Lambda entry of the webhook: Telegram's updates in over the HTTP API, answered by the same application."""

import asyncio
import base64
import hmac
import json
import logging
from functools import cache
from typing import Any

from telegram import Update

from bot import logs
from bot.app import App, build
from bot.settings import Settings

_log = logging.getLogger(__name__)
_SECRET_HEADER = "x-telegram-bot-api-secret-token"


class Webhook:
    """An initialised application on one kept event loop, and the secret that Telegram has to know."""

    def __init__(self, app: App, secret: str) -> None:
        self._secret = secret
        self._app = app
        self._loop = asyncio.new_event_loop()
        self._loop.run_until_complete(app.initialize())

    def answer(self, event: dict[str, Any]) -> dict[str, Any]:
        """403 to whoever is not Telegram; 200 to all else, for what fails now would fail again."""
        if not self._is_telegram(event):
            _log.warning("refused: wrong or missing secret")
            return {"statusCode": 403, "body": ""}
        update = self._update(event)
        if update:
            self._loop.run_until_complete(self._app.process_update(update))
        return {"statusCode": 200, "body": ""}

    def close(self) -> None:
        self._loop.run_until_complete(self._app.shutdown())
        self._loop.close()

    def _is_telegram(self, event: dict[str, Any]) -> bool:
        headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
        given = str(headers.get(_SECRET_HEADER, ""))
        return bool(self._secret) and hmac.compare_digest(given.encode(), self._secret.encode())

    def _update(self, event: dict[str, Any]) -> Update | None:
        body = event.get("body") or ""
        try:
            text = base64.b64decode(body) if event.get("isBase64Encoded") else body
            return Update.de_json(json.loads(text), self._app.bot)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            _log.warning("an update that can't be read: %s", type(error).__name__)
            return None


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    return _webhook().answer(event)


@cache
def _webhook() -> Webhook:
    logs.configure()
    settings = Settings.from_environment()
    return Webhook(build(settings), settings.webhook_secret)
