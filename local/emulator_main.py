"""Runs ministack in its own environment: handlers under the application's Python, state on disk.

Started by local/emulator.py; imports nothing of the application, whose packages are not in this environment.
"""

import asyncio
import logging
import os
import signal
import sys
from pathlib import Path

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack import app as ministack
from ministack.services import sqs

from local.emulator_state import Snapshots, State


async def run(parent: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    state = State(Path(os.environ["STATE_DIR"]))
    state.take_over()
    snapshots = Snapshots(ministack.app, state)
    config = Config()
    config.bind = [f"{os.environ['BIND_HOST']}:{os.environ['GATEWAY_PORT']}"]
    config.keep_alive_timeout = 75
    config.graceful_timeout = 1
    config.loglevel = "WARNING"
    tasks = [asyncio.create_task(snapshots.keep()), asyncio.create_task(_stop_with_parent(parent, stop))]
    await serve(snapshots, config, shutdown_trigger=stop.wait)  # type: ignore[arg-type]
    for task in tasks:
        task.cancel()


async def _stop_with_parent(parent: int, stop: asyncio.Event) -> None:
    """Stop, and save, when the parent process is gone and nobody else can stop this one."""
    while os.getppid() == parent:
        await asyncio.sleep(1)
    stop.set()


def fix_queue_addresses() -> None:
    """Use the same address for queues on whatever port: the state and the triggers know a queue by its
    address."""
    sqs.DEFAULT_PORT = "4566"
    sqs._CANONICAL_NETLOC = f"{sqs.DEFAULT_HOST}:{sqs.DEFAULT_PORT}"


def main() -> None:
    sys.executable = os.environ["DAYORDER_PYTHON"]
    logging.getLogger("persistence").setLevel(logging.ERROR)
    fix_queue_addresses()
    asyncio.run(run(int(os.environ["DAYORDER_PARENT"])))


if __name__ == "__main__":
    main()
