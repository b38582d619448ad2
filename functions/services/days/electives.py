"""Who is in which class of a basket: students are in the electives that they have chosen."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from functions.services.ports import STUDENT, Records
from timetable.day import Claim, concerns, has_baskets
from timetable.model import ClassOnDate, Occupancy, StudentId, SubjectId, User

Electives = Mapping[StudentId, Collection[SubjectId]]


def chosen_by(records: Records, students: Iterable[StudentId | None]) -> Electives:
    """The electives that each of these students has chosen, read with one call per 100 students."""
    refs = [STUDENT[s] for s in dict.fromkeys(students) if s]
    known = records.fetch(*refs) if refs else ()
    return {s.id: s.electives for s in known if s}


def chosen(records: Records, student: StudentId | None, claims: Sequence[Claim]) -> Collection[SubjectId]:
    """The electives that a student has chosen. They are read only if some of the claims are of a basket."""
    return chosen_by(records, [student]).get(student, ()) if student and has_baskets(claims) else ()


def needed(records: Records, users: Iterable[User], classes: Iterable[ClassOnDate]) -> Electives:
    """The electives that these users have chosen. They are read only if one of the classes is of a basket."""
    if not any(c.basket for c in classes):
        return {}
    return chosen_by(records, (u.student for u in users))


def is_in(user: User, class_: ClassOnDate, known: Electives) -> bool:
    """True if a user is a student of the class; also if they have not chosen their electives yet."""
    if user.group is None or user.group not in class_.groups:
        return False
    return concerns(class_, known.get(user.student, ()) if user.student else ())


def students_in(
    booking: Occupancy, members: Mapping[str, Collection[StudentId]], known: Electives
) -> list[str]:
    """The students of a booking among the members of its groups."""
    class_ = booking.on(date.min)
    return [s for g in booking.groups for s in members[g] if concerns(class_, known.get(s, ()))]
