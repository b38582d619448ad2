"""The running product with the tiny college in it: emulator, deployment, sandbox and bot as `make up` has."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import boto3
import httpx
import pytest

from functions.services.college import founding
from functions.services.identity.clock import clock_request
from functions.services.identity.linking import invite
from functions.services.ports import Request
from functions.store.records import TableDirectory
from local.stack import Stack
from operations.local_product import session
from tests.support import tiny
from timetable.access import Caller
from timetable.model import InstituteId, Role, UserId
from timetable.objects.college import College

INSTITUTE = InstituteId("inst")
_PATIENCE = 150.0  # what failed on a busy machine comes again from its queue after a minute
ACCOUNTS = {**tiny.TELEGRAM, "sen": 108, "stranger": 999}
Message = dict[str, Any]


class Booking(NamedTuple):
    id: str
    offering: str
    timeslot: str
    room: str


class World(NamedTuple):
    """Which college the product runs for, and who is linked when the tests begin."""

    college: College
    bookings: Sequence[Booking]
    linked: Sequence[str]


class Product:
    """The product, and words for what people do in their chats."""

    def __init__(self, stack: Stack, http: httpx.Client) -> None:
        """`http`: to where the sandbox's people are."""
        self.stack = stack
        self.http = http
        self.http.patch("/sandbox/settings", json={"tap_seconds": _PATIENCE}).raise_for_status()

    def found_college(self, world: "World") -> None:
        """Found the college. Nobody is linked yet."""
        now = datetime.now(UTC)
        records = TableDirectory(self.stack.deployed.table, self.stack.endpoint).records(INSTITUTE)
        college = world.college
        first, last = now.date() - timedelta(days=30), now.date() + timedelta(days=90)
        college = replace(college, term=replace(college.term, first=first, last=last, days={}))
        founding.found_college(clock_request(records, now), college, self.stack.secrets["SchedulerToken"])
        self.book(world.bookings)
        admin = Caller(INSTITUTE, Role.ADMIN)
        people = [
            {
                "id": account,
                "name": name,
                "role": "teacher",
                "about": "",
                "start": invite(Request(records, admin, now), UserId(f"u-{name}")),
            }
            for name, account in ACCOUNTS.items()
            if UserId(f"u-{name}") in {user.id for user in college.users}
        ]
        self.http.post("/sandbox/people", json=[*people, {"id": 999, "name": "stranger", "role": "stranger"}])
        self.codes = {p["id"]: p["start"] for p in people}

    def book(self, items: "Sequence[Booking]") -> None:
        create = [
            {"type": "occupancy", "id": id, "offering": o, "timeslot": t, "room": r} for id, o, t, r in items
        ]
        headers = {"Authorization": f"Bearer {self.stack.secrets['SchedulerToken']}"}
        url = f"{self.stack.api_url}/occupancies/scheduler-update/"
        answer = httpx.post(url, json={"term": tiny.TERM, "create": create}, headers=headers, timeout=30)
        assert answer.status_code == 200, answer.text

    def tonight(self) -> None:
        """What the deployed schedule does at its hour: its target is called with its input."""
        access = session(self.stack.endpoint)
        scheduler = boto3.client("scheduler", **access)  # type: ignore[call-overload]
        names = [s["Name"] for s in scheduler.list_schedules()["Schedules"]]
        targets = [scheduler.get_schedule(Name=name)["Target"] for name in names]
        (target,) = [t for t in targets if "Nightly" in t.get("Input", "")]
        called = boto3.client("lambda", **access).invoke(  # type: ignore[call-overload]
            FunctionName=target["Arn"], Payload=target["Input"]
        )
        assert "FunctionError" not in called, called["Payload"].read()

    def messages(self, who: str) -> list[Message]:
        answer: list[Message] = self.http.get(f"/sandbox/chats/{account(who)}/messages").json()
        return answer

    def say(self, who: str, text: str, is_answer: Callable[[Message], bool]) -> Message:
        """The bot's answer to this. Notices come when they come, so an answer is known by what it says; and
        where a busy machine makes it "try again in a minute", that is done."""
        sent = self.http.post(f"/sandbox/chats/{account(who)}/messages", json={"text": text}).json()

        def is_about_this(message: Message) -> bool:
            is_busy = message["text"].startswith("The timetable does not answer")
            return message["message_id"] > sent["message_id"] and (is_busy or is_answer(message))

        answer = self.wait(who, is_about_this)
        return answer if is_answer(answer) else self.say(who, text, is_answer)

    def preview(self, who: str, leave: str) -> Message:
        """The answer to a /leave in one line: what it would do, and the button that sends it."""
        return self.say(
            who, f"/leave {leave}", lambda m: any("Send" in b["text"] for r in m["buttons"] for b in r)
        )

    def wait(self, who: str, is_it: Callable[[Message], bool]) -> Message:
        """The newest message of the bot in somebody's chat that is the one waited for."""
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            fitting = [m for m in self.messages(who) if m["from"] == "bot" and is_it(m)]
            if fitting:
                return fitting[-1]
            time.sleep(0.05)
        seen = [m["text"] for m in self.messages(who)[-2:]]
        raise AssertionError(f"{who} waits in vain; the last were: {seen}")

    def press(self, who: str, message: Message, label: str) -> str:
        """Tap a button; the text of the answer."""
        data = next(b["data"] for row in message["buttons"] for b in row if label in b["text"])
        return self.forge(who, message, data)

    def forge(self, who: str, message: Message, data: str) -> str:
        body = {"message_id": message["message_id"], "data": data}
        tap = self.http.post(f"/sandbox/chats/{account(who)}/press", json=body).json()["callback_query_id"]
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            answer = self.http.get(f"/sandbox/callbacks/{tap}").json()
            if answer["answered"]:
                return str(answer["text"])
            time.sleep(0.05)
        raise AssertionError(f"{who}'s tap was never answered")

    def start(self, *people: str) -> None:
        for who in people:
            self.say(who, f"/start {self.codes[account(who)]}", lambda m: True)


def account(who: str) -> int:
    return ACCOUNTS[who]


@contextmanager
def chatting(stack: Stack) -> Iterator[Product]:
    """A running stack, with a client that is closed whatever happens."""
    with httpx.Client(base_url=stack.chat_url, timeout=30) as http:
        yield Product(stack, http)


@pytest.fixture(scope="module")
def world() -> World:
    """The tiny college with Rao's classes on every day's P3 and P4. A module may have another."""
    every = [Booking(f"c{d}{p}", "o-dbms", f"t{d}{p}", "r1") for d in range(1, 7) for p in (3, 4)]
    return World(tiny.college(linked=False), every, ("rao", "meera", "hod", "asha", "chitra"))


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("product")


@pytest.fixture(scope="module")
def product(state: Path, world: World) -> Iterator[Product]:
    with Stack(state) as stack, pytest.MonkeyPatch.context() as patch, chatting(stack) as running:
        for name, value in stack.settings.items():
            patch.setenv(name, value)
        running.found_college(world)
        stack.start_bot()
        running.start(*world.linked)
        yield running
