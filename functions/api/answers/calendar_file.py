"""Events as an iCalendar file (RFC 5545, 7986), the same bytes for the same events."""

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone
from icalendar import Event as Component

from functions.api.answers.calendar_entries import Event

_HOURLY = timedelta(hours=1)


def written(name: str, events: Sequence[Event], *, zone: str, first_year: int) -> str:
    """An iCalendar file of the events, with the offsets of the zone from `first_year` on."""
    calendar = Calendar()
    for field, value in (
        ("prodid", "-//Dayorder//Timetable//EN"),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"),
        ("name", name),
        ("x-wr-calname", name),
        ("x-wr-timezone", zone),
        ("x-published-ttl", "PT1H"),
    ):
        calendar.add(field, value)
    calendar.add("refresh-interval", _HOURLY, parameters={"VALUE": "DURATION"})
    calendar.add_component(
        _offsets(zone, first_year, max((e.start.year for e in events), default=first_year))
    )
    for event in events:
        calendar.add_component(_component(event))
    lines: bytes = calendar.to_ical()
    return lines.decode()


def _offsets(zone: str, first: int, last: int) -> Timezone:
    """The zone's offsets in these years and the one after, as calendars show dates after the last event."""
    return Timezone.from_tzinfo(
        ZoneInfo(zone), zone, first_date=date(first, 1, 1), last_date=date(last + 1, 12, 31)
    )


def _component(event: Event) -> Component:
    component = Component()
    component.add("uid", event.uid)
    component.add("sequence", event.sequence)
    component.add("dtstamp", event.changed_at)
    component.add("last-modified", event.changed_at)
    component.add("dtstart", event.start)
    component.add("dtend", event.end)
    component.add("summary", event.summary)
    component.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    component.add("transp", "OPAQUE" if event.is_busy else "TRANSPARENT")
    if event.location:
        component.add("location", event.location)
    if event.description:
        component.add("description", event.description)
    return component
