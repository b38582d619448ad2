"""A Telegram for simulated time: it keeps the log of what arrived, and fails as often as it is told to."""

import asyncio
import os
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from telegram.error import ChatMigrated, Forbidden, NetworkError, RetryAfter, TimedOut

from local.sandbox.windows import Sent, broken

os.environ.setdefault("PTB_TIMEDELTA", "true")  # as bot/app.py has it
_TIMEOUT = 5.0
_THERE, _JITTER, _BACK = 0.030, 0.004, 0.040
"""seconds to Telegram, by how much they differ, and back"""


@dataclass
class MoodyTelegram:
    """`floods`, `faults`, `silences`: how likely each is at a call, 0 to 1."""

    seed: int = 0
    floods: float = 0.0
    faults: float = 0.0
    silences: float = 0.0
    blocked: set[int] = field(default_factory=set)
    moved: dict[int, int] = field(default_factory=dict)
    log: list[Sent] = field(default_factory=list)
    said: list[tuple[int, str]] = field(default_factory=list)
    """(chat, text) in the order of arrival"""
    failures: Counter[str] = field(default_factory=Counter)
    is_flooded: bool = False
    """refuses everybody"""

    def __post_init__(self) -> None:
        self._random = Random(self.seed)

    async def send(self, chat: int, text: str) -> int:
        """The message's id."""
        await asyncio.sleep(_THERE + self._random.random() * _JITTER)
        dice = self._random.random()
        if self.is_flooded or dice < self.floods:
            await self._fails("flood", _BACK)
            raise RetryAfter(self._random.randint(1, 3))
        if dice < self.floods + self.faults:
            await self._fails("fault", _BACK)
            raise NetworkError("Internal Server Error")
        if chat in self.blocked:
            await self._fails("blocked", _BACK)
            raise Forbidden("Forbidden: bot was blocked by the user")
        if chat in self.moved:
            await self._fails("moved", _BACK)
            raise ChatMigrated(self.moved[chat])
        if dice < self.floods + self.faults + self.silences / 2:
            await self._fails("lost", _TIMEOUT)
            raise TimedOut
        self.log.append(Sent(asyncio.get_running_loop().time(), chat))
        self.said.append((chat, text))
        if dice < self.floods + self.faults + self.silences:
            await self._fails("unanswered", _TIMEOUT)
            raise TimedOut
        await asyncio.sleep(_BACK)
        return len(self.said)

    async def _fails(self, how: str, after: float) -> None:
        self.failures[how] += 1
        await asyncio.sleep(after)

    def broken_windows(self) -> int:
        return len(broken(self.log))
