"""The thread through all that one update, call or round of the clock brings about: an id in every log line,
every event and every message of a queue, so that one search finds them all."""

import re
import secrets
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

HEADER = "x-correlation-id"
_FORM = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_present: ContextVar[str] = ContextVar("correlation", default="")


def begin(given: object, *, otherwise: str) -> str:
    """What is done from here on belongs to the id given; to a new one that begins with `otherwise` where it
    is none, for ids come from outside. Answers which."""
    known = given if isinstance(given, str) and _FORM.fullmatch(given) else ""
    _present.set(known or f"{otherwise}-{secrets.token_hex(8)}")
    return _present.get()


def present() -> str:
    """Empty where nothing has begun."""
    return _present.get()


def of_request(headers: Mapping[str, Any]) -> object:
    return next((value for name, value in headers.items() if name.lower() == HEADER), None)
