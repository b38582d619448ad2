"""Telegram's limits, kept at every call of the library: what says something goes through the one sender."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.delivery.sender import Lane, Sender, SendOptions
from bot.delivery.telegram_answers import seconds_of

_PATIENCE = 5.0
"""seconds that an answer may wait; whoever asked asks again rather than wait longer"""
_NEW = ("send", "copy", "forward")
"""how the methods begin that say something new; an edit that was asked for goes at once"""


class PacedLimiter(BaseRateLimiter[SendOptions]):
    """Notices come with their turn (`rate_limit_args`); all else answers somebody who waits for it."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def initialize(self) -> None:
        """Nothing is held."""

    async def shutdown(self) -> None:
        """Nothing is held."""

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
        if not isinstance(chat, int) or not (rate_limit_args or endpoint.startswith(_NEW)):
            return await _patiently(lambda: callback(endpoint, data, **kwargs))
        until = asyncio.get_running_loop().time() + _PATIENCE
        options = rate_limit_args or SendOptions(Lane.ANSWER, until, persists=False)
        return await self._sender.call(
            options, chat, lambda to: callback(endpoint, {**data, "chat_id": to}, **kwargs)
        )


async def _patiently(call: Callable[[], Awaitable[Any]]) -> Any:
    """Once more after the pause that Telegram asks for, where it is short."""
    try:
        return await call()
    except RetryAfter as flood:
        if seconds_of(flood) > _PATIENCE:
            raise
        await asyncio.sleep(seconds_of(flood))
    return await call()
