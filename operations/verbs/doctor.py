"""`./dayorder doctor`: looks over a whole deployment and says what is wrong, and what to do."""

import argparse
from collections.abc import Callable, Iterator

import httpx
from botocore.exceptions import BotoCoreError, ClientError

from operations.deployment import Deployment, deployment
from operations.doctor import endpoints, stack, table
from operations.doctor.finding import Finding

EXAMINATIONS: dict[str, Callable[[Deployment], Iterator[Finding]]] = {
    "running": stack.findings,
    "stored": table.findings,
    "answering": endpoints.findings,
}


def examine(arguments: argparse.Namespace) -> int:
    """Print what is well and what is wrong with the deployment. Returns 2 if something is wrong."""
    wrong = 0
    for finding in findings(deployment(arguments.stack)):
        print(finding, flush=True)
        wrong += not finding.ok
    print(f"{wrong} things are wrong." if wrong else "All is well.")
    return 2 if wrong else 0


def findings(deployment: Deployment) -> Iterator[Finding]:
    """The findings of each part. A part that can't be looked at is a finding too, and the others go on."""
    for name, examination in EXAMINATIONS.items():
        try:
            yield from examination(deployment)
        except (BotoCoreError, ClientError, httpx.HTTPError, KeyError) as error:
            text = f"could not be looked at: {type(error).__name__} {error}"
            yield Finding(
                name, False, text, "Are these the account, the region and the rights of whoever deployed?"
            )
