"""One call of a method: its parameters as Telegram reads them, and the chat it is about."""

import json
import re
from collections.abc import Mapping
from typing import Any

from aiohttp.web_request import FileField

from local.sandbox.faults import migrated
from local.sandbox.people import Upload
from local.sandbox.refusal import bad, forbidden
from local.sandbox.store import Json
from local.sandbox.telegram import Telegram

_MAX_ID = 2**52  # Telegram's own bound
_ID = re.compile(r"-?[0-9]{1,20}")


class Call:
    """Parameters come as text in a form and as values in JSON; both are read alike."""

    def __init__(self, telegram: Telegram, method: str, parameters: Mapping[str, Any]) -> None:
        self.telegram = telegram
        self.method = method
        self._parameters = parameters

    def has(self, name: str) -> bool:
        return self._parameters.get(name) not in (None, "")

    def text(self, name: str) -> str:
        value = self._parameters.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in ("true", "1", "yes")

    def number(self, name: str, default: int = 0) -> int:
        try:
            value = int(float(self.text(name) or default))
        except (ValueError, OverflowError) as error:
            raise bad(f'parameter "{name}" is not a number') from error
        return value if abs(value) < _MAX_ID else 0

    def structure(self, name: str, what: str) -> Any:
        """An object or a list, as itself or as JSON in a text; None where it is not given."""
        value = self._parameters.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError as error:
            raise bad(f"can't parse {what} JSON object") from error

    def upload(self, name: str) -> Upload | None:
        """A file of this request: in the field itself, or where its `attach://` points."""
        value = self._parameters.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            value = self._parameters.get(value.removeprefix("attach://"))
        if not isinstance(value, FileField):
            return None
        return Upload(value.filename, value.content_type, value.file.read())

    # the chat

    @property
    def chat_id(self) -> int | None:
        raw = self.text("chat_id")
        return int(raw) if _ID.fullmatch(raw) and abs(int(raw)) < _MAX_ID else None

    @property
    def known_chat(self) -> int:
        """A chat that there is, whether or not the bot may speak there."""
        if not self.has("chat_id"):
            raise bad("chat_id is empty")
        id, store = self.chat_id, self.telegram.store
        if id is None or (store.person(id) if id > 0 else store.group(id)) is None:
            raise bad("chat not found")
        return id

    @property
    def chat(self) -> int:
        """A chat in which the bot may speak."""
        id = self.known_chat
        if id > 0:
            _check_person(self.telegram.store.person(id) or {})
        else:
            _check_group(self.telegram.store.group(id) or {})
        return id


def _check_person(person: Json) -> None:
    if not person["started"]:
        raise forbidden("bot can't initiate conversation with a user")
    if person["blocked"]:
        raise forbidden("bot was blocked by the user")


def _check_group(group: Json) -> None:
    if group.get("migrated_to"):
        raise migrated(group["migrated_to"])
    kind = "supergroup" if group["type"] == "supergroup" else "group"
    if group["bot"] == "kicked":
        raise forbidden(f"bot was kicked from the {kind} chat")
    if group["bot"] == "left":
        raise forbidden(f"bot is not a member of the {kind} chat")
