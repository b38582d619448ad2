"""The bot's webhook and the API's handler in one process, with a Telegram that takes everything at once."""

import json
from typing import Any

from telegram.request import BaseRequest, RequestData

from bot.app import build
from bot.delivery.pace import Pace, Window, Windows
from bot.delivery.sender import Sender
from bot.settings import Settings
from bot.webhook import Webhook
from tests.support import api
from tests.support.backend import Backend

_SECRET = "a secret that only this Telegram knows"
# one process stands for the many of a rush, each of which keeps a pace of its own
_UNPACED = Windows(overall=Window(1_000_000, 1.0))


class Telegram(BaseRequest):
    """Remembers the last message only."""

    def __init__(self) -> None:
        self.last_text = ""

    @property
    def read_timeout(self) -> float | None:
        return 1.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        bot = {"id": 42, "is_bot": True, "first_name": "Dayorder", "username": "dayorder_bot"}
        if url.endswith("/getMe") or request_data is None:
            return 200, json.dumps({"ok": True, "result": bot}).encode()
        sent = request_data.parameters
        self.last_text = str(sent["text"])
        chat = {"id": sent["chat_id"], "type": "private"}
        message = {"message_id": 1, "date": 1, "chat": chat, "from": bot, "text": self.last_text}
        return 200, json.dumps({"ok": True, "result": message}).encode()


class Product:
    """What a person says goes in as Telegram's update, and out comes what they are answered."""

    def __init__(self) -> None:
        self.telegram, self.backend = Telegram(), Backend()
        settings = Settings("http://api", api.BOT_KEY, "42:TEST", "http://telegram", _SECRET)
        sender = Sender(Pace(_UNPACED))
        app = build(settings, telegram=self.telegram, backend=self.backend, sender=sender)
        self._webhook = Webhook(app, settings.webhook_secret)
        self._updates = 0

    def say(self, person: int, command: str) -> str:
        self._updates += 1
        self.telegram.last_text = ""
        message = {
            "message_id": self._updates,
            "date": 1,
            "chat": {"id": person, "type": "private"},
            "from": {"id": person, "is_bot": False, "first_name": "A person", "language_code": "en"},
            "text": command,
            "entities": [{"type": "bot_command", "offset": 0, "length": len(command)}],
        }
        event = {
            "headers": {"x-telegram-bot-api-secret-token": _SECRET},
            "body": json.dumps({"update_id": self._updates, "message": message}),
        }
        answer = self._webhook.answer(event)
        assert answer["statusCode"] == 200, answer
        return self.telegram.last_text

    def close(self) -> None:
        self._webhook.close()
