"""A Telegram at the HTTP level, recording what the bot says; and people talking to the bot through it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from telegram import Update
from telegram.request import BaseRequest, RequestData

from bot.app import App, build
from bot.settings import Settings
from tests.support.fake_api import KEY, FakeApi

BOT = {"id": 42, "is_bot": True, "first_name": "Dayorder", "username": "dayorder_bot"}


@dataclass
class Call:
    """One call of the Bot API."""

    method: str
    parameters: dict[str, Any]
    files: dict[str, Any] = field(default_factory=dict)
    """name, bytes and type of what was uploaded, by field"""

    @property
    def chat(self) -> int:
        return int(self.parameters["chat_id"])

    @property
    def text(self) -> str:
        return str(self.parameters.get("text", ""))

    @property
    def caption(self) -> str:
        """Under a picture that is sent, or that takes the place of another message."""
        media = self.parameters.get("media")
        return str((media if isinstance(media, dict) else self.parameters).get("caption", ""))

    @property
    def file(self) -> tuple[str, bytes]:
        """Name and content of the one file that is uploaded."""
        ((name, content, _),) = self.files.values()
        return name, content

    @property
    def buttons(self) -> dict[str, str]:
        """The words of each inline button with its data."""
        markup = self.parameters.get("reply_markup") or {}
        rows = (json.loads(markup) if isinstance(markup, str) else markup).get("inline_keyboard", [])
        return {b["text"]: b.get("callback_data", "") for row in rows for b in row}

    def data_of(self, words: str) -> str:
        """The data of the first button whose words have these in them."""
        found = [data for text, data in self.buttons.items() if words in text]
        assert found, f"no button {words!r} among {list(self.buttons)}"
        return found[0]


Refusal = tuple[int, dict[str, Any]]


def refused(status: int, description: str, **parameters: Any) -> Refusal:
    """What Telegram answers to a call that it refuses."""
    body = {"ok": False, "error_code": status, "description": description}
    return status, body | ({"parameters": parameters} if parameters else {})


@dataclass(eq=False)
class FakeTelegram(BaseRequest):
    """Takes every call; `refuse` may answer some of them otherwise."""

    calls: list[Call] = field(default_factory=list)
    refuse: Callable[[Call], Refusal | Exception | None] = lambda call: None
    last_message: int = 100
    last_update: int = 0
    file: bytes = b"PK"
    """what a person has sent"""

    @property
    def read_timeout(self) -> float | None:
        return 1.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        if "/file/bot" in url:
            return 200, self.file
        call = Call(url.rsplit("/", 1)[1], dict(request_data.parameters) if request_data else {})
        call.files = dict(request_data.multipart_data) if request_data and request_data.contains_files else {}
        self.calls.append(call)
        refusal = self.refuse(call)
        if isinstance(refusal, Exception):
            raise refusal
        if refusal:
            return refusal[0], json.dumps(refusal[1]).encode()
        return 200, json.dumps({"ok": True, "result": self._result(call)}).encode()

    def _result(self, call: Call) -> Any:
        if call.method == "getMe":
            return BOT
        if call.method == "sendMessage":
            self.last_message += 1
            return self._message(call.chat, self.last_message, call.text)
        if call.method in ("sendDocument", "sendPhoto"):
            self.last_message += 1
            return self._message(call.chat, self.last_message, str(call.parameters.get("caption", "")))
        if call.method == "getFile":
            return {"file_id": "F1", "file_unique_id": "U1", "file_path": "documents/1.xlsx"}
        if call.method.startswith("editMessage"):
            return self._message(call.chat, int(call.parameters["message_id"]), call.text)
        return True

    def _message(self, chat: int, message: int, text: str) -> dict[str, Any]:
        return {
            "message_id": message,
            "date": 1,
            "chat": {"id": chat, "type": "private"},
            "from": BOT,
            "text": text,
        }

    def said(self, method: str = "sendMessage") -> list[Call]:
        return [call for call in self.calls if call.method == method]

    def text_update(self, person: int, text: str, *, chat_type: str = "private") -> dict[str, Any]:
        self.last_message += 1
        command = text.split()[0] if text.startswith("/") else ""
        chat = person if chat_type == "private" else -person
        message: dict[str, Any] = {
            "message_id": self.last_message,
            "date": 1,
            "chat": {"id": chat, "type": chat_type},
            "from": {"id": person, "is_bot": False, "first_name": "A person"},
            "text": text,
        }
        if command:
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(command)}]
        return self._update(message=message)

    def file_update(self, person: int, name: str, size: int = 1000) -> dict[str, Any]:
        raw = self.text_update(person, "")
        del raw["message"]["text"]
        raw["message"]["document"] = {
            "file_id": "F1", "file_unique_id": "U1", "file_name": name, "file_size": size,
        }  # fmt: skip
        return raw

    def inline_update(self, person: int, text: str) -> dict[str, Any]:
        who = {"id": person, "is_bot": False, "first_name": "A person"}
        return self._update(inline_query={"id": "q1", "from": who, "query": text, "offset": ""})

    def tap_update(
        self, person: int, data: str, *, message: int, text: str = "card", on_picture: bool = False
    ) -> dict[str, Any]:
        tapped = self._message(person, message, text)
        if on_picture:
            del tapped["text"]
            tapped["photo"] = [{"file_id": "p1", "file_unique_id": "u1", "width": 1280, "height": 900}]
        return self._update(
            callback_query={
                "id": f"tap{self.last_update}",
                "from": {"id": person, "is_bot": False, "first_name": "A person"},
                "chat_instance": "1",
                "message": tapped,
                "data": data,
            }
        )

    def _update(self, **what: Any) -> dict[str, Any]:
        self.last_update += 1
        return {"update_id": self.last_update, **what}


def as_update(raw: dict[str, Any], bot: Any) -> Update:
    update = Update.de_json(raw, bot)
    assert update is not None
    return update


SETTINGS = Settings(
    api_url="http://api.test",
    bot_key=KEY,
    telegram_token="42:TEST",
    telegram_api="http://telegram.test",
    webhook_secret="hush",
)


@dataclass
class Chat:
    """`say` and `tap` answer the calls of the Bot API that they caused."""

    api: FakeApi = field(default_factory=FakeApi)
    telegram: FakeTelegram = field(default_factory=FakeTelegram)
    pauses: list[float] = field(default_factory=list)
    """that the bot has made"""

    def __post_init__(self) -> None:
        self.app: App = build(
            SETTINGS, telegram=self.telegram, backend=self.api.transport(), sleep=self._pause
        )

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)

    async def __aenter__(self) -> Self:
        await self.app.initialize()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.app.shutdown()

    async def say(self, person: int, text: str) -> list[Call]:
        return await self.happens(self.telegram.text_update(person, text))

    async def ask_inline(self, person: int, text: str) -> Call:
        return only(await self.happens(self.telegram.inline_update(person, text)), "answerInlineQuery")

    async def say_in_group(self, person: int, text: str) -> list[Call]:
        return await self.happens(self.telegram.text_update(person, text, chat_type="group"))

    async def tap(self, person: int, on: Call | str, words: str = "", *, message: int = 500) -> list[Call]:
        data = on if isinstance(on, str) else on.data_of(words)
        picture = not isinstance(on, str) and on.method in ("sendPhoto", "editMessageMedia")
        return await self.happens(self.telegram.tap_update(person, data, message=message, on_picture=picture))

    async def say_in(self, language: str, person: int, text: str) -> list[Call]:
        """From a Telegram that is set to this language."""
        raw = self.telegram.text_update(person, text)
        raw["message"]["from"]["language_code"] = language
        return await self.happens(raw)

    async def happens(self, raw: dict[str, Any]) -> list[Call]:
        before = len(self.telegram.calls)
        await self.app.process_update(as_update(raw, self.app.bot))
        return self.telegram.calls[before:]


def only(calls: list[Call], method: str = "sendMessage") -> Call:
    """The one call of this method."""
    found = [call for call in calls if call.method == method]
    assert len(found) == 1, [(c.method, c.text) for c in calls]
    return found[0]


def alert(calls: list[Call]) -> str:
    """What the answered tap said."""
    return only(calls, "answerCallbackQuery").text
