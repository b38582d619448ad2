"""`./dayorder doctor`: looks over a whole deployment and says what is wrong, and what to do."""

import argparse
from collections.abc import Callable, Iterator

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


def examine(arguments: argparse.Namespace) -> int:
    wrong = 0
    for finding in findings(deployment(arguments.stack)):
        print(finding, flush=True)
        wrong += not finding.ok
    print(f"{wrong} things are wrong." if wrong else "All is well.")
    return 2 if wrong else 0


def findings(of: Deployment) -> Iterator[Finding]:
    """Part by part; a part that can't be looked at is a finding too, and keeps no other from being seen."""
    for name, look in LOOKS.items():
        try:
            yield from look(of)
        except (BotoCoreError, ClientError, httpx.HTTPError, KeyError) as error:
            said = f"could not be looked at: {type(error).__name__} {error}"
            yield Finding(
                name, False, said, "Are these the account, the region and the rights of whoever deployed?"
            )
