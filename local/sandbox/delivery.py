"""The webhook: each update posted to the bot's address until it is taken."""

import asyncio
import contextlib
import time

import aiohttp

from local.sandbox.store import Json
from local.sandbox.updates import Updates

_MAX_RETRY_SECONDS = 16.0
_TIMEOUT_SECONDS = 60


class Delivery:
    """One person's updates go one after the other; whose update fails holds up nobody else."""

    def __init__(self, updates: Updates) -> None:
        self._updates = updates
        self._store = updates.store
        self._task: asyncio.Task[None] | None = None
        self.trouble: Json = {}  # what getWebhookInfo says of the last failure

    @property
    def webhook(self) -> Json:
        return self._store.get("webhook")

    def set_webhook(self, url: str, secret: str) -> None:
        self._store.set("webhook", {"url": url, "secret": secret} if url else {})
        self.trouble = {}
        self.start()

    def start(self) -> None:
        if self._task is None and self.webhook:
            self._task = asyncio.create_task(self._deliver())

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _deliver(self) -> None:
        tasks: dict[int, asyncio.Task[None]] = {}
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(_TIMEOUT_SECONDS)) as session:
            try:
                while True:
                    tasks = {person: task for person, task in tasks.items() if not task.done()}
                    waiting = self._store.updates(-1) if self.webhook else []
                    for person in {_sender(update) for update in waiting} - set(tasks):
                        tasks[person] = asyncio.create_task(self._deliver_to(session, person))
                    await self._updates.wait(1.0)
            finally:
                for task in tasks.values():
                    task.cancel()
                await asyncio.gather(*tasks.values(), return_exceptions=True)

    async def _deliver_to(self, session: aiohttp.ClientSession, person: int) -> None:
        """A failed update is tried again: first at once, then later and later, or when the bot says."""
        pause = 0.0
        while self.webhook and (
            update := next((u for u in self._store.updates(-1) if _sender(u) == person), None)
        ):
            wait = await self._post(session, update)
            if wait is None:
                self._store.forget_update(update["update_id"])
                pause = 0.0
            else:
                await asyncio.sleep(wait or pause)
                pause = min(max(2 * pause, 1.0), _MAX_RETRY_SECONDS)

    async def _post(self, session: aiohttp.ClientSession, update: Json) -> float | None:
        """Post an update to the webhook. Returns None if it was taken, else the seconds that the bot asks
        to wait, which are 0 if it doesn't say."""
        hook = self.webhook
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook["secret"]} if hook.get("secret") else {}
        try:
            async with session.post(hook["url"], json=update, headers=headers) as answer:
                if answer.status < 300:
                    return None
                wait = answer.headers.get("Retry-After", "")
                self._note(f"Wrong response from the webhook: {answer.status} {answer.reason}")
                return float(wait) if wait.isdigit() else 0.0
        except (aiohttp.ClientError, TimeoutError) as failure:
            self._note(f"Connection failed: {type(failure).__name__}")
            return 0.0

    def _note(self, what: str) -> None:
        self.trouble = {"last_error_date": int(time.time()), "last_error_message": what}


def _sender(update: Json) -> int:
    """Whose lane an update is in."""
    (body,) = (part for name, part in update.items() if name != "update_id")
    return int(body["from"]["id"])
