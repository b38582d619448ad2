"""One dead-letter queue: how many wait in it, what they are, and back with them."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from operations.deployment import Deployment
from operations.redrive.letters import Letter, Stays
from operations.redrive.routes import Way

_AT_ONCE = 10
_HELD = 120
"""seconds for which nobody else is given what is held here; SQS gives it back by itself, too"""
_MOST_LOOKED_AT = 200


@dataclass(frozen=True)
class Look:
    """`waiting`: as SQS counts, about right; `letters`: the oldest first, of many only some."""

    waiting: int
    letters: list[Letter]


@dataclass
class Outcome:
    back: int = 0
    stays: list[tuple[Letter, str]] = field(default_factory=list)


class DeadQueue:
    def __init__(self, of: Deployment, name: str) -> None:
        self._sqs: Any = of.client("sqs")
        self._url = of.outputs[f"{name}DeadLettersUrl"]

    def look(self) -> Look:
        """Nothing is changed: what was held to be looked at is given back."""
        found: list[Letter] = []
        try:
            while len(found) < _MOST_LOOKED_AT and (some := self._some()):
                found += some
            return Look(max(self._waiting(), len(found)), sorted(found, key=lambda letter: letter.sent))
        finally:
            self._give_back(found)

    def put_back(self, way: Way) -> Outcome:
        """Each once. It is deleted when it is where it belongs and not before, so that whatever ends this,
        nothing is lost, and the next time goes on."""
        done = Outcome()
        try:
            for letter in self._each():
                try:
                    way(letter)
                except Stays as why:
                    done.stays.append((letter, str(why)))
                else:
                    self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=letter.handle)
                    done.back += 1
        finally:
            self._give_back([letter for letter, _ in done.stays])
        return done

    def _each(self) -> Iterator[Letter]:
        seen: set[str] = set()
        while some := self._some():
            fresh = [letter for letter in some if letter.id not in seen]
            if not fresh:
                return
            seen |= {letter.id for letter in fresh}
            yield from fresh

    def _some(self) -> list[Letter]:
        got = self._sqs.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=_AT_ONCE,
            VisibilityTimeout=_HELD,
            WaitTimeSeconds=1,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        return [Letter.of(message) for message in got.get("Messages", [])]

    def _give_back(self, letters: list[Letter]) -> None:
        for letter in letters:
            with suppress(ClientError):  # held too long: it is given back already
                self._sqs.change_message_visibility(
                    QueueUrl=self._url, ReceiptHandle=letter.handle, VisibilityTimeout=0
                )

    def _waiting(self) -> int:
        """Those that somebody else looks at right now are among them."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        counted = self._sqs.get_queue_attributes(QueueUrl=self._url, AttributeNames=names)["Attributes"]
        return sum(int(counted[name]) for name in names)
