"""How often one caller may ask: a process counts for itself first, and in the table once it gets to be much.

Ordinary callers cost nothing this way, and whoever asks much is counted exactly, wherever they are served.
"""

from collections.abc import Callable
from datetime import datetime

from timetable.errors import TooManyRequests

WINDOW = 60
"""seconds"""
_MOST_KEPT = 5_000


class Rates:
    """The requests of every caller in the present minute, as far as this process knows."""

    def __init__(self, add: Callable[[str, int, int], int]) -> None:
        """`add(key, requests, until)` counts in the table and answers how many there are by now."""
        self._add = add
        self._window = 0
        self._seen: dict[str, int] = {}
        self._over: set[str] = set()
        """who has had all of the present minute's: nothing more is counted of them"""

    def admit(self, caller: str, limit: int, now: datetime, *, alone: int | None = None) -> None:
        """Raises TooManyRequests, with the seconds to wait. `alone`: how many requests this process admits
        by itself (default: half of the limit)."""
        instant = int(now.timestamp())
        window = instant // WINDOW
        if window != self._window or len(self._seen) > _MOST_KEPT:
            self._window, self._seen, self._over = window, {}, set()
        seen = self._seen[caller] = self._seen.get(caller, 0) + 1
        free = limit // 2 if alone is None else alone
        if seen <= free:
            return
        until = (window + 1) * WINDOW
        uncounted = seen if seen == free + 1 else 1
        if caller in self._over or self._add(f"{caller}#{window}", uncounted, until) > limit:
            self._over.add(caller)
            wait = until - instant
            raise TooManyRequests(
                f"That is more than {limit} requests in a minute. Wait {wait} seconds.", retry_after=wait
            )
