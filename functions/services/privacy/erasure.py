"""Being forgotten: a person asks, an admin confirms, and whatever names them is erased.

It is done in many transactions, each of which may be done again: the request stays until the last.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from functions.services.days import calendar_links
from functions.services.ports import Page, Records, Ref, Write
from functions.services.privacy import personal_data
from timetable import calendar as calendars
from timetable.access import Caller
from timetable.errors import InUse, NotAllowed, NotFound, StaleVersion
from timetable.model import LeaveStatus, Resource, Role, User
from timetable.objects.erasure import (
    Forgetting,
    forgotten_faculty,
    forgotten_leave,
    forgotten_user,
    scrubbed,
)
from timetable.objects.listings import Stretch

_AT_ONCE = 20
"""records changed in one transaction"""


_SENTENCES = {
    "heads": "They head {}, or act for its head. Name somebody else first.",
    "notified": "They are the admin whom notices go to. Name another one first.",
    "waits": "They have a leave request that waits. Decide or withdraw it first.",
    "teaches": "They teach in {}. Hand their classes over first.",
    "held": "They are away or stand in on dates to come of {}. Take that back, or wait until it is over.",
}


class Obstacle(NamedTuple):
    """Why somebody can't be forgotten yet: a code that the chat has words for, and what it is about."""

    code: str
    about: str = ""

    @property
    def sentence(self) -> str:
        return _SENTENCES[self.code].format(self.about)


@dataclass(frozen=True, slots=True)
class Wish:
    """Whether somebody has asked to be forgotten, and what stands in the way."""

    asked: Forgetting | None
    in_the_way: Obstacle | None


def wish(records: Records, by: Caller, now: datetime) -> Wish:
    user = personal_data.person(by)
    (found,) = records.fetch(Ref("forgetting", user.id))
    return Wish(found if isinstance(found, Forgetting) else None, in_the_way(records, user, now))


def ask(records: Records, by: Caller, now: datetime) -> Wish:
    """The request is kept until an admin has done it, or the person has taken it back."""
    user, known = personal_data.person(by), wish(records, by, now)
    if known.asked:
        return known
    asked = Forgetting(user.id, created_at=now, updated_at=now)
    with records.write(now) as write:
        write.create("forgetting", user.id, asked)
        write.unchanged("user", user.id, was=user.version, otherwise=_changed())
        write.audit(by, "ask_to_be_forgotten", Ref("user", user.id), department=user.department)
    return Wish(asked, known.in_the_way)


def take_back(records: Records, by: Caller, now: datetime) -> None:
    user = personal_data.person(by)
    with records.write(now) as write:
        write.remove("forgetting", user.id, was=1, otherwise=NotFound("request to be forgotten"))
        write.audit(by, "take_back", Ref("user", user.id), department=user.department)


def waiting(records: Records, by: Caller, *, limit: int, after: str | None) -> tuple[list[User], Page]:
    """Who asks to be forgotten, the first to ask first: for admins."""
    _check_admin(by)
    page = records.page("forgetting", [Stretch(1, "")], limit=limit, after=after)
    found = records.fetch(*(Ref("user", f.id) for f in page.values)) if page.values else []
    return [u for u in found if isinstance(u, User)], page


def decline(records: Records, by: Caller, id: str, now: datetime) -> None:
    user = _asking(records, by, id)
    with records.write(now) as write:
        write.remove("forgetting", user.id, was=1, otherwise=NotFound("request to be forgotten"))
        _finish(write, by, "decline_to_forget", user)


def confirm(records: Records, by: Caller, id: str, now: datetime) -> None:
    """Erases the person. Raises InUse, saying what has to be handed over first."""
    user = _asking(records, by, id)
    if by.user and by.user.id == user.id:
        raise NotAllowed("Another admin confirms your own request.")
    if user.active and (obstacle := in_the_way(records, user, now)):
        raise InUse(obstacle.sentence, reason=obstacle.code, about=obstacle.about)
    _shut_out(records, by, user, now)
    leaves = personal_data.leaves_of(records, user)
    _change(records, "leave", leaves, forgotten_leave, now)
    _change(records, "ask", personal_data.asks_of(records, user), lambda a: replace(a, note=""), now)
    refs = [*personal_data.refs_of(user), *(Ref("leave", leave.id) for leave in leaves)]
    for ref in refs:
        _scrub_audit(records, ref, now)
    _erase_profiles(records, user, now)
    with records.write(now) as write:
        write.remove("forgetting", user.id, was=1, otherwise=_changed())
        _finish(write, by, "forget", user)


