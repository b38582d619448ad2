"""Erasing a person: they ask for it, an admin confirms, and whatever names them is erased.

The erasure takes many transactions, and each may be repeated: the request is removed in the last one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from functions.services.days import calendar_links
from functions.services.identity.rights import require_unchanged_right
from functions.services.ports import (
    AUDIT_EVENT,
    CALENDAR_KEY,
    CALENDAR_LINK,
    DEPARTMENT,
    DIALOGUE,
    ERASURE,
    FACULTY,
    LEAVE,
    SETTINGS,
    STUDENT,
    USER,
    Page,
    Ref,
    Request,
    Write,
    kind_of,
)
from functions.services.privacy import personal_data
from timetable.access import Caller
from timetable.errors import InUse, NotAllowed, NotFound, StaleVersion
from timetable.model import LeaveStatus, Resource, Role, User
from timetable.objects.erasure import (
    ErasureRequest,
    forgotten_faculty,
    forgotten_leave,
    forgotten_user,
    scrubbed,
)
from timetable.objects.listings import Stretch

_RECORDS_PER_TRANSACTION = 20

_SENTENCES = {
    "heads": "They head {}, or act for its head. Name somebody else first.",
    "notified": "They are the admin whom notices go to. Name another one first.",
    "waits": "They have a leave request that waits. Decide or withdraw it first.",
    "teaches": "They teach in {}. Hand their classes over first.",
    "held": "They are away or stand in on dates to come of {}. Take that back, or wait until it is over.",
}


class Obstacle(NamedTuple):
    """Why somebody can't be erased yet: a code that the chat has words for, and a department's or term's
    name."""

    code: str
    about: str = ""

    @property
    def sentence(self) -> str:
        return _SENTENCES[self.code].format(self.about)


@dataclass(frozen=True, slots=True)
class ErasureState:
    """Whether somebody has asked to be erased, and the first obstacle to it."""

    erasure: ErasureRequest | None
    obstacle: Obstacle | None


def state(request: Request) -> ErasureState:
    """The caller's own request to be erased, if there is one, and what stands in the way of it."""
    user = personal_data.person(request.caller)
    (erasure,) = request.records.fetch(ERASURE[user.id])
    return ErasureState(erasure, obstacle_to(request, user))


def ask(request: Request) -> ErasureState:
    """Store that the caller asks to be erased, until an admin has done it or the caller takes it back."""
    user, before = personal_data.person(request.caller), state(request)
    if before.erasure:
        return before
    erasure = ErasureRequest(user.id, created_at=request.now, updated_at=request.now)
    with request.write() as write:
        write.create(ERASURE[user.id], erasure)
        write.unchanged(USER[user.id], was=user.version, otherwise=_changed())
        write.audit(request.caller, "ask_to_be_forgotten", USER[user.id], department=user.department)
    return ErasureState(erasure, before.obstacle)


def take_back(request: Request) -> None:
    """Remove the caller's own request to be erased; raises NotFound if there is none."""
    user = personal_data.person(request.caller)
    with request.write() as write:
        write.remove(ERASURE[user.id], was=1, otherwise=NotFound("request to be forgotten"))
        write.audit(request.caller, "take_back", USER[user.id], department=user.department)


def waiting(request: Request, *, limit: int, after: str | None) -> tuple[list[User], Page[ErasureRequest]]:
    """For admins: the people who ask to be erased, and the page of their requests, the oldest first."""
    _check_admin(request.caller)
    page = request.records.page(ERASURE, [Stretch(1, "")], limit=limit, after=after)
    users = request.records.fetch(*(USER[f.id] for f in page.values)) if page.values else []
    return [u for u in users if u], page


def decline(request: Request, id: str) -> None:
    """For admins: remove the user's request to be erased, and erase nothing."""
    user = _requester(request, id)
    with request.write() as write:
        write.remove(ERASURE[user.id], was=1, otherwise=NotFound("request to be forgotten"))
        _finish(write, request.caller, "decline_to_forget", user=user)


def confirm(request: Request, id: str) -> None:
    """For admins: erase the user. Raises InUse, saying what has to be handed over first."""
    user = _requester(request, id)
    if request.caller.user and request.caller.user.id == user.id:
        raise NotAllowed("Another admin confirms your own request.")
    if user.active and (obstacle := obstacle_to(request, user)):
        raise InUse(obstacle.sentence, reason=obstacle.code, about=obstacle.about)
    _shut_out(request, user)
    leaves = personal_data.leaves_of(request.records, user)
    _change(request, leaves, forgotten_leave)
    _change(request, personal_data.consents_of(request.records, user), lambda a: replace(a, note=""))
    refs = [*personal_data.refs_of(user), *(LEAVE[leave.id] for leave in leaves)]
    for ref in refs:
        _scrub_audit(request, ref)
    _erase_profiles(request, user)
    with request.write() as write:
        write.remove(ERASURE[user.id], was=1, otherwise=_changed())
        _finish(write, request.caller, "forget", user=user)


