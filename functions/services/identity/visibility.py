"""What a caller may read: objects of the institute, looked up by the access matrix."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from functions.services.ports import Records, Ref
from timetable import calendar as calendars
from timetable.access import Caller, Extent, department_of, extent, is_own
from timetable.errors import NotFound
from timetable.model import (
    Course,
    Department,
    Faculty,
    Infra,
    Institute,
    Offering,
    Section,
    Student,
    Subject,
    Term,
    TimeSlot,
    User,
)

TYPES: dict[str, type[Any]] = {
    "institute": Institute,
    "department": Department,
    "course": Course,
    "subject": Subject,
    "section": Section,
    "faculty": Faculty,
    "student": Student,
    "user": User,
    "timeslot": TimeSlot,
    "infra": Infra,
    "term": Term,
    "offering": Offering,
}


NAMES = {"infra": "room", "faculty": "faculty member", "timeslot": "timeslot"}


_BY_ONE = {"user", "student"}
"""kinds that are many and not kept in memory"""


def may(records: Records, by: Caller, kind: str, now: datetime, *, write: bool = False) -> Extent:
    """Which objects of this kind the caller may read or write today."""
    today = calendars.today(records.reference.institute.zone, now)
    found = extent(by, kind, records.reference.all("department"), today, write=write)
    policies = records.reference.institute.policies
    if kind == "student" and by.faculty and policies.faculty_see_students and not write and by.user:
        mine = {by.user.department} if by.user.department else set()
        return replace(found, departments=found.departments | mine)
    return found


def look(records: Records, kind: str, id: str) -> Any | None:
    """An object of the institute, whoever asks."""
    if kind not in _BY_ONE:
        return records.reference.get(kind, id)
    (found,) = records.fetch(Ref(kind, id))
    return found


def one(records: Records, by: Caller, kind: str, id: str, now: datetime) -> Any:
    """The object, if the caller may read it; what they may not read does not exist for them."""
    found = look(records, kind, id)
    readable = may(records, by, kind, now)
    if found is None or not readable.covers(department_of(found), own=is_own(by, found)):
        raise NotFound(NAMES.get(kind, kind))
    return found
