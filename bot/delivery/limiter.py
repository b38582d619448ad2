"""Keeps Telegram's limits at every call of the library: new messages go through the one sender."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.delivery.sender import Priority, Sender, SendOptions
from bot.delivery.telegram_answers import seconds_of

_MAX_WAIT_SECONDS = 5.0  # of an answer; people ask again rather than wait longer
_SENDING_METHODS = ("send", "copy", "forward")  # how their names begin; an edit goes at once


class PacedLimiter(BaseRateLimiter[SendOptions]):
    """Passes calls to the sender. Notices come with their options (`rate_limit_args`); every other call
    answers somebody who waits for it."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def initialize(self) -> None:
        """There is nothing to prepare."""

    async def shutdown(self) -> None:
        """There is nothing to close."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: SendOptions | None,
    ) -> Any:
        del args  # the endpoint and the data
        chat = data.get("chat_id")
        if not isinstance(chat, int) or not (rate_limit_args or endpoint.startswith(_SENDING_METHODS)):
            return await _call_twice(lambda: callback(endpoint, data, **kwargs))
        until = asyncio.get_running_loop().time() + _MAX_WAIT_SECONDS
        options = rate_limit_args or SendOptions(Priority.ANSWER, until, persists=False)
        return await self._sender.call(
            options, chat, lambda to: callback(endpoint, {**data, "chat_id": to}, **kwargs)
        )


async def _call_twice(call: Callable[[], Awaitable[Any]]) -> Any:
    """Make the call, and once more after the pause that Telegram asks for, where that is short."""
    try:
        return await call()
    except RetryAfter as flood:
        if seconds_of(flood) > _MAX_WAIT_SECONDS:
            raise
        await asyncio.sleep(seconds_of(flood))
    return await call()
