"""Every process killed at once while people are at work: what was answered is there afterwards."""

import os
import random
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import httpx
import pytest

from functions.store.evidence import evidence
from functions.store.institute_items import Whole
from functions.store.records import TableDirectory
from local.stack import Stack
from tests.e2e.conftest import INSTITUTE, Booking, Message, Product, World, chatting
from tests.e2e.test_running_product import workday
from tests.support import tiny
from timetable.promises.judgement import breaches

_SLOTS = ("t11", "t21", "t31", "t41")
_LIVES = int(os.environ.get("LIVES", "6"))


class Schedule:
    """One booking, as the scheduler enters and deletes it."""

    def __init__(self, stack: Stack, slot: str) -> None:
        self._url = f"{stack.api_url}/occupancies"
        self._headers = {"Authorization": f"Bearer {stack.secrets['SchedulerToken']}"}
        self._id = f"w-{slot}"
        self._slot = slot

    def is_booked(self) -> bool:
        answer = httpx.get(f"{self._url}/{self._id}/", headers=self._headers, timeout=60)
        if answer.status_code != 404:
            answer.raise_for_status()
        return answer.status_code == 200

    def update(self, *, book: bool) -> None:
        item = {"type": "occupancy", "id": self._id}
        more = {"offering": "o-dbms", "timeslot": self._slot, "room": "r2"}
        body = {"term": tiny.TERM, **({"create": [item | more]} if book else {"delete": [item]})}
        url = f"{self._url}/scheduler-update/"
        httpx.post(url, json=body, headers=self._headers, timeout=60).raise_for_status()


class Writer(threading.Thread):
    """Books a room and gives it up again, over and over, until nobody answers any more."""

    def __init__(self, stack: Stack, slot: str) -> None:
        super().__init__(daemon=True)
        self._schedule = Schedule(stack, slot)
        self.slot = slot
        self.answered = 0
        # whether it may be booked after the last answer: both, if the last request had none
        self.possible = {True, False}

    def run(self) -> None:
        try:
            booked = self._schedule.is_booked()
            while True:
                self.possible = {booked, not booked}
                self._schedule.update(book=not booked)
                booked = not booked
                self.possible = {booked}
                self.answered += 1
        except httpx.HTTPError:
            return

    def is_kept(self, stack: Stack) -> bool:
        """Asked of the product that was started again."""
        return Schedule(stack, self.slot).is_booked() in self.possible


@pytest.fixture
def world() -> World:
    every = [Booking(f"c{d}{p}", "o-dbms", f"t{d}{p}", "r1") for d in range(1, 7) for p in (3, 4)]
    return World(tiny.college(linked=False), every, ("rao", "meera", "hod", "asha"))


@contextmanager
def living(state: Path, world: World, *, first: bool) -> Iterator[Product]:
    with Stack(state) as stack, pytest.MonkeyPatch.context() as patch, chatting(stack) as product:
        for name, value in stack.settings.items():
            patch.setenv(name, value)
        if first:
            product.found_college(world)
        stack.start_bot()
        if first:
            product.start(*world.linked)
        yield product


def kill(stack: Stack) -> None:
    for leader in stack.process_groups:
        os.killpg(leader, signal.SIGKILL)


def writing(stack: Stack, seconds: float) -> Sequence[Writer]:
    """Everybody at work until the kill, so many seconds after the first answer; what each was answered."""
    writers = [Writer(stack, slot) for slot in _SLOTS]
    for writer in writers:
        writer.start()
    while not any(writer.answered for writer in writers):
        assert any(writer.is_alive() for writer in writers), "nobody could write"
        time.sleep(0.05)
    time.sleep(seconds)
    kill(stack)
    for writer in writers:
        writer.join(60)
    return writers


@pytest.mark.long
def test_nothing_that_was_answered_is_missing_after_a_kill(tmp_path: Path, world: World) -> None:
    chance = random.Random(20261123)
    days = [workday(7 * (life + 1)) for life in range(_LIVES)]
    writers: Sequence[Writer] = ()
    for life, day in enumerate(days):
        with living(tmp_path, world, first=life == 0) as product:
            assert all(writer.is_kept(product.stack) for writer in writers)

            product.press("rao", product.preview("rao", f"{day} P3"), "Send")
            writers = writing(product.stack, chance.uniform(0, 8))

    with living(tmp_path, world, first=False) as product:
        assert all(writer.is_kept(product.stack) for writer in writers)
        for day in days:
            product.wait("hod", partial(is_card, day))
        directory = TableDirectory(product.stack.deployed.table, product.stack.endpoint)
        assert [*breaches(evidence(Whole(directory, INSTITUTE).evidence(), datetime.now(UTC)))] == []


def is_card(day: date, message: Message) -> bool:
    return f"{day.day} {day:%b}" in message["text"] and "→" in message["text"]
