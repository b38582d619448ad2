"""Lambda entry of the notices: each is sent once, in order per chat, and edited where it was sent before."""

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
from bot.delivery.sender import Priority, Sender, SendOptions
from bot.delivery.telegram_answers import is_chat_gone
from bot.messages import TelegramBot, edit
from bot.settings import Settings
from bot.texts import set_language
from bot.traces import trace
from bot.turn import API
from bot.views import notice as notice_views
from bot.views.screen import Screen, fitted

_log = logging.getLogger(__name__)
_RETRIED_CODES = ("too_many_requests", "busy", "not_authenticated")
# by the kind of the notice; every other kind is urgent
_PRIORITIES = {
    "digest": Priority.DIGEST,
    "changes": Priority.CHANGE,
    "told_hod": Priority.CHANGE,
    "before_class": Priority.CHANGE,
}
# how long the notices of an invocation are tried; those that may go to thousands come again from their queue
# rather than keep what is urgent waiting
_URGENT_SECONDS, _BULK_SECONDS = 15.0, 8.0
_SECONDS_TO_FINISH = 15.0  # in which nothing new is sent, so that what was sent can be recorded
_CONCURRENT_READS = 4
_MAX_RECEIVES = 5  # of a notice that can't be drawn, so that it doesn't block its chat for ever
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Message:
    """One message of a queue: a notice for a chat, and how often the queue has given it."""

    id: str
    notice: str
    chat: int
    receives: int
    correlation: str

    @classmethod
    def of(cls, record: Record) -> "_Message":
        """Raises ValueError, TypeError or KeyError where the record is none of ours."""
        body, attributes = json.loads(record["body"]), record.get("attributes", {})
        receives = int(attributes.get("ApproximateReceiveCount", 1))
        correlation_id = str(body.get("correlation") or f"notice-{record['messageId']}")
        return cls(record["messageId"], str(body["notice"]), int(body["chat"]), receives, correlation_id)

    @property
    def priority(self) -> Priority:
        return _PRIORITIES.get(self.notice.split(".")[0], Priority.URGENT)


class Notices:
    """Delivers notices with the application's bot and API client, on one event loop."""

    def __init__(self, app: App, loop: asyncio.AbstractEventLoop | None = None) -> None:
        self._bot: TelegramBot = app.bot
        self._app = app
        self._reading = asyncio.Semaphore(_CONCURRENT_READS)
        self._loop = loop or asyncio.new_event_loop()
        self._loop.run_until_complete(app.initialize())

    def deliver(self, event: dict[str, Any], seconds: float = 30.0) -> dict[str, Any]:
        """Deliver the messages of a queue within the seconds that the invocation has.

        Returns those that have to come again, each with all after it in the same chat: those that failed, and
        those whose turn did not come in time.
        """
        records = event.get("Records", [])
        failed = self._loop.run_until_complete(self._deliver(records, seconds - _SECONDS_TO_FINISH))
        _log.info("notices: %s of %s done", len(records) - len(failed), len(records))
        return {"batchItemFailures": [{"itemIdentifier": message} for message in failed]}

    def close(self) -> None:
        self._loop.run_until_complete(self._app.shutdown())
        self._loop.close()

    async def _deliver(self, records: list[Record], seconds: float) -> list[str]:
        now = self._loop.time()
        until = {priority: now + min(seconds, _BULK_SECONDS) for priority in Priority}
        until[Priority.URGENT] = now + min(seconds, _URGENT_SECONDS)
        chats: dict[int, list[_Message]] = defaultdict(list)
        for record in records:
            try:
                message = _Message.of(record)
            except (ValueError, TypeError, KeyError):
                _log.error("message %s can't be read; it is dropped", record.get("messageId"))
            else:
                chats[message.chat].append(message)
        failed = await asyncio.gather(
            *(self._deliver_in_order(messages, until) for messages in chats.values())
        )
        return [message for messages in failed for message in messages]

    async def _deliver_in_order(self, messages: list[_Message], until: Mapping[Priority, float]) -> list[str]:
        """Deliver the messages of one chat; returns the first that fails and all after it."""
        for number, message in enumerate(messages):
            if not await self._deliver_one(message, SendOptions(message.priority, until[message.priority])):
                return [m.id for m in messages[number:]]
        return []

    async def _deliver_one(self, message: _Message, options: SendOptions) -> bool:
        """Deliver one notice. True: it has arrived, or there is nobody who could get it."""
        client: ApiClient = self._app.bot_data[API]
        correlation.begin(message.correlation)
        set_language(None)  # until the API says what this person reads
        try:
            await self._send(client.acting_for(message.chat), message, options)
        except ApiRefusal as refusal:
            _log.info("notice %s: %s", message.notice, refusal.code)
            return refusal.code not in _RETRIED_CODES
        except ApiUnavailable as error:
            _log.warning("notice %s: %s", message.notice, error)
            return False
        except TelegramError as error:
            _log.warning("notice %s: %s", message.notice, type(error).__name__)
            return False
        except Exception as error:  # a bug in one notice must not take the rest of the batch along
            _log.error("notice %s, tried %s times: %s", message.notice, message.receives, trace(error))
            return message.receives >= _MAX_RECEIVES
        _log.info("notice %s: done", message.notice)
        return True

    async def _send(self, api: UserApi, message: _Message, options: SendOptions) -> None:
        """Show the notice as it is now, in its message if it has one, and record which message that is. A
        person who can't be reached is sent nothing more until they write again."""
        async with self._reading:
            notice = await api.notice(message.notice)
        if notice_views.has_nothing_to_tell(notice):
            return
        drawn = notice_views.notice(notice)
        screen = Screen(fitted(drawn.text), drawn.keyboard)
        try:
            shown_in = await _show(
                self._bot, message.chat, notice["message_id"], screen=screen, options=options
            )
        except TelegramError as error:
            if not is_chat_gone(error):
                raise
            _log.info("notice %s: nobody is there", message.notice)
            await api.is_unreachable()
            return
        fingerprint = hashlib.sha256(screen.text.encode()).hexdigest()
        if (shown_in, fingerprint) != (notice["message_id"], notice["shown"]):
            await api.notice_shown(message.notice, shown_in, fingerprint)


async def _show(
    bot: TelegramBot, chat: int, message: int | None, *, screen: Screen, options: SendOptions
) -> int:
    """Show the screen in this message, or in a new one; returns the id of the message that shows it."""
    if message and await edit(bot, chat, message, screen=screen, options=options):
        return message
    sent = await bot.send_message(chat, screen.text, reply_markup=screen.keyboard, rate_limit_args=options)
    return sent.message_id


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return _notices().deliver(event, context.get_remaining_time_in_millis() / 1000)


@cache
def _notices() -> Notices:
    """Set up once per process. What was sent before is not known: the last second is taken for a full one."""
    logs.configure()
    loop = asyncio.new_event_loop()
    sender = Sender(Pace(not_before=loop.time() + 1.0))
    return Notices(build(Settings.from_environment(), sender=sender), loop)
