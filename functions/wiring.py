"""Where services meet the store; the backend's only reader of the environment."""

import os
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from functions.services.plans.solver_reader import SolverReader
    from functions.store.records import TableDirectory


@cache
def directory() -> "TableDirectory":
    """The institutes in the table; opened once in a process."""
    # imports botocore and PynamoDB, which a refused call and the publisher do without
    from functions.store.records import TableDirectory

    return TableDirectory(os.environ["TABLE"], os.environ.get("AWS_ENDPOINT_URL"))


def now() -> datetime:
    """The present instant; the variable NOW (an instant with its offset) sets another, for a rehearsal or
    a test."""
    fixed = os.environ.get("NOW")
    return datetime.fromisoformat(fixed) if fixed else datetime.now(UTC)


def solver_reader() -> "SolverReader":
    from functions.services.plans.solver_reader import SolverReader  # only the solver needs it

    return SolverReader(directory(), now())


def bot_key() -> str:
    """The secret that the bot signs with; at least 32 characters."""
    return os.environ["BOT_KEY"]


def bus() -> str:
    return os.environ["BUS"]


def publish_dead_letters() -> str:
    return os.environ["DEAD_LETTERS_URL"]


def notices_queue(*, urgent: bool) -> str:
    return os.environ["URGENT_QUEUE_URL" if urgent else "NOTICES_QUEUE_URL"]
