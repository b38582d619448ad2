"""The bot's side of the loop before a Telegram that answers: the sandbox, or the real one if asked for."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from telegram.request import RequestData

from tests.support.sandbox import TOKEN, running
from tests.support.telegram import Call, Chat, FakeTelegram

PERSON = 1001


@dataclass(eq=False)
class AnsweringTelegram(FakeTelegram):
    """Each call goes to a Bot API; everybody's chat is the one of the person who tries it."""

    url: str = ""
    token: str = ""
    person: int = 0
    answers: list[tuple[Call, int, dict[str, Any]]] = field(default_factory=list)
    http: httpx.AsyncClient = field(default_factory=lambda: httpx.AsyncClient(timeout=30))

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        name = url.rsplit("/", 1)[1]
        sent = dict(request_data.json_parameters) if request_data else {}
        files = dict(request_data.multipart_data) if request_data and request_data.contains_files else {}
        call = Call(name, dict(request_data.parameters) if request_data else {}, files)
        self.calls.append(call)
        answer = await self.http.post(
            f"{self.url}/bot{self.token}/{name}", data=self._addressed(sent), files=files or None
        )
        body = answer.json()
        self.answers.append((call, answer.status_code, body))
        if name.startswith("send") and body["ok"]:
            self.last_message = body["result"]["message_id"]
        return answer.status_code, answer.content

    def _addressed(self, sent: dict[str, str]) -> dict[str, str]:
        if "chat_id" in sent:
            sent["chat_id"] = str(self.person)
        if "scope" in sent and "chat_id" in (scope := json.loads(sent["scope"])):
            sent["scope"] = json.dumps(scope | {"chat_id": self.person})
        return sent

    @property
    def refused(self) -> list[tuple[str, str]]:
        """What was refused, but for answers to taps: those are made up here, and unknown to Telegram."""
        return [
            (call.method, body["description"])
            for call, _, body in self.answers
            if not body["ok"] and call.method != "answerCallbackQuery"
        ]

    async def tidy(self) -> None:
        """What was sent is deleted."""
        for call, _, body in self.answers:
            if call.method.startswith("send") and body["ok"]:
                gone = {"chat_id": str(self.person), "message_id": str(body["result"]["message_id"])}
                await self.http.post(f"{self.url}/bot{self.token}/deleteMessage", data=gone)
        await self.http.aclose()


@asynccontextmanager
async def _chat(telegram: AnsweringTelegram) -> AsyncIterator[Chat]:
    try:
        async with Chat(telegram=telegram) as started:
            yield started
    finally:
        await telegram.tidy()


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    if os.environ.get("TELEGRAM_TEST"):
        api = os.environ.get("TELEGRAM_API") or "https://api.telegram.org"
        token, person = os.environ["TELEGRAM_TOKEN"], int(os.environ["TELEGRAM_CHAT"])
        async with _chat(AnsweringTelegram(url=api, token=token, person=person)) as started:
            yield started
        return
    async with running(tmp_path / "sandbox.sqlite") as sandbox:
        await sandbox.add({"id": PERSON, "name": "Dr Rao"})
        await sandbox.say(PERSON, "/start")
        async with _chat(AnsweringTelegram(url=sandbox.url, token=TOKEN, person=PERSON)) as started:
            yield started
