"""A fresh table on a real DynamoDB engine, as infra/template.yaml describes it; its stream if asked for."""

from functools import cache
from typing import TYPE_CHECKING, Any

import boto3

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import KeySchemaElementTypeDef

_ITEMS_PER_BATCH = 25
INDEXES = {"listed": "by", "listed2": "by2", "listed3": "by3"}


@cache
def client(endpoint: str) -> "DynamoDBClient":
    return boto3.client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def create(endpoint: str, name: str, *, stream: bool = False) -> None:
    attributes = [f"{a}_{k}" for a in INDEXES.values() for k in ("pk", "sk")]
    client(endpoint).create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": a, "AttributeType": "S"} for a in ("pk", "sk", *attributes)],
        KeySchema=_keys("pk", "sk"),
        GlobalSecondaryIndexes=[
            {
                "IndexName": index,
                "KeySchema": _keys(f"{by}_pk", f"{by}_sk"),
                "Projection": {"ProjectionType": "ALL"},
            }
            for index, by in INDEXES.items()
        ],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
        if stream
        else {"StreamEnabled": False},
    )


def _keys(pk: str, sk: str) -> "list[KeySchemaElementTypeDef]":
    return [{"AttributeName": pk, "KeyType": "HASH"}, {"AttributeName": sk, "KeyType": "RANGE"}]


def fill(endpoint: str, name: str, items: "list[dict[str, Any]]") -> None:
    for start in range(0, len(items), _ITEMS_PER_BATCH):
        requests: Any = [{"PutRequest": {"Item": item}} for item in items[start : start + _ITEMS_PER_BATCH]]
        client(endpoint).batch_write_item(RequestItems={name: requests})
