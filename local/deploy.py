"""infra/template.yaml deployed to the emulator: the same resources, rewritten where the emulator needs it.

What differs from a deployment to AWS (docs/decisions/0001-local-is-the-same-system.md says why): the solver's
image becomes a zip function with the image's command as its handler, since there is no Docker; an HTTP API's
OpenAPI body becomes routes and integrations, since the emulator ignores it; addresses are local.
"""

import hashlib
import io
import json
import time
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from samtranslator.parser.parser import Parser  # type: ignore[import-untyped]
from samtranslator.translator.translator import Translator  # type: ignore[import-untyped]
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]

from operations.local_product import REGION, ROOT, STACK, CannotStart, session

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

_BUCKET = "dayorder-code"
_TEMPLATE = "template.json"
_PATIENCE_SECONDS = 60.0
Template = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Deployed:
    """Where the deployed product is."""

    api_url: str
    table: str
    outputs: dict[str, str]


def deploy(endpoint: str, parameters: dict[str, str]) -> Deployed:
    """Create the stack, or update it where template or parameters have changed; data stays."""
    template = local_template(endpoint)
    body = json.dumps(template)
    _upload(endpoint, body)
    fingerprint = hashlib.sha256((body + json.dumps(parameters, sort_keys=True)).encode()).hexdigest()
    client = boto3.client("cloudformation", **session(endpoint))  # type: ignore[call-overload]
    present = _stack(client)
    if present is None or present.get("wanted") != fingerprint:
        arguments: dict[str, Any] = {
            "StackName": STACK,
            "TemplateURL": f"{endpoint}/{_BUCKET}/{_TEMPLATE}",
            "Parameters": [{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()],
            "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
            "Tags": [{"Key": "wanted", "Value": fingerprint}],
        }
        (client.create_stack if present is None else client.update_stack)(**arguments)
    outputs = _wait(client)
    _complete_table(endpoint, outputs["TableName"], template["Resources"]["Table"]["Properties"])
    return Deployed(outputs["ApiUrl"], outputs["TableName"], outputs)


def _complete_table(endpoint: str, table: str, properties: Template) -> None:
    """Turn on what the emulator leaves out when it creates a table from a template."""
    client = boto3.client("dynamodb", **session(endpoint))  # type: ignore[call-overload]
    expiry = client.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    if expiry["TimeToLiveStatus"] != "ENABLED":
        client.update_time_to_live(
            TableName=table, TimeToLiveSpecification=properties["TimeToLiveSpecification"]
        )
    client.update_continuous_backups(
        TableName=table,
        PointInTimeRecoverySpecification=properties["PointInTimeRecoverySpecification"],
    )


def local_template(endpoint: str) -> Template:
    """The template as CloudFormation gets it after the SAM transform, fit for the emulator."""
    source = (ROOT / "infra" / "template.yaml").read_text()
    template: Template = yaml_parse(source)
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            _as_zip(resource["Properties"], resource.pop("Metadata", {}))
    translator = Translator({}, Parser(), boto_session=boto3.Session(region_name=REGION))
    plain: Template = translator.translate(template, _defaults(template))
    for name in [n for n, r in plain["Resources"].items() if r["Type"] == "AWS::ApiGatewayV2::Api"]:
        _expand_routes(plain, name)
    written = json.dumps(plain)
    for api in ("HttpApi", "BotApi"):
        remote = f"https://${{{api}}}.execute-api.${{AWS::Region}}.amazonaws.com"
        written = written.replace(remote, f"{endpoint}/_aws/execute-api/${{{api}}}/$default")
    local: Template = json.loads(written)
    for resource in local["Resources"].values():
        if resource["Type"] == "AWS::Lambda::Function":
            variables = resource["Properties"].setdefault("Environment", {}).setdefault("Variables", {})
            variables["AWS_ENDPOINT_URL"] = endpoint
    return local


def _defaults(template: Template) -> dict[str, Any]:
    return {k: v.get("Default", "x" * 40) for k, v in template.get("Parameters", {}).items()}


def _as_zip(properties: Template, metadata: Template) -> None:
    if properties.pop("PackageType", "Zip") == "Image":
        properties["Runtime"] = "python3.12"
        properties["Handler"] = command_of(ROOT / metadata["Dockerfile"])
    properties["CodeUri"] = {"Bucket": _BUCKET, "Key": "working-tree.zip"}


def command_of(dockerfile: Path) -> str:
    """The handler that an image starts: the last CMD of its Dockerfile."""
    commands = [line for line in dockerfile.read_text().splitlines() if line.startswith("CMD ")]
    return str(json.loads(commands[-1].removeprefix("CMD "))[0])


def _expand_routes(plain: Template, api: str) -> None:
    """Replace the OpenAPI body of an HTTP API by resources for its routes."""
    properties = plain["Resources"][api]["Properties"]
    paths = properties.pop("Body")["paths"]
    plain["Resources"][api]["Properties"] = {"Name": "dayorder", "ProtocolType": "HTTP"}
    for number, (path, method, operation) in enumerate(
        (p, m, o) for p, methods in paths.items() for m, o in methods.items()
    ):
        verb = "ANY" if method == "x-amazon-apigateway-any-method" else method.upper()
        uri = operation["x-amazon-apigateway-integration"]["uri"]
        plain["Resources"][f"{api}Integration{number}"] = {
            "Type": "AWS::ApiGatewayV2::Integration",
            "Properties": {
                "ApiId": {"Ref": api},
                "IntegrationType": "AWS_PROXY",
                "IntegrationUri": uri,
                "PayloadFormatVersion": "2.0",
            },
        }
        plain["Resources"][f"{api}Route{number}"] = {
            "Type": "AWS::ApiGatewayV2::Route",
            "Properties": {
                "ApiId": {"Ref": api},
                "RouteKey": f"{verb} {path}",
                "Target": {"Fn::Sub": f"integrations/${{{api}Integration{number}}}"},
            },
        }


def _upload(endpoint: str, template: str) -> None:
    """Functions run from the working tree, which the emulator has on its path; the zip only has to exist."""
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr(zipfile.ZipInfo("README"), "The handlers are in the working tree.\n")
    s3 = boto3.client("s3", **session(endpoint))  # type: ignore[call-overload]
    with suppress(s3.exceptions.BucketAlreadyOwnedByYou):
        s3.create_bucket(Bucket=_BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_object(Bucket=_BUCKET, Key="working-tree.zip", Body=code.getvalue())
    s3.put_object(Bucket=_BUCKET, Key=_TEMPLATE, Body=template.encode())  # too long to be sent with the call


def _stack(client: "CloudFormationClient") -> dict[str, Any] | None:
    stacks = [s for s in client.describe_stacks()["Stacks"] if s["StackName"] == STACK]
    if not stacks or stacks[0]["StackStatus"] == "DELETE_COMPLETE":
        return None
    tags = {t["Key"]: t["Value"] for t in stacks[0].get("Tags", [])}
    return {"status": stacks[0]["StackStatus"], **tags}


def _wait(client: "CloudFormationClient") -> dict[str, str]:
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        stack = client.describe_stacks(StackName=STACK)["Stacks"][0]
        if stack["StackStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            return {o["OutputKey"]: o["OutputValue"] for o in stack.get("Outputs", [])}
        if "FAILED" in stack["StackStatus"] or "ROLLBACK" in stack["StackStatus"]:
            raise CannotStart(
                f"The template could not be deployed: {stack['StackStatus']} "
                f"{stack.get('StackStatusReason', '')}"
            )
        time.sleep(0.1)
    raise CannotStart("The template was not deployed in time.")
