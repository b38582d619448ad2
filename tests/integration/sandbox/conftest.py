"""A sandbox with a few people in it, and python-telegram-bot as its bot."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.sandbox import MEERA, RAO, SILENT, Bot, Sandbox, client, read, running

PEOPLE = [{"id": RAO, "name": "Dr Rao"}, {"id": MEERA, "name": "Meera"}, {"id": SILENT, "name": "Silent"}]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "sandbox.sqlite"


@pytest.fixture
async def sandbox(state: Path) -> AsyncIterator[Sandbox]:
    async with running(state) as server:
        await server.add(*PEOPLE)
        yield server


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    """A bot that both Rao and Meera wrote to, and that has read it."""
    app = client(sandbox)
    async with app:
        for person in (RAO, MEERA):
            await sandbox.say(person, "/start")
        await read(app.bot)
        yield app.bot
