"""`python -m local.demo`: over the running product, or one started for the play and stopped after it."""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import httpx

from local import up
from local.college.ctt import ctt_college
from local.demo.cast import cast
from local.demo.chat import Difference, Stage
from local.demo.play import Play
from local.demo.scenes import perform
from local.emulator import free_port, is_taken
from local.stack import Stack
from operations import local_product
from operations.local_product import CannotStart
from timetable.errors import Refusal

_ZONE = ZoneInfo("Asia/Kolkata")
DIFFERS, UNREADABLE = 1, 2  # exit codes


def main() -> int:
    ctt = os.environ.get("COLLEGE") or None
    try:
        if ctt:
            ctt_college(Path(ctt), _today())
    except Refusal as refusal:
        print(f"Dayorder: {refusal}", file=sys.stderr)
        return UNREADABLE
    try:
        with _product(ctt) as chat_url:
            return play(chat_url, int(os.environ.get("DEMO_SEED") or time.time()))
    except (CannotStart, Refusal) as problem:
        print(f"Dayorder: {problem}", file=sys.stderr)
        return DIFFERS
    except KeyboardInterrupt:
        return DIFFERS


def play(chat_url: str, seed: int) -> int:
    """Perform the whole play against one sandbox. Returns the exit code."""
    stage = Stage(chat_url)
    began = time.monotonic()
    try:
        chosen = cast(stage, _today(), Random(seed))
        perform(Play(stage, chosen, _today()))
    except Difference as difference:
        print(f"\nDIFFERS: {difference} (DEMO_SEED={seed})", file=sys.stderr)
        return DIFFERS
    except httpx.HTTPError as error:
        print(f"\nDIFFERS: the sandbox answered {error} (DEMO_SEED={seed})", file=sys.stderr)
        return DIFFERS
    print(f"\nAll {stage.checks} checks hold ({time.monotonic() - began:.0f} s).")
    return 0


@contextmanager
def _product(ctt: str | None) -> Iterator[str]:
    """The chat page's address of the product that runs with this college, or of one that runs for the
    play."""
    folder = local_product.state_folder(ctt)
    running = _running(folder)
    if running:
        print(f"Playing in the running product: {running}")
        yield running
        return
    port, chat_port = _port("DAYORDER_PORT", 4566), _port("DAYORDER_CHAT_PORT", 8080)
    stack = Stack(folder, port=port, chat_port=chat_port, progress=up.print_progress)
    try:
        up.bring_up(stack, ctt)
        yield stack.chat_url
    finally:
        (folder / local_product.RUNNING).unlink(missing_ok=True)
        stack.stop()


def _port(name: str, default: int) -> int:
    """The port that the environment names, or that of `make up`, or a free one if that is taken."""
    if name in os.environ:
        return int(os.environ[name])
    return free_port() if is_taken(default) else default


def _running(folder: Path) -> str | None:
    file = folder / local_product.RUNNING
    if not file.exists():
        return None
    chat_url = str(json.loads(file.read_text())["chat_url"])
    try:
        httpx.get(f"{chat_url}/sandbox/health", timeout=5).raise_for_status()
    except httpx.HTTPError:
        return None
    return chat_url


def _today() -> date:
    return datetime.now(_ZONE).date()


if __name__ == "__main__":
    sys.exit(main())
