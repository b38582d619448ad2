"""`./dayorder redrive` on the deployed template: what failed for good is told in ids, and goes back."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest

from operations import local_product
from operations.__main__ import main
from operations.redrive.letters import QUEUES
from tests.integration.deploy.test_deploy import Product, product, wait_until

Say = Callable[..., tuple[int, str]]
SECRET = "Dr Rao has fever"
EVENT = {"detail-type": "LeaveApproved", "detail": {"id": "e1", "leave": "l1", "correlation": "tg-7"}}
NOTICE = {"notice": "decided.l1", "chat": 9988776655, "id": "e1", "correlation": "tg-7"}
WAITING = {
    "Solve": ("SolveQueue", EVENT),
    "Notify": ("NotifyQueue", EVENT),
    "Notices": ("NoticesQueue", NOTICE),
}


class Queues:
    """The queues of the running deployment, whose functions leave them alone."""

    def __init__(self, running: Product) -> None:
        self.outputs = running.deployed.outputs
        self.access = local_product.session(running.endpoint)
        self.sqs = self.client("sqs")

    def client(self, service: str) -> Any:
        return boto3.client(service, **self.access)  # type: ignore[call-overload]

    def leave_alone(self, *functions: str) -> None:
        client = self.client("lambda")
        for function in functions:
            listed = client.list_event_source_mappings(FunctionName=self.outputs[f"{function}Function"])
            for mapping in listed["EventSourceMappings"]:
                client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)

    def dies(self, queue: str, body: Any, **more: Any) -> None:
        text = body if isinstance(body, str) else json.dumps(body)
        self.sqs.send_message(QueueUrl=self.outputs[f"{queue}DeadLettersUrl"], MessageBody=text, **more)

    def taken(self, queue: str) -> list[dict[str, Any]]:
        """The messages of a queue, in their order, which has none then."""
        messages = []
        url = self.outputs[f"{queue}Url"]
        while batch := self.sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["All"]
        ).get("Messages"):
            for message in batch:
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            messages += batch
        return messages

    def bodies(self, queue: str) -> list[Any]:
        return [json.loads(message["Body"]) for message in self.taken(queue)]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with product(tmp_path_factory.mktemp("redrive")) as deployed, pytest.MonkeyPatch.context() as patch:
        for name, value in (("ENDPOINT_URL", deployed.endpoint), ("ACCESS_KEY_ID", "test")):
            patch.setenv(f"AWS_{name}", value)
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_DEFAULT_REGION", local_product.REGION)
        yield deployed


@pytest.fixture
def queues(running: Product) -> Iterator[Queues]:
    deployed_queues = Queues(running)
    deployed_queues.leave_alone("Solve", "Notify", "Send")
    yield deployed_queues
    for queue in QUEUES:
        deployed_queues.taken(f"{queue}DeadLetters")


@pytest.fixture
def say(running: Product, capsys: pytest.CaptureFixture[str]) -> Say:
    def run(*arguments: str) -> tuple[int, str]:
        code = main(["redrive", "--stack", local_product.STACK, *arguments])
        out = capsys.readouterr()
        return code, out.out + out.err

    return run


def test_where_nothing_is_dead_it_says_so_of_every_queue(say: Say, queues: Queues) -> None:
    code, output = say()

    assert code == 0
    assert [line for line in output.splitlines() if line.endswith("DeadLetters: none")] == [
        f"{queue}DeadLetters: none" for queue in QUEUES
    ]
    assert output.endswith("There are no dead letters.\n")


def test_it_says_how_many_how_old_and_what_in_ids_and_changes_nothing(say: Say, queues: Queues) -> None:
    queues.dies("Notify", {**EVENT, "detail": {**EVENT["detail"], "reason": SECRET, "leave": SECRET}})  # type: ignore[dict-item]
    queues.dies("Notices", NOTICE)
    queues.dies("Solve", SECRET)

    first, again = say(), say()

    assert first[0] == again[0] == 0
    for output in (first[1], again[1]):
        assert "NotifyDeadLetters: 1, the oldest" in output
        assert "LeaveApproved id=e1 leave=* correlation=tg-7" in output
        assert "notice notice=decided.l1 correlation=tg-7" in output
        assert f"can't be read ({len(SECRET)} characters)" in output
        assert "3 would be put back" in output
        assert SECRET not in output and str(NOTICE["chat"]) not in output


@pytest.mark.parametrize("dead", WAITING)
def test_a_message_goes_back_to_its_queue_once_however_often_it_is_asked(
    dead: str, say: Say, queues: Queues
) -> None:
    queue, body = WAITING[dead]
    queues.dies(dead, body)

    once, again = say("--apply", "--queue", dead), say("--apply", "--queue", dead)

    assert once == (0, f"{dead}DeadLetters: 1 put back\n")
    assert again == (0, f"{dead}DeadLetters: 0 put back\n")
    assert queues.bodies(f"{queue}") == [body]


def test_urgent_notices_go_back_in_the_order_of_their_chats(say: Say, queues: Queues) -> None:
    for number in range(25):
        order = {"MessageGroupId": str(number % 2), "MessageDeduplicationId": f"d{number}"}
        queues.dies("Urgent", {**NOTICE, "id": number}, **order)

    code, output = say("--apply", "--queue", "Urgent")

    assert (code, output) == (0, "UrgentDeadLetters: 25 put back\n")
    back = queues.taken("UrgentQueue")
    for group in ("0", "1"):
        of_chat = [json.loads(m["Body"])["id"] for m in back if m["Attributes"]["MessageGroupId"] == group]
        assert of_chat == list(range(int(group), 25, 2))


def test_one_queue_may_be_named_and_the_others_are_left_alone(say: Say, queues: Queues) -> None:
    queues.dies("Notify", EVENT)
    queues.dies("Solve", EVENT)

    code, output = say("--apply", "--queue", "Notify")

    assert (code, output) == (0, "NotifyDeadLetters: 1 put back\n")
    assert queues.bodies("SolveDeadLetters") == [EVENT]
    assert queues.bodies("NotifyQueue") == [EVENT]


def test_what_cannot_be_read_stays_and_keeps_no_other_from_going_back(say: Say, queues: Queues) -> None:
    queues.dies("Notify", SECRET)
    queues.dies("Notify", EVENT)

    code, output = say("--apply", "--queue", "Notify")

    assert code == 2
    assert (
        "NotifyDeadLetters: 1 put back, 1 left" in output and "Keep a copy" in output and SECRET not in output
    )
    assert queues.bodies("NotifyQueue") == [EVENT]
    assert [m["Body"] for m in queues.taken("NotifyDeadLetters")] == [SECRET]


def test_rounds_of_the_clock_that_failed_are_made_up_for_by_one(say: Say, queues: Queues) -> None:
    arn = f"arn:aws:lambda:{local_product.REGION}:000000000000:function:{queues.outputs['TickFunction']}"
    failed = {"requestContext": {"functionArn": f"{arn}:$LATEST"}, "requestPayload": {"by": "the clock"}}
    for _ in range(3):
        queues.dies(
            "Schedule", {**failed, "responsePayload": {"errorType": "KeyError", "errorMessage": SECRET}}
        )
    target = {"TARGET_ARN": {"DataType": "String", "StringValue": arn}}
    queues.dies("Schedule", {"by": "the clock"}, MessageAttributes=target)
    before = rounds(queues)

    looked, (code, output) = say("--queue", "Schedule")[1], say("--apply", "--queue", "Schedule")

    name = queues.outputs["TickFunction"]
    assert looked.count(f"called by the clock function={name} errorType=KeyError") == 3
    assert f"the clock could not call function={name}" in looked and SECRET not in looked
    assert (code, output) == (0, "ScheduleDeadLetters: 4 put back\n")
    wait_until(lambda: rounds(queues) > before)


def rounds(queues: Queues) -> int:
    """How often Tick has done its round, by its log."""
    logs = queues.client("logs")
    groups = [g["logGroupName"] for g in logs.describe_log_groups()["logGroups"]]
    (group,) = [g for g in groups if g.endswith("tick")] or [""]
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group) if group else []
    return sum('"message":"done"' in e["message"] for page in pages for e in page["events"])


def test_a_record_that_cannot_be_read_holds_up_nothing_and_is_published_once_it_is_mended(
    running: Product, say: Say, queues: Queues
) -> None:
    running.write("before")
    running.write("spoilt", body="{")
    running.write("behind")

    assert running.heard(2) == ["before", "behind"]
    left = say("--apply", "--queue", "Publish")
    running.write("spoilt")  # mended; a change wakes nobody
    mended = say("--apply", "--queue", "Publish")

    assert left[0] == 2 and "1 left" in left[1] and "key=probe/spoilt" in left[1]
    assert mended == (0, "PublishDeadLetters: 1 put back\n")
    assert running.heard(1) == ["spoilt"]


def test_records_that_the_bus_took_from_nobody_are_read_from_the_stream_again(
    running: Product, say: Say, queues: Queues
) -> None:
    running.write("lost-1")
    running.write("no event", kind="leave")
    running.write("lost-2")
    running.heard(2)
    queues.dies("Publish", given_up(running, queues, first="lost-1", last="lost-2"))

    looked, done = say("--queue", "Publish")[1], say("--apply", "--queue", "Publish")

    assert "3 records of the stream startSequenceNumber=" in looked
    assert done == (0, "PublishDeadLetters: 1 put back\n")
    assert running.heard(2) == ["lost-1", "lost-2"]


def test_records_that_the_stream_has_no_more_stay_with_what_to_do(
    running: Product, say: Say, queues: Queues
) -> None:
    running.write("recent")
    running.heard(1)
    letter = given_up(running, queues, first="recent", last="recent")
    letter["DDBStreamBatchInfo"]["startSequenceNumber"] = "1".zfill(21)
    queues.dies("Publish", letter)

    code, output = say("--apply", "--queue", "Publish")

    assert code == 2, output
    assert "The stream keeps 24 hours" in output and "by night" in output


def given_up(running: Product, queues: Queues, *, first: str, last: str) -> dict[str, Any]:
    """What Lambda leaves of records that it has tried as often as it may."""
    client = queues.client("dynamodbstreams")
    arn = client.list_streams(TableName=running.deployed.table)["Streams"][0]["StreamArn"]
    (shard,) = client.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    start = client.get_shard_iterator(
        StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )
    records = client.get_records(ShardIterator=start["ShardIterator"])["Records"]
    numbers = {r["dynamodb"]["Keys"]["sk"]["S"]: r["dynamodb"]["SequenceNumber"] for r in records}
    batch = {
        "shardId": shard["ShardId"],
        "startSequenceNumber": numbers[first],
        "endSequenceNumber": numbers[last],
        "batchSize": 3,
        "streamArn": arn,
    }
    return {"requestContext": {"condition": "RetryAttemptsExhausted"}, "DDBStreamBatchInfo": batch}


def test_where_aws_refuses_nothing_is_lost_and_it_is_one_line(
    say: Say, queues: Queues, monkeypatch: pytest.MonkeyPatch
) -> None:
    queues.dies("Notify", EVENT)
    url = queues.outputs["NotifyQueueUrl"]
    queues.sqs.delete_queue(QueueUrl=url)

    code, output = say("--apply", "--queue", "Notify")

    assert code == 1 and output.startswith("dayorder: It could not go on, and nothing is lost")
    assert len(output.splitlines()) == 1
    assert "NotifyDeadLetters: 1" in say("--queue", "Notify")[1]
