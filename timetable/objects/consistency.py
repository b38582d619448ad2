"""What every object has to be before it is kept: its references exist, and its fields fit each other."""

import re
from collections.abc import Callable
from typing import Any, TypeVar
from zoneinfo import available_timezones

from timetable.errors import Malformed, RuleBroken
from timetable.model import (
    Course,
    DayKind,
    Department,
    Faculty,
    Institute,
    Offering,
    Role,
    Section,
    Student,
    Subject,
    Term,
    TimeSlot,
    User,
)
from timetable.objects.relations import Look, links

T = TypeVar("T")
# Takes a kind and gives all its objects; only for kinds of which an institute has tens.
All = Callable[[str], list[Any]]

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_MAX_TERM_DAYS = 400
_WORDS = {"infra": "room", "faculty": "faculty member"}


def check(value: Any, look: Look, every: All) -> None:
    """Raises Malformed or RuleBroken with the field and the way out; returns where the object may be kept."""
    for link in links(value):
        if look(link.kind, link.id) is None:
            raise Malformed(f"There is no such {_WORDS.get(link.kind, link.kind)}.", field=link.field)
    rule = _RULES.get(type(value))
    if rule:
        rule(value, look, every)


def _need(holds: object, sentence: str, field: str) -> None:
    if not holds:
        raise RuleBroken(sentence, field=field)


def _institute(value: Institute, look: Look, every: All) -> None:
    _need(value.zone in available_timezones(), f"{value.zone!r} is no IANA time zone: Asia/Kolkata.", "zone")
    codes = [k.code for k in value.policies.leave_kinds]
    _need(codes, "Name at least one kind of leave.", "policies.leave_kinds")
    _need(len(set(codes)) == len(codes), "Two kinds of leave share a code.", "policies.leave_kinds")


def _department(value: Department, look: Look, every: All) -> None:
    acting = (value.acting_hod, value.acting_from, value.acting_until)
    complete = all(acting) or not any(acting)
    _need(complete, "An acting HOD has a first and a last date: give all three or none.", "acting_hod")
    if value.acting_from and value.acting_until:
        _need(value.acting_from <= value.acting_until, "The last date is before the first.", "acting_until")
    for field, id in (("hod", value.hod), ("acting_hod", value.acting_hod)):
        user = look("user", id) if id else None
        _need(user is None or user.role is not Role.STUDENT, "A student heads no department.", field)


def _in_course(value: Subject | Section, look: Look, every: All) -> None:
    course = _existing(look("course", value.course), Course)
    inside = 1 <= value.semester <= course.semesters
    _need(inside, f"{course.name} has semesters 1 to {course.semesters}.", "semester")
    if isinstance(value, Section):
        names = [b.name for b in value.batches]
        _need(len(set(names)) == len(names), "Two batches of a section share a name.", "batches")
        _need(len({b.id for b in value.batches}) == len(names), "Two batches share an id.", "batches")


def _faculty(value: Faculty, look: Look, every: All) -> None:
    user = _existing(look("user", value.user), User)
    _need(user.role is not Role.STUDENT, "A student has no faculty profile.", "user")
    moves = user.faculty == value.id  # the user follows their profile
    same = moves or user.department == value.department
    _need(same, "This person is of another department.", "department")
    _need(value.daily_limit <= value.weekly_limit, "The daily limit is above the weekly one.", "daily_limit")


def _student(value: Student, look: Look, every: All) -> None:
    user = _existing(look("user", value.user), User)
    section = _existing(look("section", value.section), Section)
    _need(user.role is Role.STUDENT, "Only a user with the role student has a student profile.", "user")
    _need(section.course == value.course, "This section is of another course.", "section")
    ids = {b.id for b in section.batches}
    if value.batch is None:
        _need(not ids, f"{section.name} is split in batches: name one of them.", "batch")
    else:
        _need(value.batch in ids, f"{section.name} has no such batch.", "batch")


def _user(value: User, look: Look, every: All) -> None:
    _need(value.role is not Role.SCHEDULER, "Programs get a service token; a user is a person.", "role")
    needs = value.role is not Role.ADMIN
    profile = look("faculty", value.faculty) if value.faculty else None
    _need(not profile or value.role is not Role.STUDENT, "A student has no faculty profile.", "role")
    _need(not value.student or not needs or value.role is Role.STUDENT, "This is a student's user.", "role")
    same = profile is None or profile.department == value.department
    _need(same, "The department of a teacher is changed in their faculty profile.", "department")
    _need(value.department or not needs, f"A user with the role {value.role} has a department.", "department")


