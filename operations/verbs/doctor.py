"""`./dayorder doctor`: looks over a whole deployment and says what is wrong, and what to do."""

import argparse
from collections.abc import Callable, Iterator
from typing import Any

import httpx
from botocore.exceptions import BotoCoreError, ClientError

from operations.deployment import Deployment, deployment
from operations.doctor import endpoints, stack, table
from operations.doctor.finding import Finding

Look = Callable[[Deployment], Iterator[Finding]]
LOOKS: dict[str, Look] = {
    "running": stack.findings,
    "stored": table.findings,
    "answering": endpoints.findings,
}


def register(verbs: Any) -> None:
    verb = verbs.add_parser("doctor", help="looks over the deployment and says what is wrong")
    verb.add_argument("--stack", help="the deployed stack's name; without, what runs on this machine")
    verb.set_defaults(act=_act)


def _act(asked: argparse.Namespace) -> int:
    wrong = 0
    for finding in examine(deployment(asked.stack)):
        print(finding, flush=True)
        wrong += not finding.ok
    print(f"{wrong} things are wrong." if wrong else "All is well.")
    return 2 if wrong else 0


def examine(of: Deployment) -> Iterator[Finding]:
    """Part by part; a part that can't be looked at is a finding too, and keeps no other from being seen."""
    for name, look in LOOKS.items():
        try:
            yield from look(of)
        except (BotoCoreError, ClientError, httpx.HTTPError, KeyError) as error:
            said = f"could not be looked at: {type(error).__name__} {error}"
            yield Finding(
                name, False, said, "Are these the account, the region and the rights of whoever deployed?"
            )
