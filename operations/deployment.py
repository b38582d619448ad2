"""A deployed stack as its operator sees it: what it is made of, and a client for each part, in AWS or
here."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from bot.settings import Settings
from functions.store.records import TableDirectory
from operations import local_product
from operations.local_product import CannotStart


@dataclass(frozen=True)
class Deployment:
    """A stack by its name, with its outputs.

    `endpoint` is the emulator's address, None in AWS. With `polling` its bot fetches updates itself and has
    no webhook.
    """

    stack: str
    outputs: Mapping[str, str]
    endpoint: str | None = None
    polling: bool = False
    _clients: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def client(self, service: str) -> Any:
        """A boto3 client of that service; the same one each time."""
        if service not in self._clients:
            access = local_product.session(self.endpoint) if self.endpoint else {}
            self._clients[service] = boto3.client(service, **access)  # type: ignore[call-overload]
        return self._clients[service]

    @cached_property
    def directory(self) -> TableDirectory:
        """The table, with every institute in it."""
        return TableDirectory(self.outputs["TableName"], self.endpoint)

    def configuration(self, function: str) -> dict[str, Any]:
        """What Lambda says of a function. `function` is its name in the template."""
        configuration: dict[str, Any] = self.client("lambda").get_function_configuration(
            FunctionName=self.outputs[f"{function}Function"]
        )
        return configuration

    def environment(self, function: str) -> dict[str, str]:
        """The settings of a function, secrets among them: whoever may read them is the deployment's
        operator."""
        variables: dict[str, str] = self.configuration(function).get("Environment", {}).get("Variables", {})
        return variables

    @cached_property
    def bot(self) -> Settings:
        return Settings.from_environment(self.environment("Webhook"))


def deployment(stack: str | None) -> Deployment:
    """The stack of that name in the AWS account that is configured; for None, what runs on this machine.

    Raises CannotStart if there is none.
    """
    if stack is None:
        return _local_deployment()
    endpoint = os.environ.get("AWS_ENDPOINT_URL")
    try:
        answer = Deployment(stack, {}, endpoint).client("cloudformation").describe_stacks(StackName=stack)
    except (BotoCoreError, ClientError) as error:
        raise CannotStart(f"There is no stack {stack} to be reached: {error}") from error
    outputs = {o["OutputKey"]: o["OutputValue"] for o in answer["Stacks"][0].get("Outputs", [])}
    if "TableName" not in outputs:
        raise CannotStart(f"The stack {stack} is not Dayorder's, or it is not deployed yet.")
    return Deployment(stack, outputs, endpoint)


def _local_deployment() -> Deployment:
    running = local_product.state_folder(os.environ.get("COLLEGE") or None) / local_product.RUNNING
    if not running.exists():
        raise CannotStart(
            "Dayorder does not run here. Start it with `make up`, or say what in AWS is meant: "
            "--stack NAME, or TABLE=NAME before a command that needs the table only."
        )
    endpoint = json.loads(running.read_text())["endpoint"]
    local_product.forget_accounts()
    os.environ.update(
        AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_DEFAULT_REGION=local_product.REGION
    )
    client = Deployment(local_product.STACK, {}, endpoint).client("cloudformation")
    stacks = client.describe_stacks()["Stacks"]
    outputs = {o["OutputKey"]: o["OutputValue"] for s in stacks for o in s.get("Outputs", [])}
    return Deployment(local_product.STACK, outputs, endpoint, polling=True)
