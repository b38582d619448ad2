"""Links to a calendar that people subscribe to: whoever holds one reads it. Shown once, kept as a hash."""

from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_urlsafe

from functions.services.days.day_views import own
from functions.services.identity import guessing
from functions.services.identity.hashing import hash_secret
from functions.services.identity.rights import require_unchanged_right
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

MAX_LINKS_PER_PERSON = 40
_REQUESTS_PER_MINUTE = 60  # of one link


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
    """Make a link to the caller's own classes, or to a section's. It replaces the link that they had to the
    same classes, which opens nothing any more.
    """
    user = _person(request.caller)
    if not _section_with_resources(request, section)[1]:
        raise RuleBroken("You have no classes of your own. Name a section.", field="section")
    secret = token_urlsafe(24)
    (before,) = request.records.fetch(_ref(user, section or OWN_CALENDAR))
    if before is None and len(own_links(request)) >= MAX_LINKS_PER_PERSON:
        raise RuleBroken(f"{MAX_LINKS_PER_PERSON} links are the most. Revoke one first.", field="section")
    link = CalendarLink(user.id, section, hash_secret(secret), created_at=request.now, updated_at=request.now)
    if before:
        link = replace(link, version=before.version + 1, created_at=before.created_at)
    with request.write() as write:
        write.change(CALENDAR_LINK[_ref(user, link.id).id], link, was=link.version - 1, otherwise=_another())
        if before:
            write.forget(CALENDAR_KEY[before.digest])
        write.create(CALENDAR_KEY[link.digest], CalendarKey(request.institute, user.id, section))
        _finish(request, write, "replace" if before else "create", before=before, after=link)
    return Issued(link, secret)


def own_links(request: Request) -> tuple[CalendarLink, ...]:
    """The caller's links, ordered by whose classes they show."""
    return request.records.page(
        CALENDAR_LINK, [Stretch(0, _person(request.caller).id)], limit=MAX_LINKS_PER_PERSON
    ).values


def revoke(request: Request, id: str, version: int | None) -> None:
    """End the caller's link to a section (the section's id) or to their own classes (`me`)."""
    user = _person(request.caller)
    (before,) = request.records.fetch(_ref(user, id))
    if before is None:
        raise NotFound("calendar link")
    if version is not None and version != before.version:
        raise StaleVersion("There is a newer link by now. Look at it again.", field="version")
    with request.write() as write:
        write.remove(CALENDAR_LINK[_ref(user, id).id], was=before.version, otherwise=_another())
        write.forget(CALENDAR_KEY[before.digest])
        _finish(request, write, "revoke", before=before, after=None)


def open_link(directory: Directory, secret: str, *, address: str, now: datetime) -> Opened:
    """The calendar behind the link with this secret, for a reader at this address.

    Raises NotFound if the link is unknown or revoked, or if its owner is inactive or may not see those
    classes any more: nobody learns which.
    """
    try:
        return _open(directory, secret, now)
    except NotFound:
        guessing.count_miss(directory, address, now)
        raise


def _open(directory: Directory, secret: str, now: datetime) -> Opened:
    hashed = hash_secret(secret)
    entry = directory.by_calendar(hashed)
    if entry is None:
        raise NotFound("calendar")
    key, records = entry
    directory.rates.admit(f"calendar#{hashed[:16]}", _REQUESTS_PER_MINUTE, now)
    (user,) = records.fetch(USER[key.user])
    if user is None or not user.active:
        raise NotFound("calendar")
    reader = Caller(records.institute, user.role, user)
    try:
        section, resources = _section_with_resources(Request(records, reader, now), key.section)
    except Refusal as gone:
        raise NotFound("calendar") from gone
    return Opened(records, reader, section, resources)


def _section_with_resources(
    request: Request, section_id: SectionId | None
) -> tuple[Section | None, tuple[Resource, ...]]:
    if section_id is None:
        return None, own(request.caller)
    section = readable_object(request, SECTION[section_id])
    return section, tuple(Resource("group", g) for g in section.groups())


def _person(by: Caller) -> User:
    if by.user is None:
        raise NotAllowed("Only people subscribe to a calendar; this is a program's token.")
    return by.user


def _ref(user: User, link_id: str) -> Ref[CalendarLink]:
    return CALENDAR_LINK[f"{user.id}/{link_id}"]


def _another() -> StaleVersion:
    return StaleVersion("Your link was changed this very moment. Look at your links, then try again.")


def _finish(
    request: Request, write: Write, action: str, *, before: CalendarLink | None, after: CalendarLink | None
) -> None:
    """Add the caller's right and the audit event to the transaction."""
    user = _person(request.caller)
    require_unchanged_right(write, request.caller)
    link = after or before
    assert link
    ref, department = _ref(user, link.id), user.department
    write.audit(
        request.caller, action, ref, before=_public(before), after=_public(after), department=department
    )


def _public(link: CalendarLink | None) -> CalendarLink | None:
    """The link without the hash of its secret."""
    return replace(link, digest="") if link else None
