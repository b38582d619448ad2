"""`./dayorder redrive`: shows what failed as often as it was tried, and puts it back once the cause is
mended."""

import argparse
from datetime import UTC, datetime, timedelta

from botocore.exceptions import BotoCoreError, ClientError

from operations.deployment import Deployment, deployment
from operations.local_product import CannotStart
from operations.redrive.letters import QUEUES
from operations.redrive.queues import Contents, DeadLetterQueue
from operations.redrive.routes import route

_LETTERS_SHOWN = 20


def redrive(arguments: argparse.Namespace) -> int:
    """Show the dead letters, or put them back. Returns 2 if some stay, with the reason of each."""
    target = deployment(arguments.stack)
    queues = (arguments.queue,) if arguments.queue else QUEUES
    try:
        return _put_back(target, queues) if arguments.apply else _show_all(target, queues)
    except (BotoCoreError, ClientError) as error:
        raise CannotStart(
            f"It could not go on, and nothing is lost; the same again goes on from here: {error}"
        ) from error


def _show_all(target: Deployment, queues: tuple[str, ...]) -> int:
    total = 0
    for queue in queues:
        contents = DeadLetterQueue(target, queue).contents()
        total += contents.waiting
        _show(queue, contents, datetime.now(UTC))
    print(
        f"{total} would be put back. Mend why they failed first; then: --apply"
        if total
        else "There are no dead letters."
    )
    return 0


def _show(queue: str, contents: Contents, now: datetime) -> None:
    if not contents.letters:
        count = f"{contents.waiting}, held by somebody who looks at them; again in two minutes"
        print(f"{queue}DeadLetters: {count if contents.waiting else 'none'}", flush=True)
        return
    age = _age(now - contents.letters[0].sent)
    print(f"{queue}DeadLetters: {contents.waiting}, the oldest {age} old", flush=True)
    for letter in contents.letters[:_LETTERS_SHOWN]:
        print(f"  {letter}")
    if contents.waiting > _LETTERS_SHOWN:
        print(f"  … and {contents.waiting - _LETTERS_SHOWN} more")


def _age(age: timedelta) -> str:
    """In two units at most: `3 d 4 h`, `2 h 5 min`, `40 s`."""
    seconds = max(int(age.total_seconds()), 0)
    if seconds < 60:
        return f"{seconds} s"
    minutes = seconds // 60
    days, hours = divmod(minutes // 60, 24)
    return f"{days} d {hours} h" if days else f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"


def _put_back(target: Deployment, queues: tuple[str, ...]) -> int:
    left = 0
    for queue in queues:
        outcome = DeadLetterQueue(target, queue).put_back(route(target, queue))
        remainder = f", {len(outcome.left)} left" if outcome.left else ""
        print(f"{queue}DeadLetters: {outcome.put_back} put back{remainder}", flush=True)
        for letter, reason in outcome.left[:_LETTERS_SHOWN]:
            print(f"  {letter}\n      → {reason}")
        left += len(outcome.left)
    return 2 if left else 0
