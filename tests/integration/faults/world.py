"""A whole deployment in one process: a table of its own with its stream, the cloud, Lambdas, and chats."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest

from functions import wiring
from tests.integration.faults.chats import Chats
from tests.integration.faults.cloud import Cloud
from tests.integration.faults.lambdas import Lambdas
from tests.integration.faults.wire import Wire
from tests.support import api, table
from tests.support.verified import broken, scanned

Json = dict[str, Any]


@dataclass(frozen=True)
class World:
    wire: Wire
    cloud: Cloud
    chats: Chats

    def items(self) -> list[Json]:
        return scanned(wiring.directory())

    def snapshot(self) -> "Snapshot":
        return Snapshot(self.items(), self.chats.path, os.environ["NOW"])

    def broken(self) -> list[str]:
        return broken(wiring.directory())


@dataclass(frozen=True)
class Snapshot:
    """All that there is between two steps, when nothing is under way."""

    items: list[Json]
    chats: Path
    now: str


@contextmanager
def world(engine: str, at: Snapshot | None, folder: Path, **cloud: Any) -> Iterator[World]:
    """As it was at a snapshot, or with nothing in it yet."""
    name = f"t-{uuid.uuid4().hex[:12]}"
    settings = {
        "TABLE": name,
        "AWS_ENDPOINT_URL": engine,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "BOT_KEY": api.BOT_KEY,
        "BUS": "bus",
        "URGENT_QUEUE_URL": "http://sqs/UrgentQueue.fifo",
        "NOTICES_QUEUE_URL": "http://sqs/NoticesQueue",
        "POWERTOOLS_LOG_LEVEL": "CRITICAL",
        "NOW": at.now if at else "2026-11-23T06:00:00+00:00",
    }
    with pytest.MonkeyPatch.context() as patch:
        for setting, value in settings.items():
            patch.setenv(setting, value)
        table.create(engine, name, stream=True)
        wiring.directory.cache_clear()
        if at:
            table.fill(engine, name, at.items)
        path = folder / f"{name}.sqlite"
        chats = Chats.copied(at.chats, path) if at else Chats(path)
        wire = Wire()
        lambdas = Lambdas(wire, lambda: chats)
        made = Cloud(lambdas, chats, Stream(engine, name).read, **cloud)
        with lambdas.running(), wire.of_aws(made.answers):
            yield World(wire, made, chats)
        chats.close()
        wiring.directory.cache_clear()
        table.client(engine).delete_table(TableName=name)


@cache
def _streams(engine: str) -> Any:
    return boto3.client("dynamodbstreams", endpoint_url=engine, region_name="us-east-1")


class Stream:
    """What the table's stream has to say from now on, by the filter of the template."""

    def __init__(self, engine: str, table_name: str) -> None:
        self._client = _streams(engine)
        arn = table.client(engine).describe_table(TableName=table_name)["Table"]["LatestStreamArn"]
        (shard,) = self._client.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
        self._next = self._client.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="LATEST"
        )["ShardIterator"]

    def read(self) -> list[Json]:
        answer = self._client.get_records(ShardIterator=self._next)
        self._next = answer["NextShardIterator"]
        return [
            r
            for r in answer["Records"]
            if r["eventName"] == "INSERT" and r["dynamodb"]["NewImage"]["kind"] == {"S": "event"}
        ]
