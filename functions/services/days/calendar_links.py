"""Links to a calendar that people subscribe to: whoever holds one reads it. Shown once, kept as a hash."""

from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_urlsafe

from functions.services.days.day_views import own
from functions.services.identity import guessing
from functions.services.identity.hashing import digest
from functions.services.identity.visibility import one
from functions.services.ports import (
    OWN_CALENDAR,
    CalendarKey,
    CalendarLink,
    Door,
    Records,
    Ref,
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


def create(records: Records, by: Caller, section: SectionId | None, now: datetime) -> Issued:
    """A link to the caller's own classes, or to a section's. The one that they had to the same is replaced:
    from this moment on it opens nothing."""
    user = _person(by)
    if not _resources(records, by, section, now)[1]:
        raise RuleBroken("You have no classes of your own. Name a section.", field="section")
    secret = token_urlsafe(24)
    (before,) = records.fetch(_ref(user, section or OWN_CALENDAR))
    if before is None and len(mine(records, by)) >= MOST:
        raise RuleBroken(f"{MOST} links are the most. Revoke one first.", field="section")
    link = CalendarLink(user.id, section, digest(secret), created_at=now, updated_at=now)
    if isinstance(before, CalendarLink):
        link = replace(link, version=before.version + 1, created_at=before.created_at)
    with records.write(now) as write:
        write.change("calendarlink", _ref(user, link.id).id, link, was=link.version - 1, otherwise=_another())
        if isinstance(before, CalendarLink):
            write.forget("calendarkey", before.digest)
        write.create("calendarkey", link.digest, CalendarKey(records.institute, user.id, section))
        _finish(write, by, user, "replace" if before else "create", before, link)
    return Issued(link, secret)


def mine(records: Records, by: Caller) -> tuple[CalendarLink, ...]:
    """The caller's links, by what they are of."""
    return records.page("calendarlink", [Stretch(0, _person(by).id)], limit=MOST).values


def revoke(records: Records, by: Caller, id: str, version: int | None, now: datetime) -> None:
    """From this moment on the link opens nothing; `id`: a section's, or `me`."""
    user = _person(by)
    (before,) = records.fetch(_ref(user, id))
    if not isinstance(before, CalendarLink):
        raise NotFound("calendar link")
    if version is not None and version != before.version:
        raise StaleVersion("There is a newer link by now. Look at it again.", field="version")
    with records.write(now) as write:
        write.remove("calendarlink", _ref(user, id).id, was=before.version, otherwise=_another())
        write.forget("calendarkey", before.digest)
        _finish(write, by, user, "revoke", before, None)


def opened(door: Door, secret: str, address: str, now: datetime) -> Opened:
    """What a link opens; raises NotFound for one that is unknown or revoked, whose owner is inactive, or may
    not see those classes any more: nobody learns which. `address`: whence it is asked."""
    try:
        return _opened(door, secret, now)
    except NotFound:
        guessing.missed(door, address, now)
        raise


def _opened(door: Door, secret: str, now: datetime) -> Opened:
    hashed = digest(secret)
    found = door.by_calendar(hashed)
    if found is None:
        raise NotFound("calendar")
    key, records = found
    door.rates.admit(f"calendar#{hashed[:16]}", _REQUESTS, now)
    (user,) = records.fetch(Ref("user", key.user))
    if not isinstance(user, User) or not user.active:
        raise NotFound("calendar")
    reader = Caller(records.institute, user.role, user)
    try:
        section, resources = _resources(records, reader, key.section, now)
    except Refusal as gone:
        raise NotFound("calendar") from gone
    return Opened(records, reader, section, resources)


def _resources(
    records: Records, by: Caller, section_id: SectionId | None, now: datetime
) -> tuple[Section | None, tuple[Resource, ...]]:
    if section_id is None:
        return None, own(by)
    section: Section = one(records, by, "section", section_id, now)
    return section, tuple(Resource("group", g) for g in section.groups())


def _person(by: Caller) -> User:
    if by.user is None:
        raise NotAllowed("Only people subscribe to a calendar; this is a program's token.")
    return by.user


def _ref(user: User, of: str) -> Ref:
    return Ref("calendarlink", f"{user.id}/{of}")


def _another() -> StaleVersion:
    return StaleVersion("Your link was changed this very moment. Look at your links, then try again.")


def _finish(
    write: Write, by: Caller, user: User, action: str, before: CalendarLink | None, after: CalendarLink | None
) -> None:
    gone = NotAllowed("Your right to do this has just changed.")
    write.unchanged("user", user.id, was=user.version, otherwise=gone)
    kept = after or before
    assert kept
    ref, department = _ref(user, kept.id), user.department
    write.audit(by, action, ref, before=_public(before), after=_public(after), department=department)


def _public(link: CalendarLink | None) -> CalendarLink | None:
    """Without the hash of its secret."""
    return replace(link, digest="") if link else None
