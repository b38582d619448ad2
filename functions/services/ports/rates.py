"""Rate limits: a process counts the requests of each caller itself, and in the table once there are many.

This way ordinary callers cost nothing, and a busy one is counted exactly, in whichever processes they are
served.
"""

from collections.abc import Callable
from datetime import datetime

from timetable.errors import TooManyRequests

WINDOW_SECONDS = 60
_MAX_CALLERS = 5_000  # counted at a time by one process


class Rates:
    """The requests of every caller in the present minute, as far as this process knows."""

    def __init__(self, add: Callable[[str, int, int], int]) -> None:
        """`add(key, requests, until)` adds requests to a count in the table, and returns the new count."""
        self._add = add
        self._window = 0
        self._seen: dict[str, int] = {}
        self._over: set[str] = set()  # callers over their limit, who are not counted any more in this minute

    def admit(self, caller: str, limit: int, now: datetime, *, alone: int | None = None) -> None:
        """Count a request; raises TooManyRequests, with the seconds to wait, if the caller is over the limit.

        `alone` is how many requests this process admits before it counts in the table: half of the limit,
        unless given.
        """
        instant = int(now.timestamp())
        window = instant // WINDOW_SECONDS
        if window != self._window or len(self._seen) > _MAX_CALLERS:
            self._window, self._seen, self._over = window, {}, set()
        seen = self._seen[caller] = self._seen.get(caller, 0) + 1
        free = limit // 2 if alone is None else alone
        if seen <= free:
            return
        until = (window + 1) * WINDOW_SECONDS
        uncounted = seen if seen == free + 1 else 1
        if caller in self._over or self._add(f"{caller}#{window}", uncounted, until) > limit:
            self._over.add(caller)
            wait = until - instant
            raise TooManyRequests(
                f"That is more than {limit} requests in a minute. Wait {wait} seconds.", retry_after=wait
            )
