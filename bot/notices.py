"""Lambda entry of the notices: each told once, in order per chat, edited where it was told before."""

import asyncio
import hashlib
import json
import logging
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from telegram.error import TelegramError

from bot import correlation, logs
from bot.api_client import ApiClient, ApiRefusal, ApiUnavailable, UserApi
from bot.app import App, build
from bot.delivery.pace import Pace
from bot.delivery.sender import Lane, Sender, SendOptions
from bot.delivery.telegram_answers import is_chat_gone
from bot.messages import TelegramBot, edit
from bot.settings import Settings
from bot.texts import speak
from bot.traces import trace
from bot.turn import API
from bot.views import notice as notice_views
from bot.views.screen import Screen, fitted

_log = logging.getLogger(__name__)
_WORTH_A_RETRY = ("too_many_requests", "busy", "not_authenticated")
_LANES = {"digest": Lane.DIGEST, "changes": Lane.CHANGE, "told_hod": Lane.CHANGE, "before_class": Lane.CHANGE}
"""by the kind of the notice; all else is urgent"""
_PATIENCE, _SHORT_PATIENCE = 15.0, 8.0
"""seconds from the beginning of an invocation in which its notices are tried; those that may go to thousands
come again from their queue rather than keep what is urgent waiting"""
_TO_FINISH = 15.0
"""seconds of an invocation in which nothing new is said, so that what was said can be noted"""
_READ_AT_ONCE = 4
_MOST_TIMES = 5
"""that a notice which can't be drawn is tried, so that it doesn't stand in its chat's way for ever"""
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Message:
    """One message of a queue."""

    id: str
    notice: str
    chat: int
    times: int
    """that it came"""
    correlation: str
    """of what it is told about"""

    @classmethod
    def of(cls, record: Record) -> "_Message":
        """Raises ValueError, TypeError or KeyError where it is none of ours."""
        body, attributes = json.loads(record["body"]), record.get("attributes", {})
        times = int(attributes.get("ApproximateReceiveCount", 1))
        thread = str(body.get("correlation") or f"notice-{record['messageId']}")
        return cls(record["messageId"], str(body["notice"]), int(body["chat"]), times, thread)

    @property
    def lane(self) -> Lane:
        return _LANES.get(self.notice.split(".")[0], Lane.URGENT)


class Notices:
    """The application's bot and API client on one kept event loop."""

    def __init__(self, app: App, loop: asyncio.AbstractEventLoop | None = None) -> None:
        self._bot: TelegramBot = app.bot
        self._app = app
        self._reading = asyncio.Semaphore(_READ_AT_ONCE)
        self._loop = loop or asyncio.new_event_loop()
        self._loop.run_until_complete(app.initialize())

    def deliver(self, event: dict[str, Any], seconds: float = 30.0) -> dict[str, Any]:
        """The messages that have to come again, each with all after it in the same chat: those that failed,
        and those whose turn did not come in time. `seconds`: what the invocation has."""
        records = event.get("Records", [])
        failed = self._loop.run_until_complete(self._deliver(records, seconds - _TO_FINISH))
        _log.info("notices: %s of %s done", len(records) - len(failed), len(records))
        return {"batchItemFailures": [{"itemIdentifier": message} for message in failed]}

    def close(self) -> None:
        self._loop.run_until_complete(self._app.shutdown())
        self._loop.close()

    async def _deliver(self, records: list[Record], seconds: float) -> list[str]:
        now = self._loop.time()
        until = {lane: now + min(seconds, _SHORT_PATIENCE) for lane in Lane}
        until[Lane.URGENT] = now + min(seconds, _PATIENCE)
        chats: dict[int, list[_Message]] = defaultdict(list)
        for record in records:
            try:
                message = _Message.of(record)
            except (ValueError, TypeError, KeyError):
                _log.error("message %s can't be read; it is dropped", record.get("messageId"))
            else:
                chats[message.chat].append(message)
        failed = await asyncio.gather(*(self._in_order(of_one, until) for of_one in chats.values()))
        return [message for of_one in failed for message in of_one]

    async def _in_order(self, messages: list[_Message], until: Mapping[Lane, float]) -> list[str]:
        """One chat's: from the first that fails on, all come again."""
        for number, message in enumerate(messages):
            if not await self._is_done(message, SendOptions(message.lane, until[message.lane])):
                return [m.id for m in messages[number:]]
        return []

    async def _is_done(self, message: _Message, options: SendOptions) -> bool:
        """Whether this notice is done with: told, or nobody to tell."""
        client: ApiClient = self._app.bot_data[API]
        correlation.begin(message.correlation)
        speak(None)  # until the API says what this person speaks
        try:
            await self._tell(client.acting_for(message.chat), message, options)
        except ApiRefusal as refusal:
            _log.info("notice %s: %s", message.notice, refusal.code)
            return refusal.code not in _WORTH_A_RETRY
        except ApiUnavailable as error:
            _log.warning("notice %s: %s", message.notice, error)
            return False
        except TelegramError as error:
            _log.warning("notice %s: %s", message.notice, type(error).__name__)
            return False
        except Exception as error:  # a bug in one notice must not take the rest of the batch along
            _log.error("notice %s, tried %s times: %s", message.notice, message.times, trace(error))
            return message.times >= _MOST_TIMES
        _log.info("notice %s: done", message.notice)
        return True

    async def _tell(self, user: UserApi, message: _Message, options: SendOptions) -> None:
        """Draws the notice as it is now, in its message if it has one, and keeps which message that is. Who
        can't be reached is told nothing more, until they write again."""
        async with self._reading:
            notice = await user.notice(message.notice)
        if notice_views.has_nothing_to_tell(notice):
            return
        drawn = notice_views.notice(notice)
        screen = Screen(fitted(drawn.text), drawn.keyboard)
        try:
            said = await _show(self._bot, message.chat, notice["message_id"], screen, options)
        except TelegramError as error:
            if not is_chat_gone(error):
                raise
            _log.info("notice %s: nobody is there", message.notice)
            await user.is_unreachable()
            return
        shown = hashlib.sha256(screen.text.encode()).hexdigest()
        if (said, shown) != (notice["message_id"], notice["shown"]):
            await user.notice_shown(message.notice, said, shown)


async def _show(bot: TelegramBot, chat: int, known: int | None, screen: Screen, options: SendOptions) -> int:
    """The id of the message that shows the screen."""
    if known and await edit(bot, chat, known, screen=screen, options=options):
        return known
    sent = await bot.send_message(chat, screen.text, reply_markup=screen.keyboard, rate_limit_args=options)
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
