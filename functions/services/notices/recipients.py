"""The people whom a leave and its adjustments concern: deciders, substitutes, heads of other departments."""

from collections.abc import Iterable

from functions.services.ports import COURSE, DEPARTMENT, FACULTY, SECTION, USER, Records, Request
from timetable.model import Adjustment, Department, FacultyUnavailability, User, UserId


def deciders(request: Request, leave: FacultyUnavailability) -> list[UserId]:
    """The HOD and whoever acts for them, without the teacher on leave; the admins if nobody is left, and
    for the kinds of leave that only admins approve."""
    if leave.approver == "admin":
        return list(request.reference.institute.policies.admins)
    today = request.today
    department = request.department(leave.department)
    heads = [u for u in (department.hod, department.acting_on(today)) if u] if department else []
    users = [u for u in request.records.fetch(*(USER[id] for id in heads)) if u] if heads else []
    others = [u.id for u in users if u.faculty != leave.faculty and u.active]
    return others or list(request.reference.institute.policies.admins)


def other_heads(
    records: Records, leave: FacultyUnavailability, adjustments: list[Adjustment]
) -> list[UserId]:
    """The HODs of the other departments whose sections these adjustments concern."""
    return sorted({d.hod for d in departments_of(records, adjustments) if d.id != leave.department and d.hod})


def departments_of(records: Records, adjustments: Iterable[Adjustment]) -> list[Department]:
    """The departments of all sections that these adjustments concern."""
    sections = records.reference.many(SECTION, (s for a in adjustments for s in a.before.sections))
    courses = records.reference.many(COURSE, (s.course for s in sections.values()))
    departments = records.reference.many(DEPARTMENT, (c.department for c in courses.values()))
    return list(departments.values())


def substitutes(leave: FacultyUnavailability, adjustments: Iterable[Adjustment]) -> list[str]:
    """The teachers who take a class of another one, or give one in return; without the teacher on leave."""
    people = {f for a in adjustments if a.after for f in {*a.after.faculty} ^ {*a.before.faculty}}
    return sorted(people - {leave.faculty})


def users_of(records: Records, faculty: Iterable[str]) -> list[User]:
    """The user accounts of these faculty members."""
    people = records.reference.many(FACULTY, faculty)
    users = records.fetch(*(USER[p.user] for p in people.values())) if people else []
    return [u for u in users if u]
