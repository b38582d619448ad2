"""Telegram's flood control, waited out once when it is short; a longer wait is left to whoever can do it."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

_LONGEST_PAUSE = 5.0  # seconds


class PatientSender(BaseRateLimiter[None]):
    """Sends at once, and once more after the pause that Telegram asks for."""

    def __init__(self, sleep: Callable[[float], Coroutine[Any, Any, None]] = asyncio.sleep) -> None:
        self._sleep = sleep

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
        rate_limit_args: None,
    ) -> Any:
        del endpoint, data, rate_limit_args  # all calls are as patient
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as flood:
            pause = _seconds(flood)
            if pause > _LONGEST_PAUSE:
                raise
            await self._sleep(pause)
        return await callback(*args, **kwargs)


def _seconds(flood: RetryAfter) -> float:
    """A timedelta if the library is asked for it (app.py does), a number if not."""
    wait: Any = flood.retry_after
    return float(wait.total_seconds() if hasattr(wait, "total_seconds") else wait)
