"""The deployment in infra/template.yaml and what the emulator gets of it: what a linter can't know."""

import json
import re
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import pytest
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]

from local.deploy import local_template
from operations.local_product import ROOT

Resources = dict[str, dict[str, Any]]
ENDPOINT = "http://127.0.0.1:4566"
SETTINGS = {
    "Api": {"TABLE", "BOT_KEY"},
    "Publish": {"BUS", "DEAD_LETTERS_URL"},
    "Notify": {"TABLE", "NOTICES_QUEUE_URL", "URGENT_QUEUE_URL"},
    "Tick": {"TABLE", "NOTICES_QUEUE_URL", "URGENT_QUEUE_URL"},
    "Send": {"API_URL", "BOT_KEY", "TELEGRAM_TOKEN", "TELEGRAM_API"},
    "Webhook": {"API_URL", "BOT_KEY", "TELEGRAM_TOKEN", "TELEGRAM_API", "WEBHOOK_SECRET"},
    "Solve": {"TABLE", "API_URL", "SCHEDULER_TOKEN"},
}


@pytest.fixture(scope="module")
def written() -> dict[str, Any]:
    """The template as it is written."""
    template: dict[str, Any] = yaml_parse((ROOT / "infra" / "template.yaml").read_text())
    return template


@pytest.fixture(scope="module")
def local() -> Resources:
    """The resources that the emulator is given, after the SAM transform."""
    resources: Resources = local_template(ENDPOINT)["Resources"]
    return resources


def of_type(resources: Resources, kind: str) -> dict[str, dict[str, Any]]:
    return {name: r.get("Properties", {}) for name, r in resources.items() if r["Type"] == kind}


def test_every_function_has_a_role_of_its_own_and_no_right_is_for_everything(written: dict[str, Any]) -> None:
    functions = of_type(written["Resources"], "AWS::Serverless::Function")
    roles = of_type(written["Resources"], "AWS::IAM::Role")

    assert {name: owner(f["Role"]) for name, f in functions.items()} == {n: f"{n}Role" for n in functions}
    assert set(roles) == {f"{n}Role" for n in functions}
    assert not [r for r in roles.values() if "ManagedPolicyArns" in r]
    assert "*" not in {text for role in roles.values() for text in strings(role)}


def test_only_the_key_speaks_of_everything_and_that_is_itself(written: dict[str, Any]) -> None:
    actions = [a for value in find(written, "Action") for a in listed(value)]
    anything = {
        n
        for n, r in written["Resources"].items()
        if "*" in [x for y in find(r, "Resource") for x in strings(y)]
    }

    assert actions and not [a for a in actions if "Scan" in a or "*" in a]
    assert anything == {"Key"}


