"""Who is in which class of a basket: students are in the electives that they have chosen."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from functions.services.ports import STUDENT, Records
from timetable.day import Claim, concerns, has_baskets
from timetable.model import ClassOnDate, Occupancy, Student, StudentId, SubjectId, User

Electives = Mapping[StudentId, Collection[SubjectId]]


def of(records: Records, students: Iterable[StudentId | None]) -> Electives:
    """What each of these students has chosen: one call per 100."""
    refs = [STUDENT[s] for s in dict.fromkeys(students) if s]
    found = records.fetch(*refs) if refs else []
    return {s.id: s.electives for s in found if isinstance(s, Student)}


def chosen(records: Records, student: StudentId | None, claims: Sequence[Claim]) -> Collection[SubjectId]:
    """What a student has chosen, where some of their claims are of a basket: one call, and only then."""
    return of(records, [student]).get(student, ()) if student and has_baskets(claims) else ()


def needed(records: Records, users: Iterable[User], classes: Iterable[ClassOnDate]) -> Electives:
    """What these users have chosen, where one of the classes is of a basket; else nothing is read."""
    if not any(c.basket for c in classes):
        return {}
    return of(records, (u.student for u in users))


def is_in(user: User, class_: ClassOnDate, known: Electives) -> bool:
    """Whether a user is a student of the class; who has chosen nothing yet may be."""
    if user.group is None or user.group not in class_.groups:
        return False
    return concerns(class_, known.get(user.student, ()) if user.student else ())


def students_in(
    booking: Occupancy, members: Mapping[str, Collection[StudentId]], known: Electives
) -> list[str]:
    """The students of a booking among the members of its groups."""
    class_ = booking.on(date.min)
    return [s for g in booking.groups for s in members[g] if concerns(class_, known.get(s, ()))]
