"""The loop without a failure, once for all that is compared with it."""

import pytest

from tests.integration.faults.rehearsal import Rehearsal


@pytest.fixture(scope="session")
def rehearsal(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    made = Rehearsal(engine, tmp_path_factory.mktemp("rehearsal"))
    made.go()
    return made
