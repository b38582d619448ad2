"""Two engines, one table at a time: the emulator, and DynamoDB Local, which is Amazon's own."""

import os
from collections.abc import Iterator

import pytest

from functions.store.records import TableDirectory
from local.emulator import Emulator
from tests.benchmarks.dynamodb_local import DynamoDBLocal
from tests.integration.conftest import wired

ENGINES = os.environ.get("ENGINES", "dynamodb-local,emulator").split(",")


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if request.param == "emulator":
        with Emulator(tmp_path_factory.mktemp("engine")) as emulator:
            yield emulator.endpoint
    else:
        with DynamoDBLocal() as local:
            yield local.endpoint


@pytest.fixture
def directory(engine: str) -> Iterator[TableDirectory]:
    with wired(engine) as directory:
        yield directory