def test_the_table_outlives_mistakes_and_is_closed_with_a_key_of_its_own(written: dict[str, Any]) -> None:
    table, key = (written["Resources"][name] for name in ("Table", "Key"))

    assert table["DeletionPolicy"] == table["UpdateReplacePolicy"] == key["DeletionPolicy"] == "Retain"
    assert table["Properties"]["DeletionProtectionEnabled"]
    assert table["Properties"]["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert owner(table["Properties"]["SSESpecification"]["KMSMasterKeyId"]) == "Key"
    assert key["Properties"]["EnableKeyRotation"]
    assert owner(written["Globals"]["Function"]["KmsKeyArn"]) == "Key"


def test_nothing_runs_or_is_called_without_a_limit(written: dict[str, Any]) -> None:
    apis = of_type(written["Resources"], "AWS::Serverless::HttpApi").values()
    functions = of_type(written["Resources"], "AWS::Serverless::Function")

    assert all(
        a["DefaultRouteSettings"].keys() == {"ThrottlingBurstLimit", "ThrottlingRateLimit"} for a in apis
    )
    assert sum(f["ReservedConcurrentExecutions"] for f in functions.values()) <= 200  # docs/deploy.md says so


def test_a_function_is_told_what_the_contract_names_and_no_other_secret(written: dict[str, Any]) -> None:
    functions = of_type(written["Resources"], "AWS::Serverless::Function")

    assert {name: set(f["Environment"]["Variables"]) for name, f in functions.items()} == SETTINGS


def test_secrets_are_hidden_and_have_no_default(written: dict[str, Any]) -> None:
    others = {"TelegramApi", "AlarmEmail"}
    secrets = {n: p for n, p in written["Parameters"].items() if n not in others}

    assert set(secrets) == {"BotKey", "TelegramToken", "WebhookSecret", "SchedulerToken"}
    assert all(p["NoEcho"] and "Default" not in p for p in secrets.values())


def test_every_queue_has_dead_letters_of_its_own_kind(local: Resources) -> None:
    queues = of_type(local, "AWS::SQS::Queue")
    dead = {
        n: q["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
        for n, q in queues.items()
        if "RedrivePolicy" in q
    }

    assert set(queues) - set(dead) == {*dead.values(), "PublishDeadLetters", "ScheduleDeadLetters"}
    assert len(set(dead.values())) == len(dead)
    assert all(queues[n].get("FifoQueue") == queues[d].get("FifoQueue") for n, d in dead.items())


def test_what_a_schedule_or_the_bus_cannot_deliver_and_what_fails_then_is_kept(local: Resources) -> None:
    schedules = of_type(local, "AWS::Scheduler::Schedule").values()
    rules = of_type(local, "AWS::Events::Rule").values()
    failures = of_type(local, "AWS::Lambda::EventInvokeConfig").values()

    assert {owner(s["Target"]["DeadLetterConfig"]["Arn"]) for s in schedules} == {"ScheduleDeadLetters"}
    assert {owner(f["DestinationConfig"]["OnFailure"]["Destination"]) for f in failures} == {
        "ScheduleDeadLetters"
    }
    assert {s["Target"]["Arn"]["Fn::GetAtt"][0] for s in schedules} == {
        f["FunctionName"]["Ref"] for f in failures
    }
    dead_letters = {owner(t["DeadLetterConfig"]["Arn"]) for r in rules for t in r["Targets"]}
    assert dead_letters == {"SolveDeadLetters", "NotifyDeadLetters"}


def test_what_reads_a_queue_or_the_stream_can_fail_in_part_and_is_given_time(local: Resources) -> None:
    queues = of_type(local, "AWS::SQS::Queue")
    functions = of_type(local, "AWS::Lambda::Function")
    mappings = of_type(local, "AWS::Lambda::EventSourceMapping")

    assert len(mappings) == 5
    for mapping in mappings.values():
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        source = mapping["EventSourceArn"]["Fn::GetAtt"][0]
        if source in queues:
            function = mapping["FunctionName"]["Ref"]
            times = 2 if function == "Send" else 6  # news that comes again minutes later is none
            assert queues[source]["VisibilityTimeout"] >= times * functions[function]["Timeout"]


def test_all_notices_go_through_one_process_and_are_worth_many_tries(local: Resources) -> None:
    queues = of_type(local, "AWS::SQS::Queue")
    mappings = of_type(local, "AWS::Lambda::EventSourceMapping").values()
    sources = [m["EventSourceArn"]["Fn::GetAtt"][0] for m in mappings if m["FunctionName"]["Ref"] == "Send"]

    assert of_type(local, "AWS::Lambda::Function")["Send"]["ReservedConcurrentExecutions"] == 1
    assert sorted(sources) == ["NoticesQueue", "UrgentQueue"]
    assert all(queues[s]["RedrivePolicy"]["maxReceiveCount"] >= 100 for s in sources)
    assert queues["UrgentQueue"]["FifoQueue"]


def test_only_new_events_wake_the_publisher_from_the_beginning_of_the_stream(local: Resources) -> None:
    mappings = of_type(local, "AWS::Lambda::EventSourceMapping").values()
    stream = next(m for m in mappings if m["EventSourceArn"]["Fn::GetAtt"] == ["Table", "StreamArn"])
    (pattern,) = (json.loads(f["Pattern"]) for f in stream["FilterCriteria"]["Filters"])

    assert pattern == {"eventName": ["INSERT"], "dynamodb": {"NewImage": {"kind": {"S": ["event"]}}}}
    assert stream["StartingPosition"] == "TRIM_HORIZON"
    assert stream["DestinationConfig"]["OnFailure"]["Destination"] == {
        "Fn::GetAtt": ["PublishDeadLetters", "Arn"]
    }


def test_locally_every_function_is_a_zip_whose_handler_is_in_the_working_tree(local: Resources) -> None:
    functions = of_type(local, "AWS::Lambda::Function")

    assert set(functions) == set(SETTINGS)
    assert not [n for n, f in functions.items() if f.get("PackageType") == "Image" or "ImageUri" in f["Code"]]
    assert functions["Solve"]["Handler"] == "solver_layer.entry.app.handler"
    assert not [f["Handler"] for f in functions.values() if not find_spec(f["Handler"].rpartition(".")[0])]


def test_locally_functions_talk_to_this_machine_alone(local: Resources) -> None:
    variables = {n: f["Environment"]["Variables"] for n, f in of_type(local, "AWS::Lambda::Function").items()}

    assert all(v["AWS_ENDPOINT_URL"] == ENDPOINT for v in variables.values())
    assert "amazonaws.com" not in json.dumps(variables)


def test_locally_the_routes_are_resources_for_the_emulator_ignores_an_openapi_body(local: Resources) -> None:
    routes = of_type(local, "AWS::ApiGatewayV2::Route")

    assert {r["RouteKey"] for r in routes.values()} == {"ANY /{proxy+}", "POST /telegram/webhook"}
    assert not [a for a in of_type(local, "AWS::ApiGatewayV2::Api").values() if "Body" in a]


def test_no_resource_needs_itself_to_be_made_first(written: dict[str, Any]) -> None:
    api_of = {n: {s["ApiId"]["Ref"] for s in routes(f)} for n, f in functions_of(written).items()}

    waits = {
        name: set(strings(function["Environment"])) & api_of[name]
        for name, function in functions_of(written).items()
    }

    assert not {name: apis for name, apis in waits.items() if apis}


def functions_of(written: dict[str, Any]) -> Resources:
    return of_type(written["Resources"], "AWS::Serverless::Function")


def routes(function: dict[str, Any]) -> list[dict[str, Any]]:
    return [e["Properties"] for e in function.get("Events", {}).values() if e["Type"] == "HttpApi"]


def owner(value: dict[str, Any]) -> str:
    """The resource whose attribute this is."""
    at = value["Fn::GetAtt"]
    return str((at.split(".") if isinstance(at, str) else at)[0])


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def find(value: object, key: str) -> Iterator[Any]:
    """Whatever stands under the key, at any depth."""
    if isinstance(value, dict):
        yield from (x for k, v in value.items() for x in ([v] if k == key else find(v, key)))
    elif isinstance(value, list):
        yield from (x for v in value for x in find(v, key))


def strings(value: object) -> Iterator[str]:
    """Every string in the value; of one with ${names}, the names."""
    if isinstance(value, str):
        yield from re.findall(r"\$\{([\w:]+)", value) or [value]
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)
