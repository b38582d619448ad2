"""`./dayorder redrive`: what was tried too often and never worked, and back with it once that is mended."""

import argparse
from datetime import UTC, datetime, timedelta

from botocore.exceptions import BotoCoreError, ClientError

from operations.deployment import Deployment, deployment
from operations.local_product import CannotStart
from operations.redrive.letters import QUEUES
from operations.redrive.queues import DeadQueue, Look
from operations.redrive.routes import way

_SHOWN = 20


def redrive(arguments: argparse.Namespace) -> int:
    """0: nothing is left behind; 2: something is, and it is said why."""
    of = deployment(arguments.stack)
    queues = (arguments.queue,) if arguments.queue else QUEUES
    try:
        return _put_back(of, queues) if arguments.apply else _look(of, queues)
    except (BotoCoreError, ClientError) as error:
        raise CannotStart(
            f"It could not go on, and nothing is lost; the same again goes on from here: {error}"
        ) from error


def _look(of: Deployment, queues: tuple[str, ...]) -> int:
    total = 0
    for queue in queues:
        look = DeadQueue(of, queue).look()
        total += look.waiting
        _show(queue, look, datetime.now(UTC))
    print(
        f"{total} would be put back. Mend why they failed first; then: --apply"
        if total
        else "There are no dead letters."
    )
    return 0


def _show(queue: str, look: Look, now: datetime) -> None:
    if not look.letters:
        some = f"{look.waiting}, held by somebody who looks at them; again in two minutes"
        print(f"{queue}DeadLetters: {some if look.waiting else 'none'}", flush=True)
        return
    print(
        f"{queue}DeadLetters: {look.waiting}, the oldest {_age(now - look.letters[0].sent)} old", flush=True
    )
    for letter in look.letters[:_SHOWN]:
        print(f"  {letter}")
    if look.waiting > _SHOWN:
        print(f"  … and {look.waiting - _SHOWN} more")


def _age(age: timedelta) -> str:
    """In two units at most: `3 d 4 h`, `2 h 5 min`, `40 s`."""
    seconds = max(int(age.total_seconds()), 0)
    if seconds < 60:
        return f"{seconds} s"
    minutes = seconds // 60
    days, hours = divmod(minutes // 60, 24)
    return f"{days} d {hours} h" if days else f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"


def _put_back(of: Deployment, queues: tuple[str, ...]) -> int:
    left = 0
    for queue in queues:
        done = DeadQueue(of, queue).put_back(way(of, queue))
        stays = f", {len(done.stays)} left" if done.stays else ""
        print(f"{queue}DeadLetters: {done.back} put back{stays}", flush=True)
        for letter, why in done.stays[:_SHOWN]:
            print(f"  {letter}\n      → {why}")
        left += len(done.stays)
    return 2 if left else 0
