"""What is asked of a store and answered by it."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from timetable.access import Caller


class Ref(NamedTuple):
    """An object of the institute: its kind (`leave`, `plan`, `user` ...) and its id."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Once:
    """An idempotency key and what it came with: the same key answers the same, and works once."""

    key: str
    fingerprint: str

    def ref(self, by: Caller) -> Ref:
        return Ref("answer", f"{by.id}#{self.key}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request with an idempotency key was answered with: the object it made or changed."""

    fingerprint: str
    ref_kind: str
    body: Any


class AnsweredBefore(Exception):
    """The idempotency key was used by a request that came first; its answer is the answer."""


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a list, and the cursor with which the rest of it is asked for (None: that was all)."""

    values: tuple[Any, ...]
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
