"""What is asked of a store and answered by it."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Once:
    """An idempotency key and what it came with: the same key answers the same, and works once."""

    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request with an idempotency key was answered with: the object it made or changed."""

    fingerprint: str
    ref_kind: str
    body: Any


class AnsweredBefore(Exception):
    """The idempotency key was used by a request that came first; its answer is the answer."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Part of a list, and the cursor with which the rest of it is asked for (None: that was all)."""

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
    results: tuple[Result, ...]
