"""Runs ministack in its own environment: handlers under the application's Python, state kept as it changes.

Started by local/emulator.py; imports nothing of the application, whose packages are not in this environment.
"""

import asyncio
import logging
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack import app as ministack
from ministack.core.persistence import save_all
from ministack.services import dynamodb, lambda_svc, sqs

AFTER = 1.0
"""seconds from a change to its being on disk, unless writing takes long"""
SHARE = 9
"""how much longer than a write the pause after it is: saving takes a tenth of the time at most"""
READS = ("Get", "Query", "Scan", "BatchGet", "Describe", "List", "Receive")

Scope = dict[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]


class Snapshots:
    """Saves everything about a second after a request that may have changed something."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._changed = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        await self._app(scope, receive, send)
        if scope["type"] == "http" and _may_change(scope):
            self._changed.set()

    async def keep(self) -> None:
        """On the event loop, where nothing else writes meanwhile; from a thread it fails under load."""
        while True:
            await self._changed.wait()
            await asyncio.sleep(AFTER)
            self._changed.clear()
            began = time.monotonic()
            save_all(ministack._build_persistence_save_dict())
            await asyncio.sleep(SHARE * (time.monotonic() - began))


def _may_change(scope: Scope) -> bool:
    target = next((v.decode() for k, v in scope["headers"] if k == b"x-amz-target"), "")
    if target:
        return not target.rpartition(".")[2].startswith(READS)
    return bool(scope["method"] not in ("GET", "HEAD"))


def keep_streams() -> None:
    """ministack keeps how far a stream was read, and forgets the stream: what is not delivered yet is lost,
    and the next records are taken for read. So the undelivered records are kept too, and their start."""
    kept_state, restore = dynamodb.get_state, dynamodb.load_persisted_state

    def get_state() -> dict[str, Any]:
        return {**kept_state(), "streams": _undelivered()}

    def load_persisted_state(data: dict[str, Any]) -> None:
        restore(data)
        for account, region, table, start, records in data.get("streams", []):
            dynamodb._stream_trimmed.set_scoped(account, region, table, start)
            dynamodb._stream_records.set_scoped(account, region, table, records)

    dynamodb.get_state, dynamodb.load_persisted_state = get_state, load_persisted_state


def _undelivered() -> list[tuple[str, str, str, int, list[Any]]]:
    found = []
    for (account, region, table), records in dynamodb._stream_records.all_items():
        scope = {"account_id": account, "region": region}
        first = dynamodb.stream_start_position(table, **scope)
        last = dynamodb.stream_end_position(table, **scope)
        read = [
            lambda_svc._dynamodb_stream_positions.get_scoped(account, region, mapping["UUID"], first)
            for place, zone, mapping in lambda_svc._iter_all_esms()
            if (place, zone) == (account, region) and f":table/{table}/" in mapping.get("EventSourceArn", "")
        ]
        start = max(first, min(read, default=last))
        found.append((account, region, table, start, list(records[start - first :])))
    return found


async def run(parent: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    snapshots = Snapshots(ministack.app)
    config = Config()
    config.bind = [f"{os.environ['BIND_HOST']}:{os.environ['GATEWAY_PORT']}"]
    config.keep_alive_timeout = 75
    config.graceful_timeout = 1
    config.loglevel = "WARNING"
    tasks = [asyncio.create_task(snapshots.keep()), asyncio.create_task(_orphaned(parent, stop))]
    await serve(snapshots, config, shutdown_trigger=stop.wait)  # type: ignore[arg-type]
    for task in tasks:
        task.cancel()


async def _orphaned(parent: int, stop: asyncio.Event) -> None:
    """Nobody is left to stop this process: it stops itself, and saves."""
    while os.getppid() == parent:
        await asyncio.sleep(1)
    stop.set()


def keep_addresses() -> None:
    """Queues are kept under their address, and triggers find them by it: the same one on whatever port."""
    sqs.DEFAULT_PORT = "4566"
    sqs._CANONICAL_NETLOC = f"{sqs.DEFAULT_HOST}:{sqs.DEFAULT_PORT}"


def main() -> None:
    sys.executable = os.environ["DAYORDER_PYTHON"]
    logging.getLogger("persistence").setLevel(logging.ERROR)
    keep_streams()
    keep_addresses()
    asyncio.run(run(int(os.environ["DAYORDER_PARENT"])))


if __name__ == "__main__":
    main()
