"""Logging of the bot: one handler, ids only, and never an address that has the bot's token in it."""

import logging
import sys


def configure() -> None:
    """Log to standard output, unless the process does already; the HTTP client's own lines are left out."""
    if not logging.getLogger().handlers:
        logging.basicConfig(stream=sys.stdout, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("bot").setLevel(logging.INFO)
    for noisy in ("httpx", "httpcore"):  # they log URLs, and Telegram's have the token in them
        logging.getLogger(noisy).setLevel(logging.WARNING)
