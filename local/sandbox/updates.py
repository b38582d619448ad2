"""What waits for the bot: its updates, fetched by long polling or posted to its webhook."""

import asyncio
import contextlib
from collections.abc import Iterable

from local.sandbox.refusal import Refused
from local.sandbox.store import Json, Store

# kinds of updates that a bot gets only if it names them
_OPTIONAL_KINDS = {"chat_member", "message_reaction", "message_reaction_count"}


class Updates:
    """The queue of one bot."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._arrived = asyncio.Condition()
        self._turn = object()
        self._ended_by = ""

    def put(self, kind: str, body: Json) -> int | None:
        """The update's id; None where the bot has not asked for such. `tell` when it is committed."""
        return self.store.add_update({kind: body}) if self._is_asked_for(kind) else None

    async def tell(self) -> None:
        async with self._arrived:
            self._arrived.notify_all()

    async def wait(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._arrived:
                await self._arrived.wait()

    def ask_for(self, kinds: Iterable[str] | None) -> None:
        """From now on; None leaves it as it is, and none at all is the usual ones."""
        if kinds is not None:
            self.store.set("allowed_updates", {"kinds": list(kinds)})

    @property
    def asked_for(self) -> list[str]:
        kinds: list[str] = self.store.get("allowed_updates").get("kinds", [])
        return kinds

    def _is_asked_for(self, kind: str) -> bool:
        return kind in self.asked_for if self.asked_for else kind not in _OPTIONAL_KINDS

    # long polling

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Json]:
        """Updates from the offset on: asking with one forgets the earlier; a negative one keeps so many."""
        self.forget(offset)
        await self.end_polls("other getUpdates request; make sure that only one bot instance is running")
        turn = self._turn
        until = asyncio.get_running_loop().time() + timeout
        while not (updates := self.store.updates(limit)):
            remaining = until - asyncio.get_running_loop().time()
            if remaining <= 0:
                return []
            await self.wait(remaining)
            if self._turn is not turn:
                raise Refused(409, f"Conflict: terminated by {self._ended_by}")
        return updates

    async def end_polls(self, by: str) -> None:
        """Whoever waits is told that another has taken over."""
        self._turn, self._ended_by = object(), by
        await self.tell()

    def forget(self, offset: int) -> None:
        if offset < 0:
            last = self.store.updates(-1)[offset:]
            offset = last[0]["update_id"] if last else 0
        self.store.forget_updates(offset)