def in_the_way(records: Records, user: User, now: datetime) -> Obstacle | None:
    """What has to be handed over first."""
    departments = [d for d in records.reference.all("department") if user.id in (d.hod, d.acting_hod)]
    if departments:
        return Obstacle("heads", departments[0].name)
    if user.id in records.reference.institute.policies.admins:
        return Obstacle("notified")
    if user.faculty is None:
        return None
    if any(leave.status is LeaveStatus.PENDING for leave in personal_data.leaves_of(records, user)):
        return Obstacle("waits")
    today = calendars.today(records.reference.institute.zone, now)
    for term in records.reference.terms():
        claims = records.claims(Resource("faculty", user.faculty), term.id) if term.last >= today else []
        if any(part.weekly for c in claims for part in c.parts()):
            return Obstacle("teaches", term.name)
        if any(on >= today for c in claims for part in c.parts() for on in part.on):
            return Obstacle("held", term.name)
    return None


# erasing


def _shut_out(records: Records, by: Caller, user: User, now: datetime) -> None:
    """From here on they can do nothing, so that nothing new comes of them."""
    if not user.active:
        return
    links = records.page("calendarlink", [Stretch(0, user.id)], limit=calendar_links.MOST).values
    after = replace(user, active=False, telegram=None, version=user.version + 1, updated_at=now)
    with records.write(now) as write:
        write.change("user", user.id, after, was=user.version, before=user, otherwise=_changed())
        for link in links:
            write.forget("calendarkey", link.digest)
            write.forget("calendarlink", f"{user.id}/{link.id}")
        write.forget("settings", user.id)
        write.forget("dialogue", user.id)
        _finish(write, by, "begin_to_forget", user)


def _erase_profiles(records: Records, user: User, now: datetime) -> None:
    """The student's profile goes; the teacher's stays under a pseudonym, and so does the user."""
    (now_user,) = records.fetch(Ref("user", user.id))
    if now_user is None:
        raise NotFound("user")
    student = records.fetch(Ref("student", user.student))[0] if user.student else None
    teacher = records.reference.get("faculty", user.faculty) if user.faculty else None
    after = replace(forgotten_user(now_user), version=now_user.version + 1, updated_at=now)
    with records.write(now) as write:
        write.change("user", user.id, after, was=now_user.version, before=now_user, otherwise=_changed())
        if student:
            write.remove("student", student.id, was=student.version, before=student)
        if teacher:
            erased = replace(forgotten_faculty(teacher), version=teacher.version + 1, updated_at=now)
            write.change("faculty", teacher.id, erased, was=teacher.version, before=teacher)


def _change(
    records: Records, kind: str, values: Sequence[Any], to: Callable[[Any], Any], now: datetime
) -> None:
    """Those that are not so yet, some at a time."""
    left = [v for v in values if to(v) != v]
    for start in range(0, len(left), _AT_ONCE):
        with records.write(now) as write:
            for value in left[start : start + _AT_ONCE]:
                after = replace(to(value), version=value.version + 1, updated_at=now)
                write.change(kind, value.id, after, was=value.version)


def _scrub_audit(records: Records, ref: Ref, now: datetime) -> None:
    """That something was done stays on record; what it said of the person doesn't."""
    for events in _portions(personal_data.events_about(records, ref)):
        with records.write(now) as write:
            for event in events:
                without = replace(event, before=scrubbed(event.before), after=scrubbed(event.after))
                write.keep("audit", event.id, without)


def _portions(values: Iterator[Any]) -> Iterator[list[Any]]:
    portion: list[Any] = []
    for value in values:
        portion.append(value)
        if len(portion) == _AT_ONCE:
            yield portion
            portion = []
    if portion:
        yield portion


def _asking(records: Records, by: Caller, id: str) -> User:
    _check_admin(by)
    asked, user = records.fetch(Ref("forgetting", id), Ref("user", id))
    if asked is None or not isinstance(user, User):
        raise NotFound("request to be forgotten")
    return user


def _check_admin(by: Caller) -> None:
    if by.role is not Role.ADMIN:
        raise NotAllowed("Admins see to this.")


def _changed() -> StaleVersion:
    return StaleVersion("This person was changed this very moment. Try again.")


def _finish(write: Write, by: Caller, action: str, user: User) -> None:
    if by.user:
        gone = NotAllowed("Your right to do this has just changed.")
        write.unchanged("user", by.user.id, was=by.user.version, otherwise=gone)
    write.audit(by, action, Ref("user", user.id), department=user.department)
