"""Logging of the bot: one object a line, ids only, and never an address that has the bot's token in it."""

import json
import logging
import sys

from bot import correlation


class _Lines(logging.Formatter):
    """A record as JSON, as the backend's are."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "level": record.levelname,
            "message": record.getMessage(),
            "timestamp": self.formatTime(record),
            "service": record.name,
            "correlation_id": correlation.current_id(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)


def _add_correlation(record: logging.LogRecord) -> bool:
    """Lambda's own lines have whatever a record has."""
    record.correlation_id = correlation.current_id()
    return True


def configure() -> None:
    """Log to standard output, unless the process does already; the HTTP client's own lines are left out."""
    root = logging.getLogger()
    if not root.handlers:
        lines = logging.StreamHandler(sys.stdout)
        lines.setFormatter(_Lines())
        root.addHandler(lines)
    for handler in root.handlers:
        handler.addFilter(_add_correlation)
    logging.getLogger("bot").setLevel(logging.INFO)
    for noisy in ("httpx", "httpcore"):  # they log URLs, and Telegram's have the token in them
        logging.getLogger(noisy).setLevel(logging.WARNING)
