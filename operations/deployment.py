"""A deployed stack as its operator sees it: what it is made of, and a way to each part, in AWS or here."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from bot.settings import Settings
from functions.store.records import TableDoor
from operations import local_product
from operations.local_product import (
    CannotStart,
)


@dataclass(frozen=True)
class Deployment:
    """`endpoint`: of the emulator; None in AWS. `polling`: its bot fetches updates and has no webhook."""

    stack: str
    outputs: Mapping[str, str]
    endpoint: str | None = None
    polling: bool = False
    _clients: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def client(self, service: str) -> Any:
        if service not in self._clients:
            access = local_product.session(self.endpoint) if self.endpoint else {}
            self._clients[service] = boto3.client(service, **access)  # type: ignore[call-overload]
        return self._clients[service]

    @cached_property
    def door(self) -> TableDoor:
        return TableDoor(self.outputs["TableName"], self.endpoint)

    def configuration(self, function: str) -> dict[str, Any]:
        """Of a function, by its name in the template."""
        name = self.outputs[f"{function}Function"]
        found: dict[str, Any] = self.client("lambda").get_function_configuration(FunctionName=name)
        return found

    def environment(self, function: str) -> dict[str, str]:
        """Its settings, secrets among them: whoever may read them is the deployment's operator."""
        found: dict[str, str] = self.configuration(function).get("Environment", {}).get("Variables", {})
        return found

    @cached_property
    def bot(self) -> Settings:
        return Settings.from_environment(self.environment("Webhook"))


def deployment(stack: str | None) -> Deployment:
    """The stack of that name in the AWS account that is configured; without a name, what runs here.

    Raises CannotStart where there is none.
    """
    if stack is None:
        return _here()
    endpoint = os.environ.get("AWS_ENDPOINT_URL")
    try:
        found = Deployment(stack, {}, endpoint).client("cloudformation").describe_stacks(StackName=stack)
    except (BotoCoreError, ClientError) as error:
        raise CannotStart(f"There is no stack {stack} to be reached: {error}") from error
    outputs = {o["OutputKey"]: o["OutputValue"] for o in found["Stacks"][0].get("Outputs", [])}
    if "TableName" not in outputs:
        raise CannotStart(f"The stack {stack} is not Dayorder's, or it is not deployed yet.")
    return Deployment(stack, outputs, endpoint)


def _here() -> Deployment:
    kept = local_product.state_folder(os.environ.get("COLLEGE") or None) / local_product.RUNNING
    if not kept.exists():
        raise CannotStart(
            "Dayorder does not run here. Start it with `make up`, or say what in AWS is meant: "
            "--stack NAME, or TABLE=NAME before a command that needs the table only."
        )
    endpoint = json.loads(kept.read_text())["endpoint"]
    local_product.forget_accounts()
    os.environ.update(
        AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_DEFAULT_REGION=local_product.REGION
    )
    stacks = (
        Deployment(local_product.STACK, {}, endpoint).client("cloudformation").describe_stacks()["Stacks"]
    )
    outputs = {o["OutputKey"]: o["OutputValue"] for s in stacks for o in s.get("Outputs", [])}
    return Deployment(local_product.STACK, outputs, endpoint, polling=True)
