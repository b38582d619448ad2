"""Everything that is kept of one person, for themselves to read."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from functions.services.days import calendar_links
from functions.services.identity import settings
from functions.services.ports import (
    AUDIT_EVENT,
    CONSENT,
    DIALOGUE,
    ERASURE,
    FACULTY,
    LEAVE,
    SETTINGS,
    STUDENT,
    USER,
    AuditEvent,
    Page,
    Records,
    Ref,
    Request,
    every,
)
from timetable.access import Caller
from timetable.errors import NotAllowed
from timetable.leave.consents import Addressee, Consent, ConsentStatus
from timetable.model import FacultyUnavailability, User
from timetable.objects import listings
from timetable.objects.listings import Stretch, places

_PAGE = 100
_EVENTS = 500
"""audit events of one answer"""


def person(by: Caller) -> User:
    if by.user is None:
        raise NotAllowed("This is for people; this is a program's token.")
    return by.user


def of(request: Request, after: str | None) -> tuple[Mapping[str, Any], Page[AuditEvent]]:
    """All of it by what it is, and a page of what they did: other people's records are not in it."""
    user = person(request.caller)
    student, dialogue, forgetting = request.records.fetch(
        STUDENT[user.student or ""], DIALOGUE[user.id], ERASURE[user.id]
    )
    kept = {
        "institute": request.reference.institute.name,
        "user": user,
        "faculty": request.reference.get(FACULTY[user.faculty]) if user.faculty else None,
        "student": student,
        "settings": settings.read(request),
        "dialogue": dialogue,
        "forgetting": forgetting,
        "calendar_links": [replace(link, digest="") for link in calendar_links.mine(request)],
        "leave_requests": leaves_of(request.records, user),
        "asked_of_me": asks_of(request.records, user),
        "done_to_me": [
            e for ref in refs_of(user) for e in events_about(request.records, ref) if e.by != user.id
        ],
    }
    acts = request.records.page(
        AUDIT_EVENT, [Stretch(3, user.id)], limit=_EVENTS, after=after, descending=True
    )
    done = tuple(replace(e, before=None, after=None) for e in acts.values)
    return kept, Page(done, acts.next)


def refs_of(user: User) -> list[Ref[Any]]:
    """The objects that are records of this person."""
    profiles = (FACULTY[user.faculty or ""], STUDENT[user.student or ""])
    return [USER[user.id], SETTINGS[user.id], *(ref for ref in profiles if ref.id)]


def leaves_of(records: Records, user: User) -> list[FacultyUnavailability]:
    if user.faculty is None:
        return []
    return list(every(records, LEAVE, [Stretch(3, user.faculty)]))


def asks_of(records: Records, user: User) -> list[Consent]:
    """What the person was asked as a substitute."""
    if user.faculty is None:
        return []
    whose = Addressee("faculty", user.faculty)
    return [
        a for status in ConsentStatus for a in every(records, CONSENT, [listings.consents_of(whose, status)])
    ]


def events_about(records: Records, ref: Ref[Any]) -> Iterator[AuditEvent]:
    return every(records, AUDIT_EVENT, [Stretch(2, places(ref.kind.name, ref.id))])
