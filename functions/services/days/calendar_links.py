"""Links to a calendar that people subscribe to: whoever holds one reads it. Shown once, kept as a hash."""

from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_urlsafe

from functions.services.days.day_views import own
from functions.services.identity import guessing
from functions.services.identity.hashing import hash_secret
from functions.services.identity.visibility import readable_object
from functions.services.ports import (
    CALENDAR_KEY,
    CALENDAR_LINK,
    OWN_CALENDAR,
    SECTION,
    USER,
    CalendarKey,
    CalendarLink,
    Directory,
    Records,
    Ref,
    Request,
    Write,
)
from timetable.access import Caller
from timetable.errors import NotAllowed, NotFound, Refusal, RuleBroken, StaleVersion
from timetable.model import Resource, Section, SectionId, User
from timetable.objects.listings import Stretch

MOST = 40
"""links of one person"""
_REQUESTS = 60
"""that one link answers in a minute"""


@dataclass(frozen=True, slots=True)
class Issued:
    """A link, and the secret that is shown this once."""

    link: CalendarLink
    secret: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The calendar behind a link: whose classes it shows, and who they are shown to."""

    records: Records
    reader: Caller
    section: Section | None
    resources: tuple[Resource, ...]


def create(request: Request, section: SectionId | None) -> Issued:
    """A link to the caller's own classes, or to a section's. The one that they had to the same is replaced:
    from this moment on it opens nothing."""
    user = _person(request.caller)
    if not _resources(request, section)[1]:
        raise RuleBroken("You have no classes of your own. Name a section.", field="section")
    secret = token_urlsafe(24)
    (before,) = request.records.fetch(_ref(user, section or OWN_CALENDAR))
    if before is None and len(mine(request)) >= MOST:
        raise RuleBroken(f"{MOST} links are the most. Revoke one first.", field="section")
    link = CalendarLink(user.id, section, hash_secret(secret), created_at=request.now, updated_at=request.now)
    if isinstance(before, CalendarLink):
        link = replace(link, version=before.version + 1, created_at=before.created_at)
    with request.write() as write:
        write.change(CALENDAR_LINK[_ref(user, link.id).id], link, was=link.version - 1, otherwise=_another())
        if isinstance(before, CalendarLink):
            write.forget(CALENDAR_KEY[before.digest])
        write.create(CALENDAR_KEY[link.digest], CalendarKey(request.institute, user.id, section))
        _finish(write, request.caller, user, "replace" if before else "create", before, link)
    return Issued(link, secret)


def mine(request: Request) -> tuple[CalendarLink, ...]:
    """The caller's links, by what they are of."""
    return request.records.page(CALENDAR_LINK, [Stretch(0, _person(request.caller).id)], limit=MOST).values


def revoke(request: Request, id: str, version: int | None) -> None:
    """From this moment on the link opens nothing; `id`: a section's, or `me`."""
    user = _person(request.caller)
    (before,) = request.records.fetch(_ref(user, id))
    if not isinstance(before, CalendarLink):
        raise NotFound("calendar link")
    if version is not None and version != before.version:
        raise StaleVersion("There is a newer link by now. Look at it again.", field="version")
    with request.write() as write:
        write.remove(CALENDAR_LINK[_ref(user, id).id], was=before.version, otherwise=_another())
        write.forget(CALENDAR_KEY[before.digest])
        _finish(write, request.caller, user, "revoke", before, None)


def opened(directory: Directory, secret: str, address: str, now: datetime) -> Opened:
    """What a link opens; raises NotFound for one that is unknown or revoked, whose owner is inactive, or may
    not see those classes any more: nobody learns which. `address`: whence it is asked."""
    try:
        return _opened(directory, secret, now)
    except NotFound:
        guessing.count_miss(directory, address, now)
        raise


def _opened(directory: Directory, secret: str, now: datetime) -> Opened:
    hashed = hash_secret(secret)
    found = directory.by_calendar(hashed)
    if found is None:
        raise NotFound("calendar")
    key, records = found
    directory.rates.admit(f"calendar#{hashed[:16]}", _REQUESTS, now)
    (user,) = records.fetch(USER[key.user])
    if not isinstance(user, User) or not user.active:
        raise NotFound("calendar")
    reader = Caller(records.institute, user.role, user)
    try:
        section, resources = _resources(Request(records, reader, now), key.section)
    except Refusal as gone:
        raise NotFound("calendar") from gone
    return Opened(records, reader, section, resources)


def _resources(request: Request, section_id: SectionId | None) -> tuple[Section | None, tuple[Resource, ...]]:
    if section_id is None:
        return None, own(request.caller)
    section = readable_object(request, SECTION[section_id])
    return section, tuple(Resource("group", g) for g in section.groups())


def _person(by: Caller) -> User:
    if by.user is None:
        raise NotAllowed("Only people subscribe to a calendar; this is a program's token.")
    return by.user


def _ref(user: User, of: str) -> Ref[CalendarLink]:
    return CALENDAR_LINK[f"{user.id}/{of}"]


def _another() -> StaleVersion:
    return StaleVersion("Your link was changed this very moment. Look at your links, then try again.")


def _finish(
    write: Write, by: Caller, user: User, action: str, before: CalendarLink | None, after: CalendarLink | None
) -> None:
    gone = NotAllowed("Your right to do this has just changed.")
    write.unchanged(USER[user.id], was=user.version, otherwise=gone)
    kept = after or before
    assert kept
    ref, department = _ref(user, kept.id), user.department
    write.audit(by, action, ref, before=_public(before), after=_public(after), department=department)


def _public(link: CalendarLink | None) -> CalendarLink | None:
    """Without the hash of its secret."""
    return replace(link, digest="") if link else None
