"""`make up`: the product in the foreground, until Ctrl-C."""

import json
import os
import signal
import sys
import time

from local import college
from local.stack import Stack
from operations.local_product import RUNNING, CannotStart, forget_accounts, state_folder
from timetable.errors import Refusal


def port(setting: str, default: int) -> int:
    """The port that this environment variable names. Raises CannotStart if it is no port."""
    text = os.environ.get(setting) or str(default)
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise CannotStart(f"{setting} is {text!r}; give a port number such as {default}.")
    return int(text)


def print_progress(line: str) -> None:
    print(f"  · {line}", flush=True)


def bring_up(stack: Stack, ctt: str | None) -> None:
    """Start the parts, make the college, start the bot, and send everybody's first /start, in this order."""
    if college.CollegeState(stack.state).is_older():
        raise CannotStart(
            f"The data in {stack.state} is of an older Dayorder. Remove that folder to begin anew."
        )
    stack.start()
    try:
        college.ensure(stack, stack.progress, ctt)
        stack.start_bot()
        if stack.is_sandboxed:
            college.greet(stack, stack.progress)
    except BaseException:  # Ctrl-C too leaves nothing running
        stack.stop()
        raise
    running = {
        "chat_url": stack.chat_url,
        "api_url": stack.api_url,
        "table": stack.settings["TABLE"],
        "endpoint": stack.endpoint,
        "pid": os.getpid(),
    }
    (stack.state / RUNNING).write_text(json.dumps(running))


def main() -> int:
    ctt = os.environ.get("COLLEGE") or None
    forget_accounts()
    try:
        stack = Stack(
            state_folder(ctt),
            port=port("DAYORDER_PORT", 4566),
            chat_port=port("DAYORDER_CHAT_PORT", 8080),
            telegram_token=os.environ.get("TELEGRAM_TOKEN") or None,
            progress=print_progress,
        )
    except CannotStart as problem:
        print(f"Dayorder: {problem}", file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        bring_up(stack, ctt)
        _print_addresses(stack)
        return _watch(stack)
    except (CannotStart, Refusal) as problem:
        print(f"Dayorder: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nstopping ...", flush=True)
        return 0
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        stack.stop()
        (stack.state / RUNNING).unlink(missing_ok=True)


def _print_addresses(stack: Stack) -> None:
    if stack.is_sandboxed:
        print(
            f"\nDayorder is running. Open the chat page:  {stack.chat_url}\n"
            f"A page to try the API on:  {stack.api_url}/docs\nCtrl-C stops it; its data stays.",
            flush=True,
        )
    else:
        print(
            f"\nDayorder is running with your Telegram bot. The links to hand out: "
            f"{stack.state / 'people.json'}\n"
            "Ctrl-C stops it; its data stays.",
            flush=True,
        )


def _watch(stack: Stack) -> int:
    while True:
        time.sleep(0.5)
        if part := stack.ended():
            print(f"Dayorder: the {part} has stopped. Its log: {stack.log_of(part)}", file=sys.stderr)
            return 1
