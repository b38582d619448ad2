"""Runs ministack, in its own environment: handlers under the application's Python, state kept as it changes.

Started by local/emulator.py as `python local/emulator_main.py`; imports nothing of the application's.
"""

import asyncio
import logging
import os
import sys
import time

import ministack.app as ministack
from ministack.core.persistence import save_all

_EVERY = 1.0
"""seconds between a change and its being on disk, at the most"""


def main() -> None:
    sys.executable = os.environ["DAYORDER_PYTHON"]
    changed = asyncio.Event()
    answer, ready = ministack.app, ministack._run_ready_scripts

    async def noticing(scope, receive, send):  # type: ignore[no-untyped-def]
        await answer(scope, receive, send)
        if scope["type"] == "http" and scope["method"] != "GET":
            changed.set()

    async def saving() -> None:
        while True:
            await changed.wait()
            await asyncio.sleep(_EVERY)
            changed.clear()
            began = time.perf_counter()
            save_all(ministack._build_persistence_save_dict())
            # a large state must not take more than a tenth of the emulator's time
            await asyncio.sleep(9 * (time.perf_counter() - began))

    async def started() -> None:
        kept.append(asyncio.create_task(saving()))
        await ready()

    kept: list[asyncio.Task[None]] = []
    logging.getLogger("persistence").setLevel(logging.WARNING)
    ministack.app = noticing
    ministack._run_ready_scripts = started
    sys.argv = ["ministack"]
    ministack.main()


if __name__ == "__main__":
    main()
