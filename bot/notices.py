"""Lambda entry of the notices: each told once, in order per chat, edited where it was told before."""

import asyncio
import hashlib
import json
import logging
from collections import defaultdict
from functools import cache
from typing import Any

from telegram.error import TelegramError

from bot import logs, notice_views
from bot.api_client import ApiClient, ApiRefusal, ApiUnavailable, UserApi
from bot.app import App, build
from bot.pace import Pace
from bot.sending import Lane, Sender, Turn
from bot.settings import Settings
from bot.talk import API, Speaker, edit
from bot.telegram_answers import is_chat_gone
from bot.texts import speak
from bot.views import Screen, fitted

_log = logging.getLogger(__name__)
_WORTH_A_RETRY = ("too_many_requests", "busy", "not_authenticated")
_LANES = {"digest": Lane.DIGEST, "changes": Lane.CHANGE, "told_hod": Lane.CHANGE, "before_class": Lane.CHANGE}
"""by the kind of the notice; all else is urgent"""
_TO_FINISH = 20.0
"""seconds of an invocation in which nothing new is begun, so that what was said can be noted"""
_MOST_TIMES = 5
"""that a notice which can't be drawn is tried, so that it doesn't stand in its chat's way for ever"""
Record = dict[str, Any]


class Notices:
    """The application's bot and API client on one kept event loop."""

    def __init__(self, app: App, loop: asyncio.AbstractEventLoop | None = None) -> None:
        self._app = app
        self._loop = loop or asyncio.new_event_loop()
        self._loop.run_until_complete(app.initialize())

    def deliver(self, event: dict[str, Any], seconds: float = 60.0) -> dict[str, Any]:
        """The messages that have to come again, each with all after it in the same chat: those that failed,
        and those whose turn did not come within so many seconds."""
        records = event.get("Records", [])
        until = self._loop.time() + seconds - _TO_FINISH
        failed = self._loop.run_until_complete(self._deliver(records, until))
        _log.info("notices: %s of %s done", len(records) - len(failed), len(records))
        return {"batchItemFailures": [{"itemIdentifier": message} for message in failed]}

    def close(self) -> None:
        self._loop.run_until_complete(self._app.shutdown())
        self._loop.close()

    async def _deliver(self, records: list[Record], until: float) -> list[str]:
        chats: dict[str, list[Record]] = defaultdict(list)
        for record in records:
            chats[record.get("attributes", {}).get("MessageGroupId") or record["body"]].append(record)
        failed = await asyncio.gather(*(self._in_order(of_one, until) for of_one in chats.values()))
        return [message for of_one in failed for message in of_one]

    async def _in_order(self, records: list[Record], until: float) -> list[str]:
        """One chat's: from the first that fails on, all come again."""
        for number, record in enumerate(records):
            if not await self._is_done(record, until):
                return [r["messageId"] for r in records[number:]]
        return []

    async def _is_done(self, record: Record, until: float) -> bool:
        """Whether this notice is done with: told, or nobody to tell."""
        client: ApiClient = self._app.bot_data[API]
        notice = "unreadable"
        speak(None)  # until the API says what this person speaks
        try:
            message = json.loads(record["body"])
            notice, chat = str(message["notice"]), int(message["chat"])
            turn = Turn(_LANES.get(notice.split(".")[0], Lane.URGENT), until)
            await tell(self._app.bot, client.acting_for(chat), notice, chat, turn)
        except ApiRefusal as refusal:
            _log.info("notice %s: %s", notice, refusal.code)
            return refusal.code not in _WORTH_A_RETRY
        except ApiUnavailable as error:
            _log.warning("notice %s: %s", notice, error)
            return False
        except TelegramError as error:
            _log.warning("notice %s: %s", notice, type(error).__name__)
            return False
        except Exception:  # a bug in one notice must not take the rest of the batch along
            times = int(record.get("attributes", {}).get("ApproximateReceiveCount", 1))
            _log.exception("notice %s, tried %s times", notice, times)
            return times >= _MOST_TIMES
        return True


async def tell(bot: Speaker, user: UserApi, notice_id: str, chat: int, turn: Turn) -> None:
    """Draws the notice as it is now, in its message if it has one, and keeps which message that is. Who can't
    be reached is told nothing more, until they write again."""
    notice = await user.notice(notice_id)
    if notice_views.has_nothing_to_tell(notice):
        return
    drawn = notice_views.notice(notice)
    screen = Screen(fitted(drawn.text), drawn.keyboard)
    try:
        message = await _show(bot, chat, notice["message_id"], screen, turn)
    except TelegramError as error:
        if not is_chat_gone(error):
            raise
        _log.info("notice %s: nobody is there", notice_id)
        await user.is_unreachable()
        return
    shown = hashlib.sha256(screen.text.encode()).hexdigest()
    if (message, shown) != (notice["message_id"], notice["shown"]):
        await user.notice_shown(notice_id, message, shown)


async def _show(bot: Speaker, chat: int, known: int | None, screen: Screen, turn: Turn) -> int:
    """The id of the message that shows the screen."""
    if known and await edit(bot, chat, known, screen, turn):
        return known
    sent = await bot.send_message(chat, screen.text, reply_markup=screen.keyboard, rate_limit_args=turn)
    return sent.message_id


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return _notices().deliver(event, context.get_remaining_time_in_millis() / 1000)


@cache
def _notices() -> Notices:
    """What went before this process began is not known: the last second is taken for a full one."""
    logs.configure()
    loop = asyncio.new_event_loop()
    sender = Sender(Pace(not_before=loop.time() + 1.0))
    return Notices(build(Settings.from_environment(), sender=sender), loop)