def obstacle_to(request: Request, user: User) -> Obstacle | None:
    """The first thing that has to be handed over before the user can be erased; None if nothing has to."""
    departments = [d for d in request.reference.all(DEPARTMENT) if user.id in (d.hod, d.acting_hod)]
    if departments:
        return Obstacle("heads", departments[0].name)
    if user.id in request.reference.institute.policies.admins:
        return Obstacle("notified")
    if user.faculty is None:
        return None
    if any(leave.status is LeaveStatus.PENDING for leave in personal_data.leaves_of(request.records, user)):
        return Obstacle("waits")
    today = request.today
    for term in request.reference.terms():
        claims = (
            request.records.claims(Resource("faculty", user.faculty), term.id) if term.last >= today else []
        )
        if any(part.weekly for c in claims for part in c.parts()):
            return Obstacle("teaches", term.name)
        if any(on >= today for c in claims for part in c.parts() for on in part.on):
            return Obstacle("held", term.name)
    return None


# erasing


def _shut_out(request: Request, user: User) -> None:
    """Deactivate the user and remove their links and settings, so that nothing new is stored of them."""
    if not user.active:
        return
    links = request.records.page(
        CALENDAR_LINK, [Stretch(0, user.id)], limit=calendar_links.MAX_LINKS_PER_PERSON
    ).values
    after = replace(user, active=False, telegram=None, version=user.version + 1, updated_at=request.now)
    with request.write() as write:
        write.change(USER[user.id], after, was=user.version, before=user, otherwise=_changed())
        for link in links:
            write.forget(CALENDAR_KEY[link.digest])
            write.forget(CALENDAR_LINK[f"{user.id}/{link.id}"])
        write.forget(SETTINGS[user.id])
        write.forget(DIALOGUE[user.id])
        _finish(write, request.caller, "begin_to_forget", user=user)


def _erase_profiles(request: Request, user: User) -> None:
    """Remove the student's profile; the teacher's profile and the user stay under a pseudonym."""
    (now_user,) = request.records.fetch(USER[user.id])
    if now_user is None:
        raise NotFound("user")
    student = request.records.fetch(STUDENT[user.student])[0] if user.student else None
    teacher = request.reference.get(FACULTY[user.faculty]) if user.faculty else None
    after = replace(forgotten_user(now_user), version=now_user.version + 1, updated_at=request.now)
    with request.write() as write:
        write.change(USER[user.id], after, was=now_user.version, before=now_user, otherwise=_changed())
        if student:
            write.remove(STUDENT[student.id], was=student.version, before=student)
        if teacher:
            erased = replace(forgotten_faculty(teacher), version=teacher.version + 1, updated_at=request.now)
            write.change(FACULTY[teacher.id], erased, was=teacher.version, before=teacher)


def _change(request: Request, values: Sequence[Any], to: Callable[[Any], Any]) -> None:
    """Store what `to` makes of each value, where that differs, some of them per transaction."""
    left = [v for v in values if to(v) != v]
    for start in range(0, len(left), _RECORDS_PER_TRANSACTION):
        with request.write() as write:
            for value in left[start : start + _RECORDS_PER_TRANSACTION]:
                after = replace(to(value), version=value.version + 1, updated_at=request.now)
                write.change(kind_of(value)[value.id], after, was=value.version)


def _scrub_audit(request: Request, ref: Ref[Any]) -> None:
    """Blank what is personal in the audit events about an object; the events themselves stay."""
    for events in _portions(personal_data.events_about(request.records, ref)):
        with request.write() as write:
            for event in events:
                without = replace(event, before=scrubbed(event.before), after=scrubbed(event.after))
                write.keep(AUDIT_EVENT[event.id], without)


def _portions(values: Iterator[Any]) -> Iterator[list[Any]]:
    portion: list[Any] = []
    for value in values:
        portion.append(value)
        if len(portion) == _RECORDS_PER_TRANSACTION:
            yield portion
            portion = []
    if portion:
        yield portion


def _requester(request: Request, id: str) -> User:
    """The user with this id, who has asked to be erased; raises NotFound if they have not."""
    _check_admin(request.caller)
    erasure, user = request.records.fetch(ERASURE[id], USER[id])
    if erasure is None or user is None:
        raise NotFound("request to be forgotten")
    return user


def _check_admin(by: Caller) -> None:
    if by.role is not Role.ADMIN:
        raise NotAllowed("Admins see to this.")


def _changed() -> StaleVersion:
    return StaleVersion("This person was changed this very moment. Try again.")


def _finish(write: Write, by: Caller, action: str, *, user: User) -> None:
    """Audit the action on the user, and make sure that whoever does it still has the right to."""
    require_unchanged_right(write, by)
    write.audit(by, action, USER[user.id], department=user.department)