def _timeslot(value: TimeSlot, look: Look, every: All) -> None:
    for field, time in (("start", value.start), ("end", value.end)):
        if not _TIME.fullmatch(time):
            raise Malformed("Times are written HH:MM, from 00:00 to 23:59.", field=field)
    _need(value.start < value.end, "It ends before it starts.", "end")
    for other in every("timeslot"):
        if other.id == value.id or other.day != value.day:
            continue
        apart = value.end <= other.start or other.end <= value.start
        _need(apart, f"It overlaps period {other.period} ({other.start} to {other.end}).", "start")
        in_order = (value.period < other.period) == (value.start < other.start)
        _need(
            in_order,
            f"Periods count up through the day; period {other.period} is on the other side.",
            "period",
        )


def _term(value: Term, look: Look, every: All) -> None:
    _need(value.first <= value.last, "The last date is before the first.", "last")
    _need((value.last - value.first).days <= _MAX_TERM_DAYS, "A term is at most 400 days long.", "last")
    for other in every("term"):
        apart = other.id == value.id or value.last < other.first or other.last < value.first
        _need(apart, f"It overlaps the term {other.name}.", "first")
    for on, day in value.days.items():
        _need(value.first <= on <= value.last, f"{on} is outside the term.", "days")
        _need(day.kind is not DayKind.FOLLOWS or day.follows, f"{on} follows which day? Say follows.", "days")
        _need(
            day.kind is not DayKind.HALF or day.until, f"{on} is half until which period? Say until.", "days"
        )
        for section in day.sections:
            _need(look("section", section), f"{on} names a section that does not exist.", "days")


def _offering(value: Offering, look: Look, every: All) -> None:
    subject = _existing(look("subject", value.subject), Subject)
    whole = value.periods_per_week % value.block_length == 0
    _need(whole, "Blocks have to fill the week's periods: 4 periods in blocks of 2.", "block_length")
    _need(value.sections, "Name at least one section.", "sections")
    _need(value.faculty or value.candidates, "Name at least one faculty member.", "faculty")
    batches: set[str] = set()
    for id in value.sections:
        section = _existing(look("section", id), Section)
        same = section.course == subject.course
        _need(same, f"{section.name} is a section of another course than the subject.", "sections")
        batches |= {b.id for b in section.batches}
    _need(set(value.batches) <= batches, "A batch named here is of none of the sections.", "batches")


def _existing(value: Any, type_: type[T]) -> T:
    assert isinstance(value, type_), "its existence was checked before"
    return value


_RULES: dict[type, Callable[[Any, Look, All], None]] = {
    Institute: _institute,
    Department: _department,
    Subject: _in_course,
    Section: _in_course,
    Faculty: _faculty,
    Student: _student,
    User: _user,
    TimeSlot: _timeslot,
    Term: _term,
    Offering: _offering,
}


def check_change(before: Any, after: Any, uses: int) -> None:
    """Raises RuleBroken where a field that bookings rest on would change under them. `uses`: how many
    objects refer to this one."""
    frozen = _FROZEN.get(type(before), {})
    for field, sentence in frozen.items():
        if uses and _comparable(before, field) != _comparable(after, field):
            raise RuleBroken(sentence, field=field, uses=uses)


def _comparable(value: Any, field: str) -> Any:
    content = getattr(value, field)
    return {b.id for b in content} if field == "batches" and isinstance(value, Section) else content


_MOVE = "While something refers to it, this can't be changed. Make a new one, and delete this one after."
_FROZEN: dict[type, dict[str, str]] = {
    Course: {"department": _MOVE},
    Subject: {"course": _MOVE},
    Section: {
        "course": _MOVE,
        "batches": "Batches come and go before the section is taught: delete its offerings first.",
    },
    TimeSlot: {"day": _MOVE, "period": _MOVE},
    Offering: dict.fromkeys(
        ("term", "subject", "sections", "batches", "parallel"), "Delete its bookings first."
    ),
}
