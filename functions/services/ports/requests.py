"""Idempotency keys, pages of lists, and the results of scheduler updates."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Once:
    """An idempotency key, and a fingerprint of the request that carried it: a repetition gets the same
    answer."""

    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a request with an idempotency key: the object that it created or changed."""

    fingerprint: str
    ref_kind: str
    body: Any


class AnsweredBefore(Exception):
    """A request with this idempotency key was answered already; that answer is the answer to this one,
    too."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Part of a list, and the cursor for the next part; None at the end of the list."""

    values: tuple[T, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one item of a scheduler update."""

    op: str
    index: int
    status: str
    id: str


@dataclass(frozen=True, slots=True)
class Results:
    """What became of every item of a scheduler update."""

    results: tuple[Result, ...]
