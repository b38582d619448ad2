"""The one sender: every message goes through it, the most urgent first, at Telegram's pace."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import IntEnum
from heapq import heappop, heappush
from itertools import count
from math import inf
from typing import TypeVar

from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.delivery.pace import Pace
from bot.delivery.telegram_answers import seconds_of

_log = logging.getLogger(__name__)
T = TypeVar("T")
# how long a chat waits before a call that failed is tried again, doubled each time
_MIN_RETRY_SECONDS, _MAX_RETRY_SECONDS = 0.5, 60.0
# after so many refusals in a row, whatever the chats, everything waits as long as the last one says
_REFUSALS_TO_PAUSE_ALL = 5
_TOO_LATE_SECONDS = 1  # what a call is told to wait whose deadline comes before its turn


class Priority(IntEnum):
    """What goes first: the smaller number, however long the others wait."""

    ANSWER = 0
    URGENT = 1
    CHANGE = 2
    DIGEST = 3


@dataclass(frozen=True, slots=True)
class SendOptions:
    """How a call is to be made.

    `until`: the time of the event loop's clock at which trying ends; None: never.
    `persists`: the call is tried again when Telegram fails or does not answer, at the risk of a message that
    is sent twice.
    """

    priority: Priority
    until: float | None = None
    persists: bool = True


@dataclass(order=True, slots=True)
class _Ticket:
    """A call that waits for its turn; `let_go` is set to the time at which it may be made."""

    priority: Priority
    number: int
    let_go: "asyncio.Future[float]" = field(compare=False)


@dataclass(slots=True)
class _Line:
    """The calls that wait in one chat. One call at a time is under way, so that all stays in order."""

    tickets: list[_Ticket] = field(default_factory=list)
    is_busy: bool = False
    paused_until: float = 0.0


class Sender:
    """Makes calls when their turn comes; no chat keeps another waiting. Its clock is the event loop's."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._lines: dict[int, _Line] = {}
        # chats whose first call may go as soon as the overall window has room: (priority, number, chat)
        self._ready: list[tuple[Priority, int, int]] = []
        self._later: list[tuple[float, int]] = []  # chats that have to wait: (until when, chat)
        self._numbers = count()
        self._moved: dict[int, int] = {}
        self._under_way = 0
        self._floods = 0  # refusals since something went through
        self._paused_until = 0.0
        self._timer: asyncio.TimerHandle | None = None

    async def call(self, options: SendOptions, chat: int, request: Callable[[int], Awaitable[T]]) -> T:
        """Make the request, with the chat's id as it is by then, and return Telegram's answer.

        Raises Telegram's error where trying again is of no use, or its time is up.
        """
        number, tries = next(self._numbers), 0
        while True:
            chat = self._moved.get(chat, chat)
            at = await self._turn(options, number, chat)
            try:
                answer = await request(chat)
            except TelegramError as error:
                tries += 1
                if not isinstance(error, TimedOut):  # what nobody answered to may have been said
                    self._pace.give_back(chat, at)
                self._put_off(chat, tries, options=options, error=error)
            else:
                self._floods = 0
                return answer
            finally:
                self._release(chat)

    def _put_off(self, chat: int, tries: int, *, options: SendOptions, error: TelegramError) -> None:
        """Pause the chat before its call is tried again; raises the error where it won't be."""
        now = asyncio.get_running_loop().time()
        match error:
            case ChatMigrated():
                self._moved[chat] = error.new_chat_id
                return
            case RetryAfter():
                until = now + seconds_of(error)
                self._flooded(until)
            case NetworkError() if options.persists and not isinstance(error, BadRequest):
                until = now + min(_MIN_RETRY_SECONDS * 2 ** (tries - 1), _MAX_RETRY_SECONDS)
            case _:
                raise error
        self._lines[chat].paused_until = until
        if options.until is not None and until > options.until:
            raise error

    def _flooded(self, until: float) -> None:
        """Count a refusal. After several in a row everybody waits; then one call goes ahead."""
        self._floods += 1
        if self._floods == _REFUSALS_TO_PAUSE_ALL:
            _log.warning("Telegram takes nothing from anybody")
        if self._floods >= _REFUSALS_TO_PAUSE_ALL:
            self._paused_until = until

    async def _turn(self, options: SendOptions, number: int, chat: int) -> float:
        """Wait for the turn of this call; returns when it came.

        Raises RetryAfter if it won't come in time.
        """
        self._check_in_time(options, chat)
        ticket = _Ticket(options.priority, number, asyncio.get_running_loop().create_future())
        heappush(self._lines.setdefault(chat, _Line()).tickets, ticket)
        self._place(chat)
        self._pump()
        try:
            async with asyncio.timeout_at(options.until):
                return await ticket.let_go
        except BaseException as ended:  # cancelled or too late: the turn goes to who is next
            if ticket.let_go.done() and not ticket.let_go.cancelled():
                self._pace.give_back(chat, ticket.let_go.result())
                self._release(chat)
            if isinstance(ended, TimeoutError):
                raise RetryAfter(_TOO_LATE_SECONDS) from None
            raise

    def _check_in_time(self, options: SendOptions, chat: int) -> None:
        """Raises RetryAfter if the chat may not be sent to before the deadline."""
        line = self._lines.get(chat)
        at = max(self._paused_until, line.paused_until if line else 0.0, self._pace.chat_free_at(chat))
        if options.until is not None and at > options.until:
            raise RetryAfter(_TOO_LATE_SECONDS)

    def _release(self, chat: int) -> None:
        """Let the next call of the chat take its turn."""
        self._lines[chat].is_busy = False
        self._under_way -= 1
        self._place(chat)
        self._pump()

    def _place(self, chat: int) -> None:
        """Put the chat among those that are ready, or that will be. It may stand there more than once."""
        line = self._lines.get(chat)
        if line is None:
            return
        now = asyncio.get_running_loop().time()
        while line.tickets and line.tickets[0].let_go.done():
            heappop(line.tickets)
        if line.is_busy or not line.tickets:
            if not line.is_busy and line.paused_until <= now:
                del self._lines[chat]
            return
        at = max(line.paused_until, self._pace.chat_free_at(chat))
        if at > now:
            heappush(self._later, (at, chat))
        else:
            heappush(self._ready, (line.tickets[0].priority, line.tickets[0].number, chat))

    def _pump(self) -> None:
        """Let go every call that may go now, and look again when the next may."""
        now = asyncio.get_running_loop().time()
        while self._later and self._later[0][0] <= now:
            self._place(heappop(self._later)[1])
        while self._ready and self._open_at() <= now:
            self._let_go(*heappop(self._ready), now=now)
        self._schedule_pump(self._open_at() if self._ready else self._later[0][0] if self._later else inf)

    def _open_at(self) -> float:
        """When the next call may go, whichever chat it is in."""
        if self._floods >= _REFUSALS_TO_PAUSE_ALL and self._under_way:
            return inf
        return max(self._paused_until, self._pace.overall_free_at())

    def _let_go(self, priority: Priority, number: int, chat: int, *, now: float) -> None:
        """Let the chat's first call go, if that is still this one and the chat has room."""
        line = self._lines.get(chat)
        if line is None or line.is_busy or not line.tickets:
            return
        first = line.tickets[0]
        if first.let_go.done() or max(line.paused_until, self._pace.chat_free_at(chat)) > now:
            self._place(chat)
        elif (first.priority, first.number) == (priority, number):
            heappop(line.tickets)
            line.is_busy = True
            self._under_way += 1
            self._pace.took(chat, now)
            first.let_go.set_result(now)

    def _schedule_pump(self, at: float) -> None:
        """Schedule the next look at what waits; at infinity, a running call that ends makes it look."""
        if self._timer and self._timer.when() > at:
            self._timer.cancel()
            self._timer = None
        if at < inf and self._timer is None:
            self._timer = asyncio.get_running_loop().call_at(at, self._awake)

    def _awake(self) -> None:
        self._timer = None
        self._pump()
