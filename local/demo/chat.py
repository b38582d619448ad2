"""People who talk to the bot through the sandbox, and the conversation printed as it goes."""

import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

_PATIENCE = 100.0
"""seconds: a notice whose turn did not come, on a busy machine, comes again from its queue after a minute"""
_LOOK_EVERY = 0.05
_QUIET = 2.5
"""seconds without a message after which no more is expected"""


class Difference(Exception):
    """Something is not as it must be; the message is one line that says what."""


@dataclass(frozen=True, slots=True)
class Message:
    id: int
    by_bot: bool
    text: str
    buttons: tuple[tuple[str, str], ...]
    """words and data"""

    def data_of(self, word: str) -> str | None:
        return next((data for words, data in self.buttons if word in words), None)


Fits = Callable[[Message], bool]


class Stage:
    """The sandbox, and what is printed."""

    def __init__(self, chat_url: str) -> None:
        self._http = httpx.Client(base_url=chat_url, timeout=30)
        # a busy machine may be slower than Telegram would wait; the play is about what is answered
        self._http.patch("/sandbox/settings", json={"tap_seconds": _PATIENCE}).raise_for_status()
        self._colour = sys.stdout.isatty()
        self.checks = 0

    def people(self) -> list["Person"]:
        found = self._get("/sandbox/people")
        known = found["people"] if isinstance(found, dict) else found
        return [
            Person(self, p["id"], p["name"], p["role"], p.get("about") or "", p.get("start")) for p in known
        ]

    def messages(self, person: int) -> list[Message]:
        found = self._get(f"/sandbox/chats/{person}/messages")
        return [_message(m) for m in (found["messages"] if isinstance(found, dict) else found)]

    def send(self, person: int, text: str) -> int:
        sent = self._post(f"/sandbox/chats/{person}/messages", {"text": text})
        return int(sent["message_id"])

    def press(self, person: int, message: int, data: str) -> str:
        body = {"message_id": message, "data": data}
        id = self._post(f"/sandbox/chats/{person}/press", body)["callback_query_id"]
        answered = self.wait(
            lambda: (a := self._get(f"/sandbox/callbacks/{id}")).get("answered") and a, "an answer to the tap"
        )
        return str(answered.get("text") or "")

    def _get(self, path: str) -> Any:
        response = self._http.get(path)
        response.raise_for_status()
        return response.json()

    def _post(self, path: str, body: Mapping[str, Any]) -> Any:
        response = self._http.post(path, json=body)
        response.raise_for_status()
        return response.json()

    # waiting

    def wait(self, look: Callable[[], Any], for_what: str) -> Any:
        """Whatever is true of `look` first; raises Difference when it does not come."""
        until = time.monotonic() + _PATIENCE
        while not (found := look()):
            if time.monotonic() > until:
                raise Difference(f"{for_what} did not come within {_PATIENCE:.0f} s")
            time.sleep(_LOOK_EVERY)
        return found

    def until_quiet(self, people: Iterable["Person"]) -> None:
        """Until none of these chats has had anything new for a while."""
        watched = list(people)
        seen: list[list[Message]] = []
        since = time.monotonic()
        until = since + _PATIENCE
        while time.monotonic() - since < _QUIET and time.monotonic() < until:
            now = [p.messages() for p in watched]
            if now != seen:
                seen, since = now, time.monotonic()
            time.sleep(_LOOK_EVERY * 4)

    # printing and checking

    def scene(self, title: str) -> None:
        print(f"\n{self._in('1', f'── {title} ')}{self._in('1', '─' * max(4, 76 - len(title)))}", flush=True)

    def said(self, who: "Person", text: str) -> None:
        print(f"\n{self._in('36;1', who.name)} {self._in('2', who.role)}  {text}", flush=True)

    def tapped(self, who: "Person", words: str, answer: str) -> None:
        print(f"\n{self._in('36;1', who.name)} {self._in('2', who.role)}  taps [{words}]", flush=True)
        if answer:
            print(f"   ({answer})", flush=True)

    def showed(self, who: "Person", message: Message, how: str = "") -> None:
        print(self._in("33", f"   Dayorder to {who.name}{how}"), flush=True)
        for line in message.text.splitlines():
            print(f"   │ {line}")
        if message.buttons:
            print("   │ " + " ".join(f"[{words.strip()}]" for words, _ in message.buttons if words.strip()))

    def check(self, holds: object, claim: str, *, found: object = "") -> None:
        """The claim, ticked; raises Difference where it does not hold."""
        if not holds:
            raise Difference(
                f"expected: {claim}" + (f"; found: {' / '.join(str(found).split(chr(10)))}" if found else "")
            )
        self.checks += 1
        print(self._in("32", f"   ✓ {claim}"), flush=True)

    def _in(self, colour: str, text: str) -> str:
        return f"\033[{colour}m{text}\033[0m" if self._colour else text


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account in the sandbox."""

    stage: Stage
    id: int
    name: str
    role: str
    about: str
    code: str | None

    def messages(self) -> list[Message]:
        return self.stage.messages(self.id)

    def last(self) -> int:
        """The number of the newest message in this chat."""
        return max((m.id for m in self.messages()), default=0)

    def after(self, mark: int, fits: Fits | None = None) -> list[Message]:
        """What the bot has said since."""
        return [m for m in self.messages() if m.by_bot and m.id > mark and (fits is None or fits(m))]

    def gets(self, mark: int, fits: Fits, what: str) -> Message:
        """The first message since the mark that fits, once it is there and fits."""
        found: list[Message] = self.stage.wait(lambda: self.after(mark, fits), f"{what} for {self.name}")
        return found[0]

    def asks(self, text: str, fits: Fits = lambda m: not is_news(m)) -> Message:
        """Sends it, and has the answer; nothing is printed."""
        sent = self.stage.send(self.id, text)
        return self.gets(sent, fits, f"an answer to {text!r}")

    def says(self, text: str, fits: Fits = lambda m: not is_news(m)) -> Message:
        """The same, printed."""
        self.stage.said(self, text)
        answer = self.asks(text, fits)
        self.stage.showed(self, answer)
        return answer

    def sees(self, message: int) -> Message:
        """A message as it is now."""
        return next(m for m in self.messages() if m.id == message)

    def sees_change(self, message: int, fits: Fits, what: str) -> Message:
        """The message once it has been edited to fit."""
        changed: Message = self.stage.wait(
            lambda: fits(m := self.sees(message)) and m, f"{what} for {self.name}"
        )
        self.stage.showed(self, changed, ", edited")
        return changed

    def taps(self, message: Message, word: str) -> str:
        """Presses the button that has this word on it; what the tap is answered with."""
        found = next(((words, data) for words, data in message.buttons if word in words), None)
        if found is None:
            raise Difference(f"expected: a button with {word!r} for {self.name}; found: {message.text!r}")
        return self.repeats(message, *found)

    def repeats(self, message: Message, words: str, data: str) -> str:
        """Presses a button as it was drawn once."""
        answer = self.stage.press(self.id, message.id, data)
        self.stage.tapped(self, words, answer)
        return answer


_NEWS = ("🔁", "🔔", "ℹ️", "✅ Your leave", "❌ Your leave", "↩️ Your leave", "Leave request")


def is_news(message: Message) -> bool:
    """What the bot says unasked: notices and cards."""
    return message.text.startswith(_NEWS)


def _message(value: Mapping[str, Any]) -> Message:
    rows = value.get("buttons") or []
    buttons = tuple((b["text"], b.get("data") or "") for row in rows for b in row)
    return Message(value["message_id"], value["from"] == "bot", value.get("text") or "", buttons)
