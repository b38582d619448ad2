"""From an empty deployment to a college whose admin is answered, by the webhook; and what the doctor sees."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest

from local.stack import Stack
from operations import local_product
from operations.__main__ import main

PERSON = {"id": 501, "name": "Asha", "role": "admin", "about": "", "start": ""}
PATIENCE = 60.0
ARGUMENTS = ["bootstrap", "--stack", local_product.STACK]
NAMED = [*ARGUMENTS, "--institute", "St. Xavier's", "--admin", "Asha"]
Say = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Deployed, as after `sam deploy`: no college, no bot of its own, nothing told to Telegram."""
    with Stack(tmp_path_factory.mktemp("fresh")) as running, pytest.MonkeyPatch.context() as patch:
        for name, value in running.settings.items():
            if name.startswith("AWS_"):
                patch.setenv(name, value)
        yield running


@pytest.fixture
def say(stack: Stack, capsys: pytest.CaptureFixture[str]) -> Say:
    def run(*arguments: str) -> tuple[int, str]:
        code = main(list(arguments))
        out = capsys.readouterr()
        return code, out.out + out.err

    return run


def client(stack: Stack, service: str) -> Any:
    return boto3.client(service, **local_product.session(stack.endpoint))  # type: ignore[call-overload]


def wrong(output: str) -> list[str]:
    return [x.split(":")[0].removeprefix("WRONG ") for x in output.splitlines() if x.startswith("WRONG")]


def test_before_anything_the_doctor_names_what_is_missing_and_what_to_do(say: Say) -> None:
    code, output = say("doctor", "--stack", local_product.STACK)

    assert code == 2
    assert wrong(output) == ["college", "admin", "commands", "webhook"], output
    assert output.count("→ ./dayorder bootstrap --stack dayorder") == 4


def test_an_empty_table_needs_a_name_for_its_college(say: Say) -> None:
    code, output = say(*ARGUMENTS)

    assert code == 1 and "--institute" in output and len(output.splitlines()) == 1


def test_bootstrap_makes_a_college_whose_admin_is_answered_by_the_webhook(stack: Stack, say: Say) -> None:
    code, output = say(*NAMED)
    assert code == 0, output
    start = next(line for line in output.splitlines() if "?start=" in line).split("?start=")[1].split()[0]

    with httpx.Client(base_url=stack.chat_url, timeout=30) as chat:
        chat.post("/sandbox/people", json=[PERSON]).raise_for_status()
        chat.post(f"/sandbox/chats/{PERSON['id']}/messages", json={"text": f"/start {start}"})
        until = time.monotonic() + PATIENCE
        answers: list[dict[str, Any]] = []
        while not answers and time.monotonic() < until:
            every = chat.get(f"/sandbox/chats/{PERSON['id']}/messages").json()
            answers = [m for m in every if m["from"] == "bot"]
            time.sleep(0.1)

    assert "Asha" in answers[0]["text"]
    assert stack.ended() is None


def test_again_it_changes_nothing_and_says_so(say: Say) -> None:
    code, output = say(*ARGUMENTS)

    assert code == 0
    assert output.count("already") == 3 and "webhook: is http" in output


def test_then_all_is_well(say: Say) -> None:
    code, output = say("doctor", "--stack", local_product.STACK)

    assert (code, wrong(output)) == (0, []), output
    assert "All is well." in output


def test_what_breaks_is_found_and_its_page_named(stack: Stack, say: Say) -> None:
    sqs, functions, table = (client(stack, s) for s in ("sqs", "lambda", "dynamodb"))
    outputs = stack.deployed.outputs
    sqs.send_message(QueueUrl=outputs["NotifyDeadLettersUrl"], MessageBody="{}")
    listed = functions.list_event_source_mappings(FunctionName=outputs["NotifyFunction"])
    uuid = listed["EventSourceMappings"][0]["UUID"]
    functions.update_event_source_mapping(UUID=uuid, Enabled=False)
    off = {"PointInTimeRecoveryEnabled": False}
    table.update_continuous_backups(TableName=outputs["TableName"], PointInTimeRecoverySpecification=off)
    variables = functions.get_function_configuration(FunctionName=outputs["SendFunction"])["Environment"][
        "Variables"
    ]
    settings = {"Variables": {**variables, "BOT_KEY": ""}}
    functions.update_function_configuration(FunctionName=outputs["SendFunction"], Environment=settings)

    code, output = say("doctor", "--stack", local_product.STACK)

    assert code == 2
    assert wrong(output) == ["Send", "BOT_KEY", "Notify's sources", "NotifyDeadLetters", "recovery"]
    assert (
        "docs/runbook/dead-letters.md" in output
        and f"--uuid {uuid}" in output
        and "not set: BOT_KEY" in output
    )


def test_a_stack_that_is_not_there_is_one_line(say: Say) -> None:
    code, output = say("doctor", "--stack", "elsewhere")

    assert code == 1 and "elsewhere" in output and len(output.splitlines()) == 1


def test_without_a_stack_it_is_what_runs_here(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAYORDER_STATE", str(tmp_path))

    code, output = say("doctor")

    assert code == 1 and "make up" in output
