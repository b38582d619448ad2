"""Everything that is stored about one person, for themselves to read."""

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
)
from functions.services.ports.paging import every
from timetable.access import Caller
from timetable.errors import NotAllowed
from timetable.leave.consents import Addressee, Consent, ConsentStatus
from timetable.model import FacultyUnavailability, User
from timetable.objects import listings
from timetable.objects.listings import Stretch, places

_EVENTS_PER_PAGE = 500


def person(by: Caller) -> User:
    """The person who calls; raises NotAllowed for the token of a program."""
    if by.user is None:
        raise NotAllowed("This is for people; this is a program's token.")
    return by.user


def read(request: Request, after: str | None) -> tuple[Mapping[str, Any], Page[AuditEvent]]:
    """All records of the caller by their sort, and a page of what the caller did.

    The events on that page say nothing of the objects that the caller changed: other people's data may be
    in them.
    """
    user = person(request.caller)
    student, dialogue, erasure = request.records.fetch(
        STUDENT[user.student or ""], DIALOGUE[user.id], ERASURE[user.id]
    )
    data = {
        "institute": request.reference.institute.name,
        "user": user,
        "faculty": request.reference.get(FACULTY[user.faculty]) if user.faculty else None,
        "student": student,
        "settings": settings.read(request),
        "dialogue": dialogue,
        "forgetting": erasure,
        "calendar_links": [replace(link, digest="") for link in calendar_links.own_links(request)],
        "leave_requests": leaves_of(request.records, user),
        "asked_of_me": consents_of(request.records, user),
        "done_to_me": [
            e for ref in refs_of(user) for e in events_about(request.records, ref) if e.by != user.id
        ],
    }
    acts = request.records.page(
        AUDIT_EVENT, [Stretch(3, user.id)], limit=_EVENTS_PER_PAGE, after=after, descending=True
    )
    done = tuple(replace(e, before=None, after=None) for e in acts.values)
    return data, Page(done, acts.next)


def refs_of(user: User) -> list[Ref[Any]]:
    """The objects that are records of this person."""
    profiles = (FACULTY[user.faculty or ""], STUDENT[user.student or ""])
    return [USER[user.id], SETTINGS[user.id], *(ref for ref in profiles if ref.id)]


def leaves_of(records: Records, user: User) -> list[FacultyUnavailability]:
    """Every leave that the person has ever asked for."""
    if user.faculty is None:
        return []
    return list(every(records, LEAVE, [Stretch(3, user.faculty)]))


def consents_of(records: Records, user: User) -> list[Consent]:
    """Every consent that the person was asked for as a teacher, whatever its status."""
    if user.faculty is None:
        return []
    addressee = Addressee("faculty", user.faculty)
    lists = [listings.consents_of(addressee, status) for status in ConsentStatus]
    return [consent for stretch in lists for consent in every(records, CONSENT, [stretch])]


def events_about(records: Records, ref: Ref[Any]) -> Iterator[AuditEvent]:
    """Every audit event about one object."""
    return every(records, AUDIT_EVENT, [Stretch(2, places(ref.kind.name, ref.id))])
