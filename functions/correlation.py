"""The correlation id: everything that follows from one update, call or run of the clock has it in its log
lines, events and queued messages, so that one search finds them all."""

import re
import secrets
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

HEADER = "x-correlation-id"
_FORM = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_present: ContextVar[str] = ContextVar("correlation", default="")


def begin(given: object, *, otherwise: str) -> str:
    """Use the given id from now on, and return it.

    Ids come from outside: if this one has not the form of an id, a new one that begins with `otherwise` is
    used.
    """
    valid = given if isinstance(given, str) and _FORM.fullmatch(given) else ""
    _present.set(valid or f"{otherwise}-{secrets.token_hex(8)}")
    return _present.get()


def present() -> str:
    """The id in use; empty if `begin` has not been called."""
    return _present.get()


def of_request(headers: Mapping[str, Any]) -> object:
    """The id that a request carries in its header, in whatever form; None if it carries none."""
    return next((value for name, value in headers.items() if name.lower() == HEADER), None)
