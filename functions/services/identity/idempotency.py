"""Idempotency keys: the same key answers the same and does the work once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from functions.services.ports import Answer, AnsweredBefore, Kind, Request
from timetable.errors import Busy, KeyReused

T = TypeVar("T")


@dataclass(slots=True)
class Repeat(Generic[T]):
    """The answer of another request with the same key; None if there was none."""

    answer: T | None = None


def answered(request: Request, kind: Kind[T], earlier: Answer | None) -> T | None:
    """The earlier answer to the request's key; None if the key is new or missing. Raises KeyReused if the key
    came with another request.
    """
    if request.once is None or earlier is None:
        return None
    if earlier.fingerprint != request.once.fingerprint:
        raise KeyReused(
            "This Idempotency-Key came with another request before. Use a new key for a new request.",
            field="Idempotency-Key",
        )
    from pydantic import TypeAdapter  # imports 43 modules, which only a repeated request needs

    return TypeAdapter(kind.type).validate_python(earlier.body)


@contextmanager
def once_only(request: Request, kind: Kind[T]) -> Iterator[Repeat[T]]:
    """Put this around a write: if two requests with one key race, the loser finds the winner's answer in
    Repeat.
    """
    repeat: Repeat[T] = Repeat()
    try:
        yield repeat
    except AnsweredBefore as error:
        (earlier,) = request.records.fetch(request.answer_ref)
        repeat.answer = answered(request, kind, earlier)
        if repeat.answer is None:
            raise Busy("Try again.") from error
