"""Lambda entry of the notices: each told once, in order per chat, edited where it was told before."""

import asyncio
import hashlib
import json
import logging
from functools import cache
from typing import Any

from telegram import Bot
from telegram.error import TelegramError

from bot import logs, notice_views
from bot.api_client import ApiClient, ApiRefusal, ApiUnavailable, UserApi
from bot.app import App, build
from bot.settings import Settings
from bot.talk import API, edit
from bot.telegram_answers import is_chat_gone
from bot.texts import speak
from bot.views import Screen, fitted

_log = logging.getLogger(__name__)
_WORTH_A_RETRY = ("too_many_requests", "busy", "not_authenticated")


class Notices:
    """The application's bot and API client on one kept event loop."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._loop = asyncio.new_event_loop()
        self._loop.run_until_complete(app.initialize())

    def deliver(self, event: dict[str, Any]) -> dict[str, Any]:
        """The messages that have to come again: each that failed, and all after it in the same chat."""
        records = event.get("Records", [])
        failed = self._loop.run_until_complete(self._deliver(records))
        _log.info("notices: %s of %s done", len(records) - len(failed), len(records))
        return {"batchItemFailures": [{"itemIdentifier": message} for message in failed]}

    def close(self) -> None:
        self._loop.run_until_complete(self._app.shutdown())
        self._loop.close()

    async def _deliver(self, records: list[dict[str, Any]]) -> list[str]:
        failed: list[str] = []
        held_up: set[str] = set()
        for record in records:
            chat = record.get("attributes", {}).get("MessageGroupId") or record["body"]
            if chat in held_up or not await self._is_done(record["body"]):
                held_up.add(chat)
                failed.append(record["messageId"])
        return failed

    async def _is_done(self, body: str) -> bool:
        """Whether this notice is done with: told, or nobody to tell."""
        client: ApiClient = self._app.bot_data[API]
        notice = "unreadable"
        speak(None)  # until the API says what this person speaks
        try:
            message = json.loads(body)
            notice, chat = str(message["notice"]), int(message["chat"])
            await tell(self._app.bot, client.acting_for(chat), notice, chat)
        except ApiRefusal as refusal:
            _log.info("notice %s: %s", notice, refusal.code)
            return refusal.code not in _WORTH_A_RETRY
        except ApiUnavailable as error:
            _log.warning("notice %s: %s", notice, error)
            return False
        except TelegramError as error:
            _log.warning("notice %s: %s", notice, type(error).__name__)
            return is_chat_gone(error)
        except Exception:  # a bug in one notice must not take the rest of the batch along
            _log.exception("notice %s", notice)
            return False
        return True


async def tell(bot: Bot, user: UserApi, notice_id: str, chat: int) -> None:
    """Draws the notice as it is now, in its message if it has one, and keeps which message that is."""
    notice = await user.notice(notice_id)
    drawn = notice_views.notice(notice)
    screen = Screen(fitted(drawn.text), drawn.keyboard)
    message = await _show(bot, chat, notice["message_id"], screen)
    shown = hashlib.sha256(screen.text.encode()).hexdigest()
    if (message, shown) != (notice["message_id"], notice["shown"]):
        await user.notice_shown(notice_id, message, shown)


async def _show(bot: Bot, chat: int, known: int | None, screen: Screen) -> int:
    """The id of the message that shows the screen."""
    if known and await edit(bot, chat, known, screen):
        return known
    sent = await bot.send_message(chat, screen.text, reply_markup=screen.keyboard)
    return sent.message_id


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    return _notices().deliver(event)


@cache
def _notices() -> Notices:
    logs.configure()
    return Notices(build(Settings.from_environment()))
