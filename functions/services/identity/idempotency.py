"""Idempotency keys: the same key answers the same and does the work once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import TypeAdapter

from functions.services.ports import Answer, AnsweredBefore, Once, Records
from timetable.access import Caller
from timetable.errors import Busy, KeyReused

T = TypeVar("T")


@dataclass(slots=True)
class Repeat:
    """Filled where another request with the same key came first."""

    answer: Any = None


def answered(type_: type[T], once: Once | None, earlier: Any = None) -> T | None:
    """What this key was answered with before, if it was."""
    if once is None or not isinstance(earlier, Answer):
        return None
    if earlier.fingerprint != once.fingerprint:
        raise KeyReused(
            "This Idempotency-Key came with another request before. Use a new key for a new request.",
            field="Idempotency-Key",
        )
    return TypeAdapter(type_).validate_python(earlier.body)


@contextmanager
def once_only(records: Records, by: Caller, once: Once | None, type_: type[Any]) -> Iterator[Repeat]:
    """Around a write: where two requests with one key race, the loser gets the winner's answer."""
    repeat = Repeat()
    try:
        yield repeat
    except AnsweredBefore as error:
        assert once is not None, "only a request with a key can have been answered before"
        (earlier,) = records.fetch(once.ref(by))
        repeat.answer = answered(type_, once, earlier)
        if repeat.answer is None:
            raise Busy("Try again.") from error
