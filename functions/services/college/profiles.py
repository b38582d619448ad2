"""Users and their profiles, which change together, and the refusal to delete what is still in use."""

from dataclasses import replace
from datetime import date
from typing import Any

from functions.services.identity.visibility import finder
from functions.services.ports import (
    DEPARTMENT,
    FACULTY,
    KINDS,
    OCCUPANCY,
    OFFERING,
    USER,
    Kind,
    Records,
    Request,
    Write,
)
from timetable.errors import InUse, NotFound, RuleBroken
from timetable.model import Faculty, Infra, Resource, Section, Student, TimeSlot, User
from timetable.objects import listings
from timetable.objects.listings import Stretch
from timetable.objects.relations import POINTED, USERS, handle

_MAX_NAMED = 20


def follow(request: Request, write: Write, *, before: Any | None, after: Any | None) -> None:
    """Write what a change of an object means for its user, in the same transaction.

    Only faculty and student profiles have a user, which repeats some of their fields; `before` is None for
    a new object, and `after` for one that is deleted.
    """
    if isinstance(before, Faculty | Student) and (after is None or after.user != before.user):
        _write_user(request, write, before, removed=True)
    if isinstance(after, Faculty | Student):
        _write_user(request, write, after, removed=False)


def _write_user(request: Request, write: Write, profile: Faculty | Student, *, removed: bool) -> None:
    (user,) = request.records.fetch(USER[profile.user])
    if user is None:
        raise NotFound("user")
    after = replace(user, **(_without(profile) if removed else _with(profile)))
    if after == user:
        write.unchanged(USER[user.id], was=user.version, otherwise=_moved())
        return
    after = replace(after, version=user.version + 1, updated_at=request.now)
    write.change(USER[user.id], after, was=user.version, before=user, otherwise=_moved())


def _with(profile: Faculty | Student) -> dict[str, Any]:
    """The fields of a user who has the profile."""
    if isinstance(profile, Faculty):
        return {"faculty": profile.id, "department": profile.department}
    return {"student": profile.id, "section": profile.section, "group": profile.group()}


def _without(profile: Faculty | Student) -> dict[str, Any]:
    """The fields of a user who no longer has the profile."""
    if isinstance(profile, Faculty):
        return {"faculty": None}
    return {"student": None, "section": None, "group": None}


def _moved() -> RuleBroken:
    return RuleBroken("This person was changed this very moment. Try again.", field="user")


def check_not_booked(records: Records, value: Any, today: date) -> None:
    """Raise InUse for a room, a teacher or a section that has a class on single dates from today on."""
    resources: list[Resource] = []
    match value:
        case Infra():
            resources = [Resource("room", value.id)]
        case Faculty():
            resources = [Resource("faculty", value.id)]
        case Section():
            resources = [Resource("group", g) for g in value.groups()]
    for term in records.reference.terms() if resources else ():
        claims = [c for r in resources for c in records.claims(r, term.id)] if term.last >= today else []
        dates = sorted(d for c in claims for part in c.parts() for d in part.on if d >= today)
        if dates:
            raise InUse(
                f"It is needed on {dates[0]}, and {len(dates)} times in all. Free it first.", uses=len(dates)
            )


def in_use(records: Records, kind: Kind[Any], value: Any, *, refusal: InUse) -> InUse:
    """The refusal to delete an object, with how many others refer to it, and the names of the first of
    them."""
    named: list[dict[str, str]] = []
    for user_kind, field in USERS.get(kind.name, ()):
        for user in _referring(records, KINDS[user_kind], field, value=value):
            name = getattr(user, "name", "") or getattr(user, "roll_number", "")
            named.append({"kind": user_kind, "id": user.id, "name": str(name)})
    uses = records.uses(kind, handle(value))
    sentence = f"{refusal.sentence} {uses} refer to it: change or delete those first."
    return InUse(sentence, uses=uses, used_by=named[:_MAX_NAMED])


def _referring(records: Records, kind: Kind[Any], field: str, *, value: Any) -> tuple[Any, ...]:
    """The first objects of a kind that refer to the value by this field."""
    if isinstance(value, User):
        return _of_user(records, kind, value)
    if (kind.name, field) in POINTED:
        return records.pointed(kind, KINDS[field][value.id], limit=_MAX_NAMED).values
    if kind is OCCUPANCY:
        return _bookings(records, field, value)
    filters = listings.with_parents(kind.name, {field: value.id}, finder(records)) or {}
    if kind is OFFERING:
        offerings: list[Any] = []
        for term in records.reference.terms():
            within = term.id if field != "term" else value.id
            besides = {} if field == "term" else filters
            stretches, _ = listings.stretches(kind.name, besides, None, within=within)
            offerings += records.page(kind, stretches, limit=_MAX_NAMED).values
        return tuple({o.id: o for o in offerings}.values())
    stretches, _ = listings.stretches(kind.name, filters, None)
    return records.page(kind, stretches, limit=_MAX_NAMED).values


def _of_user(records: Records, kind: Kind[Any], user: User) -> tuple[Any, ...]:
    """A person's profile, and the departments that they head or act for."""
    if kind is DEPARTMENT:
        every = records.reference.all(DEPARTMENT)
        return tuple(d for d in every if user.id in (d.hod, d.acting_hod))
    id = user.faculty if kind is FACULTY else user.student
    return tuple(profile for profile in records.fetch(kind[id or ""]) if profile)


def _bookings(records: Records, field: str, value: Any) -> tuple[Any, ...]:
    """The first weekly bookings of each term that refer to the value by this field."""
    bookings: list[Any] = []
    for term in records.reference.terms():
        if isinstance(value, TimeSlot):
            stretch: Stretch | None = listings.bookings(term.id, slot=value.slot)
        elif field == "offering":
            stretch = listings.bookings(term.id, offering=value.id)
        elif field == "term":
            stretch = listings.bookings(term.id) if term.id == value.id else None
        else:
            claims = records.claims(Resource("room", value.id), term.id)
            bookings += {o.id: o for c in claims for o in c.bookings()}.values()
            continue
        if stretch:
            bookings += records.page(OCCUPANCY, [stretch], limit=_MAX_NAMED).values
    return tuple(bookings)
