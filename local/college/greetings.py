"""Everybody's first message: /start with their code, sent as them through the sandbox once the bot runs."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any, Protocol

import httpx

from local.college.state import CollegeState
from operations.local_product import CannotStart

_PARALLEL_CHATS = 6
_PATIENCE_SECONDS = 90.0
_POLL_SECONDS = 0.1


class Chat(Protocol):
    @property
    def state(self) -> Path: ...
    @property
    def chat_url(self) -> str: ...


def register(chat_url: str, people: Sequence[Mapping[str, Any]]) -> None:
    """Put these people into the sandbox, or bring them up to date if they are there."""
    with httpx.Client(base_url=chat_url, timeout=30) as client:
        client.post("/sandbox/people", json=list(people)).raise_for_status()


def greet(chat: Chat, progress: Callable[[str], None]) -> None:
    """Send /start for everybody who has a code and has not been answered, and wait for the answers."""
    waiting = [p for p in CollegeState(chat.state).people() if p["start"]]
    with (
        httpx.Client(base_url=chat.chat_url, timeout=30) as client,
        ThreadPoolExecutor(_PARALLEL_CHATS) as pool,
    ):
        unanswered = [p for p in waiting if not _is_answered(client, p["id"])]
        starts = [pool.submit(_start, client, p) for p in unanswered]
        for done, start in enumerate(as_completed(starts), start=1):
            start.result()
            if done % 25 == 0 or done == len(starts):
                progress(f"linking everybody's account: {done} of {len(starts)}")


def _start(client: httpx.Client, person: Mapping[str, Any]) -> None:
    if not _messages(client, person["id"]):
        text = {"text": f"/start {person['start']}"}
        client.post(f"/sandbox/chats/{person['id']}/messages", json=text).raise_for_status()
    until = time.monotonic() + _PATIENCE_SECONDS
    while not _is_answered(client, person["id"]):
        if time.monotonic() > until:
            raise CannotStart(f"The bot did not answer {person['name']}'s /start. Its log is bot.log.")
        time.sleep(_POLL_SECONDS)


def _is_answered(client: httpx.Client, person: int) -> bool:
    return any(m["from"] == "bot" for m in _messages(client, person))


def _messages(client: httpx.Client, person: int) -> list[dict[str, Any]]:
    response = client.get(f"/sandbox/chats/{person}/messages")
    response.raise_for_status()
    body = response.json()
    messages: list[dict[str, Any]] = body["messages"] if isinstance(body, dict) else body
    return messages
