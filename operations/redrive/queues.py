"""One dead-letter queue: how many letters wait in it, what they are about, and putting them back.

Letters are received, put back and deleted one by one, although SQS has a task that moves a whole queue: it
can't leave out what can't be read, and the letters of Publish and Schedule have no queue to be moved to
(docs/decisions/0012-dead-letters-are-put-back-one-by-one.md).
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from operations.deployment import Deployment
from operations.redrive.letters import CannotPutBack, Letter
from operations.redrive.routes import Route

_LETTERS_PER_RECEIVE = 10  # the most that SQS hands out
_INVISIBLE_SECONDS = (
    120  # nobody else is given a letter for so long; if this process dies, SQS shows it again
)
_MAX_LETTERS_READ = 200


@dataclass(frozen=True)
class Contents:
    """`waiting` is SQS's own count, which is about right. `letters` are the oldest first, and of many only
    some."""

    waiting: int
    letters: list[Letter]


@dataclass
class Outcome:
    """How many letters were put back, and those that stay in the queue, each with the reason."""

    put_back: int = 0
    left: list[tuple[Letter, str]] = field(default_factory=list)


class DeadLetterQueue:
    """The queue of that name (`letters.QUEUES`) in a deployment."""

    def __init__(self, deployment: Deployment, name: str) -> None:
        self._sqs: Any = deployment.client("sqs")
        self._url = deployment.outputs[f"{name}DeadLettersUrl"]

    def contents(self) -> Contents:
        """What is in the queue. Nothing is changed: letters are made visible again."""
        letters: list[Letter] = []
        try:
            while len(letters) < _MAX_LETTERS_READ and (batch := self._receive()):
                letters += batch
            waiting = max(self._waiting(), len(letters))
            return Contents(waiting, sorted(letters, key=lambda letter: letter.sent))
        finally:
            self._make_visible(letters)

    def put_back(self, route: Route) -> Outcome:
        """Send every letter along the route, each once, and say which ones stay.

        A letter is deleted only after it was sent: whatever ends this, nothing is lost, and the next call
        goes on.
        """
        outcome = Outcome()
        try:
            for letter in self._each():
                try:
                    route(letter)
                except CannotPutBack as reason:
                    outcome.left.append((letter, str(reason)))
                else:
                    self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=letter.handle)
                    outcome.put_back += 1
        finally:
            self._make_visible([letter for letter, _ in outcome.left])
        return outcome

    def _each(self) -> Iterator[Letter]:
        """Every letter once. Those that stay come again after a while: a batch of only those is the end."""
        ids: set[str] = set()
        while batch := self._receive():
            fresh = [letter for letter in batch if letter.id not in ids]
            if not fresh:
                return
            ids |= {letter.id for letter in fresh}
            yield from fresh

    def _receive(self) -> list[Letter]:
        answer = self._sqs.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=_LETTERS_PER_RECEIVE,
            VisibilityTimeout=_INVISIBLE_SECONDS,
            WaitTimeSeconds=1,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        return [Letter.of(message) for message in answer.get("Messages", [])]

    def _make_visible(self, letters: list[Letter]) -> None:
        for letter in letters:
            with suppress(ClientError):  # it is visible already, if this took long
                self._sqs.change_message_visibility(
                    QueueUrl=self._url, ReceiptHandle=letter.handle, VisibilityTimeout=0
                )

    def _waiting(self) -> int:
        """Letters in the queue, with those that somebody else is looking at."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        attributes = self._sqs.get_queue_attributes(QueueUrl=self._url, AttributeNames=names)["Attributes"]
        return sum(int(attributes[name]) for name in names)
