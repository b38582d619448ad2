"""Who is in the chat: a Telegram account for everybody of the college, and a stranger."""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from timetable.model import Role, Section, User, UserId
from timetable.objects.college import College

_FIRST_ACCOUNT = 1001
_ROLES = {Role.ADMIN: "admin", Role.HOD: "hod", Role.FACULTY: "teacher", Role.STUDENT: "student"}
_STRANGER = {
    "name": "A passer-by",
    "role": "stranger",
    "about": "linked to nobody",
    "start": None,
    "open": False,
}


def accounts(college: College) -> dict[UserId, int]:
    """A Telegram id for everybody, always the same one."""
    return {user.id: number for user, number in zip(college.users, count(_FIRST_ACCOUNT), strict=False)}


def people(college: College, codes: Mapping[UserId, str]) -> list[dict[str, Any]]:
    """Everybody as the sandbox takes them. `start` is the code that links them."""
    opened = set(_opened(college))
    number = accounts(college)
    members = [
        {
            "id": number[user.id],
            "name": user.name,
            "role": _ROLES[user.role],
            "about": _about(college, user),
            "start": codes.get(user.id),
            "open": user.id in opened,
        }
        for user in college.users
    ]
    return [*members, {"id": _FIRST_ACCOUNT + len(members), **_STRANGER}]


def _about(college: College, user: User) -> str:
    department = next((d.name for d in college.departments if d.id == user.department), "")
    section = _section(college, user)
    if section is None:
        return department
    batch = next((b.name for b in section.batches if b.id == user.group), "")
    roll = next((s.roll_number for s in college.students if s.user == user.id), "")
    return " · ".join(part for part in (section.name, batch and f"batch {batch}", roll) if part)


def _section(college: College, user: User) -> Section | None:
    return next((s for s in college.sections if s.id == user.section), None)


def _opened(college: College) -> Iterator[UserId]:
    """A teacher, that teacher's HOD, and a student whom the teacher teaches: the page opens with them."""
    for teacher in college.users:
        department = next((d for d in college.departments if d.id == teacher.department), None)
        taught = [o for o in college.offerings if teacher.faculty in o.faculty and not o.batches]
        if teacher.role is not Role.FACULTY or department is None or department.hod is None or not taught:
            continue
        student = next((s for s in college.students if s.section == taught[0].sections[0]), None)
        if student:
            yield from (teacher.id, department.hod, student.user)
            return
