"""People who talk to the bot through the sandbox, and the conversation printed as it goes."""

import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

_PATIENCE_SECONDS = 100.0  # a notice whose turn did not come on a busy machine comes again after a minute
_POLL_SECONDS = 0.05
_QUIET_SECONDS = 2.5  # without a message, after which no more is expected


class Difference(Exception):
    """Something is not as it must be; the message is one line that says what."""


@dataclass(frozen=True, slots=True)
class Message:
    id: int
    by_bot: bool
    text: str
    buttons: tuple[tuple[str, str], ...]  # words and data

    def data_of(self, word: str) -> str | None:
        return next((data for words, data in self.buttons if word in words), None)


Fits = Callable[[Message], bool]


class Stage:
    """The sandbox, and what is printed."""

    def __init__(self, chat_url: str) -> None:
        self._http = httpx.Client(base_url=chat_url, timeout=30)
        # a busy machine may be slower than Telegram would wait; the play is about what is answered
        self._http.patch("/sandbox/settings", json={"tap_seconds": _PATIENCE_SECONDS}).raise_for_status()
        self._colour = sys.stdout.isatty()
        self.checks = 0

    def people(self) -> list["Person"]:
        answer = self._get("/sandbox/people")
        people = answer["people"] if isinstance(answer, dict) else answer
        return [
            Person(self, p["id"], p["name"], p["role"], p.get("about") or "", p.get("start")) for p in people
        ]

    def messages(self, person: int) -> list[Message]:
        answer = self._get(f"/sandbox/chats/{person}/messages")
        return [_message(m) for m in (answer["messages"] if isinstance(answer, dict) else answer)]

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

    def wait(self, condition: Callable[[], Any], description: str) -> Any:
        """The first true value of `condition`. Raises Difference if there is none in time."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while not (value := condition()):
            if time.monotonic() > until:
                raise Difference(f"{description} did not come within {_PATIENCE_SECONDS:.0f} s")
            time.sleep(_POLL_SECONDS)
        return value

    def until_quiet(self, people: Iterable["Person"]) -> None:
        """Wait until none of these chats has had a new message for a while."""
        watched = list(people)
        previous: list[list[Message]] = []
        since = time.monotonic()
        until = since + _PATIENCE_SECONDS
        while time.monotonic() - since < _QUIET_SECONDS and time.monotonic() < until:
            now = [p.messages() for p in watched]
            if now != previous:
                previous, since = now, time.monotonic()
            time.sleep(_POLL_SECONDS * 4)

    # printing and checking

    def scene(self, title: str) -> None:
        print(f"\n{self._in('1', f'── {title} ')}{self._in('1', '─' * max(4, 76 - len(title)))}", flush=True)

    def print_message(self, who: "Person", text: str) -> None:
        print(f"\n{self._in('36;1', who.name)} {self._in('2', who.role)}  {text}", flush=True)

    def print_tap(self, who: "Person", words: str, answer: str) -> None:
        print(f"\n{self._in('36;1', who.name)} {self._in('2', who.role)}  taps [{words}]", flush=True)
        if answer:
            print(f"   ({answer})", flush=True)

    def print_answer(self, who: "Person", message: Message, how: str = "") -> None:
        print(self._in("33", f"   Dayorder to {who.name}{how}"), flush=True)
        for line in message.text.splitlines():
            print(f"   │ {line}")
        if message.buttons:
            print("   │ " + " ".join(f"[{words.strip()}]" for words, _ in message.buttons if words.strip()))

    def check(self, holds: object, claim: str, *, actual: object = "") -> None:
        """Print the claim with a tick. Raises Difference if it does not hold."""
        if not holds:
            raise Difference(
                f"expected: {claim}"
                + (f"; found: {' / '.join(str(actual).split(chr(10)))}" if actual else "")
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
        """The bot's messages after the one with this number."""
        return [m for m in self.messages() if m.by_bot and m.id > mark and (fits is None or fits(m))]

    def gets(self, mark: int, fits: Fits, what: str) -> Message:
        """Wait for a message after the mark that fits."""
        messages: list[Message] = self.stage.wait(lambda: self.after(mark, fits), f"{what} for {self.name}")
        return messages[0]

    def answer_to(self, text: str, fits: Fits = lambda m: not is_news(m)) -> Message:
        """Send a text and wait for the answer. Nothing is printed."""
        sent = self.stage.send(self.id, text)
        return self.gets(sent, fits, f"an answer to {text!r}")

    def says(self, text: str, fits: Fits = lambda m: not is_news(m)) -> Message:
        """Send a text and wait for the answer; both are printed."""
        self.stage.print_message(self, text)
        answer = self.answer_to(text, fits)
        self.stage.print_answer(self, answer)
        return answer

    def sees(self, message: int) -> Message:
        """A message as it is now."""
        return next(m for m in self.messages() if m.id == message)

    def sees_change(self, message: int, fits: Fits, what: str) -> Message:
        """The message once it has been edited to fit."""
        changed: Message = self.stage.wait(
            lambda: fits(m := self.sees(message)) and m, f"{what} for {self.name}"
        )
        self.stage.print_answer(self, changed, ", edited")
        return changed

    def taps(self, message: Message, word: str) -> str:
        """Press the button that has this word on it. Returns the answer to the tap."""
        button = next(((words, data) for words, data in message.buttons if word in words), None)
        if button is None:
            raise Difference(f"expected: a button with {word!r} for {self.name}; found: {message.text!r}")
        return self.repeats(message, *button)

    def repeats(self, message: Message, words: str, data: str) -> str:
        """Press a button with this data, whether or not the message still has it. Returns the answer."""
        answer = self.stage.press(self.id, message.id, data)
        self.stage.print_tap(self, words, answer)
        return answer


_NEWS = ("🔁", "🔔", "ℹ️", "✅ Your leave", "❌ Your leave", "↩️ Your leave", "Leave request")


def is_news(message: Message) -> bool:
    """Whether the bot says this unasked: notices and cards."""
    return message.text.startswith(_NEWS)


def _message(value: Mapping[str, Any]) -> Message:
    rows = value.get("buttons") or []
    buttons = tuple((b["text"], b.get("data") or "") for row in rows for b in row)
    return Message(value["message_id"], value["from"] == "bot", value.get("text") or "", buttons)
