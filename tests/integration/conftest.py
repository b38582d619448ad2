"""A real DynamoDB engine, a fresh table in it, and a tiny college in the table."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from functions import notice_queues, wiring
from functions.services.college.founding import found_college
from functions.services.identity.clock import clock_request
from functions.services.identity.hashing import hash_secret
from functions.services.ports import Records
from functions.store.records import TableDirectory
from tests.support import api, table, tiny
from tests.support.clock import Clock
from tests.support.permissions import enforced
from tests.support.verified import all_broken, scanned
from timetable.access import Caller
from timetable.model import InstituteId, Role

INST = InstituteId("inst")


@pytest.fixture(scope="session", autouse=True)
def as_deployed() -> Iterator[None]:
    """Nothing is done here that the deployed function's role would not let it do."""
    with enforced():
        yield


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The emulator's endpoint: its DynamoDB decides races truthfully. DAYORDER_ENGINE names another."""
    if given := os.environ.get("DAYORDER_ENGINE"):
        yield given
        return
    from local.emulator import Emulator

    with Emulator(tmp_path_factory.mktemp("engine")) as emulator:
        yield emulator.endpoint


@contextmanager
def wired(engine: str) -> Iterator[TableDirectory]:
    """The backend on a fresh, empty table, at an instant that stands still."""
    name = f"t-{uuid.uuid4().hex[:12]}"
    settings = {
        "TABLE": name,
        "AWS_ENDPOINT_URL": engine,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "BOT_KEY": api.BOT_KEY,
        "POWERTOOLS_LOG_LEVEL": "CRITICAL",
        "NOW": "2026-11-23T06:00:00+00:00",
    }
    with pytest.MonkeyPatch.context() as patch:
        for setting, value in settings.items():
            patch.setenv(setting, value)
        table.create(engine, name)
        wiring.directory.cache_clear()
        directory = wiring.directory()
        yield directory
        if os.environ.get("DAYORDER_VERIFY"):  # `make races`: whatever a test has done breaks no promise
            assert all_broken(directory) == []
        wiring.directory.cache_clear()
        table.client(engine).delete_table(TableName=name)


@pytest.fixture
def directory(engine: str) -> Iterator[TableDirectory]:
    """The backend wired to a fresh, empty table."""
    with wired(engine) as directory:
        yield directory


@dataclass(frozen=True)
class TinyCollege:
    """The tiny college in the table, and a few words to say what a test is about."""

    records: Records

    def caller(self, who: str) -> Caller:
        if who == "scheduler":
            secret, scopes = hash_secret(api.SCHEDULER), frozenset({"read", "plans", "timetable"})
            return Caller(
                self.records.institute, Role.SCHEDULER, token="scheduler", secret=secret, scopes=scopes
            )
        user = next(u for u in tiny.college().users if u.id == f"u-{who}")
        return Caller(self.records.institute, user.role, user)

    def book(self, *items: tuple[str, str, str, str]) -> None:
        """Weekly bookings: (id, offering, timeslot, room)."""
        create = [
            {"type": "occupancy", "id": id, "offering": offering, "timeslot": timeslot, "room": room}
            for id, offering, timeslot, room in items
        ]
        answer = api.call(
            "scheduler", "POST", "/occupancies/scheduler-update/", {"term": "term", "create": create}
        )
        assert answer.status == 200, answer.body

    def ask(self, who: str, on: str, periods: list[int] | None, key: str | None = None) -> str:
        body = {"start_date": on, "end_date": on, "periods": periods, "kind": "ml", "reason": "fever"}
        answer = api.call(who, "POST", "/facultyunavailability/", body, key=key)
        assert answer.status == 201, answer.body
        return str(answer.body["id"])

    def plan(self, leave: str, *rows: dict[str, Any], based_on: int = 0) -> int:
        body = {"based_on": based_on, "status": "optimal", "rows": list(rows)}
        answer = api.call("scheduler", "PUT", f"/facultyunavailability/{leave}/plan/", body)
        assert answer.status == 200, answer.body
        return int(answer.body["revision"])

    def states(self, who: str, on: str) -> dict[int, str]:
        """Period to state of a person's day; the last entry of a period counts."""
        answer = api.call(who, "GET", f"/me/today/?date={on}")
        assert answer.status == 200, answer.body
        return {c["period"]: c["state"] for c in answer.body["classes"]}


@pytest.fixture(scope="session")
def items(engine: str) -> list[dict[str, Any]]:
    """The tiny college as it is stored once it is founded: to copy is quicker than to found it."""
    with wired(engine) as directory:
        found_college(clock_request(directory.records(INST), wiring.now()), tiny.college(), api.SCHEDULER)
        TinyCollege(directory.records(INST)).book(
            ("c1", "o-dbms", "t53", "r1"),
            ("c2", "o-dbms", "t54", "r1"),
            ("c3", "o-nets", "t51", "r2"),
            ("c4", "o-calc", "t53", "r2"),
        )
        return scanned(directory)


@pytest.fixture
def college(items: list[dict[str, Any]], engine: str, directory: TableDirectory) -> TinyCollege:
    """Founded, everybody linked; Rao teaches DBMS on Friday P3 and P4, Meera Networks P1."""
    table.fill(engine, str(directory.item.Meta.table_name), items)
    return TinyCollege(directory.records(INST))


@pytest.fixture
def clock(college: TinyCollege, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """It is six in the morning of Friday, the 27th."""
    notice_queues.client.cache_clear()
    made = Clock(monkeypatch)
    made.is_("06:00")
    yield made
    notice_queues.client.cache_clear()
