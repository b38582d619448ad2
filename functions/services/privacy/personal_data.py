"""Everything that is kept of one person, for themselves to read."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from functions.services.days import calendar_links
from functions.services.identity import settings
from functions.services.ports import AuditEvent, Page, Records, Ref
from timetable.access import Caller
from timetable.errors import NotAllowed
from timetable.leave.consents import Addressee, AskStatus
from timetable.model import User
from timetable.objects import listings
from timetable.objects.listings import Stretch, places

_PAGE = 100
_EVENTS = 500
"""audit events of one answer"""


def person(by: Caller) -> User:
    if by.user is None:
        raise NotAllowed("This is for people; this is a program's token.")
    return by.user


def of(records: Records, by: Caller, after: str | None) -> tuple[Mapping[str, Any], Page]:
    """All of it by what it is, and a page of what they did: other people's records are not in it."""
    user = person(by)
    student, dialogue, forgetting = records.fetch(
        Ref("student", user.student or ""), Ref("dialogue", user.id), Ref("forgetting", user.id)
    )
    kept = {
        "institute": records.reference.institute.name,
        "user": user,
        "faculty": records.reference.get("faculty", user.faculty) if user.faculty else None,
        "student": student,
        "settings": settings.read(records, by),
        "dialogue": dialogue,
        "forgetting": forgetting,
        "calendar_links": [replace(link, digest="") for link in calendar_links.mine(records, by)],
        "leave_requests": leaves_of(records, user),
        "asked_of_me": asks_of(records, user),
        "done_to_me": [e for ref in refs_of(user) for e in events_about(records, ref) if e.by != user.id],
    }
    acts = records.page("audit", [Stretch(3, user.id)], limit=_EVENTS, after=after, descending=True)
    done = tuple(replace(e, before=None, after=None) for e in acts.values)
    return kept, Page(done, acts.next)


def refs_of(user: User) -> list[Ref]:
    """The objects that are records of this person."""
    own = [Ref("user", user.id), Ref("settings", user.id)]
    own += [Ref("faculty", user.faculty)] if user.faculty else []
    return own + ([Ref("student", user.student)] if user.student else [])


def leaves_of(records: Records, user: User) -> list[Any]:
    if user.faculty is None:
        return []
    return list(_every(records, "leave", Stretch(3, user.faculty)))


def asks_of(records: Records, user: User) -> list[Any]:
    """What the person was asked as a substitute."""
    if user.faculty is None:
        return []
    whose = Addressee("faculty", user.faculty)
    return [a for status in AskStatus for a in _every(records, "ask", listings.asks_of(whose, status))]


def events_about(records: Records, ref: Ref) -> Iterator[AuditEvent]:
    return _every(records, "audit", Stretch(2, places(ref.kind, ref.id)))


def _every(records: Records, kind: str, stretch: Stretch) -> Iterator[Any]:
    after: str | None = None
    while True:
        page = records.page(kind, [stretch], limit=_PAGE, after=after)
        yield from page.values
        if (after := page.next) is None:
            return
