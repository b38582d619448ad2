"""A calendar program for tests: subscribes, fetches, and reads what it got with a library's own eyes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import httpx
from icalendar import Calendar

from tests.support import api
from tests.support.wsgi import application


@dataclass(frozen=True)
class Subscription:
    """One link, as a calendar program holds it."""

    path: str

    def get(self, **headers: str) -> httpx.Response:
        with httpx.Client(transport=httpx.WSGITransport(application), base_url="http://api") as client:
            return client.get(self.path, headers=headers)

    def text(self) -> str:
        answer = self.get()
        assert answer.status_code == 200, answer.text
        return answer.content.decode()

    def events(self) -> dict[str, Any]:
        """By what they are known by."""
        events: list[Any] = Calendar.from_ical(self.text()).walk("VEVENT")
        events_by_uid = {str(e["UID"]): e for e in events}
        assert len(events_by_uid) == len(events)
        return events_by_uid

    def on(self, day: date) -> list[Any]:
        """The classes of one date, those that are cancelled too, by time."""
        classes = [e for e in self.events().values() if isinstance(e.start, datetime)]
        return sorted((e for e in classes if e.start.date() == day), key=lambda e: e.start)


def subscribe(who: str, section: str | None = None) -> Subscription:
    answer = api.call(who, "POST", "/me/calendarlinks/", {"section": section})
    assert answer.status == 201, answer.body
    return Subscription(answer.body["path"])


def is_cancelled(event: Any) -> bool:
    return str(event["STATUS"]) == "CANCELLED"


def in_words(event: Any) -> tuple[str, str, str]:
    """Title, local time and place."""
    return str(event["SUMMARY"]), f"{event.start:%H:%M}-{event.end:%H:%M}", str(event["LOCATION"])


@contextmanager
def told_offsets(text: str) -> Iterator[Any]:
    """How a program that knows no zones reads a local time: by the file's own VTIMEZONE, as UTC."""
    zones: list[Any] = Calendar.from_ical(text).walk("VTIMEZONE")
    (zone,) = zones
    zone_of_file = zone.to_tz(lookup_tzid=False)
    yield lambda local: local.replace(tzinfo=zone_of_file).astimezone(UTC)
