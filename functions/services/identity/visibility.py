"""What a caller may read: objects of the institute, looked up by the access matrix."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from functions.services.ports import DEPARTMENT, KINDS, STUDENT, USER, Kind, Records, Ref, Request
from timetable.access import Extent, department_of, extent, is_own
from timetable.errors import NotFound

T = TypeVar("T")
_NOUNS = {"infra": "room", "faculty": "faculty member", "timeslot": "timeslot"}
_READ_SINGLY = {USER, STUDENT}  # too many to keep in memory


def noun(kind: Kind[Any]) -> str:
    """What people call an object of this kind."""
    return _NOUNS.get(kind.name, kind.name)


def may(request: Request, kind: str, *, write: bool = False) -> Extent:
    """The extent of the objects of this kind that the caller may read or write today."""
    today = request.today
    allowed = extent(request.caller, kind, request.reference.all(DEPARTMENT), today=today, write=write)
    policies = request.reference.institute.policies
    if (
        kind == "student"
        and request.caller.faculty
        and policies.faculty_see_students
        and not write
        and request.caller.user
    ):
        mine = {request.caller.user.department} if request.caller.user.department else set()
        return replace(allowed, departments=allowed.departments | mine)
    return allowed


def find_object(records: Records, ref: Ref[T]) -> T | None:
    """Read an object of the institute without asking whether the caller may read it."""
    if ref.kind not in _READ_SINGLY:
        return records.reference.get(ref)
    return records.fetch(ref)[0]


def finder(records: Records) -> Callable[[str, str], Any | None]:
    """A function with which the domain looks up an object by the name of its kind and its id."""
    return lambda kind, id: find_object(records, KINDS[kind][id])


def lister(records: Records) -> Callable[[str], list[Any]]:
    """A function with which the domain lists every object of a kind by the kind's name."""
    return lambda kind: records.reference.all(KINDS[kind])


def readable_object(request: Request, ref: Ref[T]) -> T:
    """The object, if the caller may read it; raises NotFound as if it did not exist if they may not."""
    value = find_object(request.records, ref)
    readable = may(request, ref.kind.name)
    if value is None or not readable.covers(department_of(value), own=is_own(request.caller, value)):
        raise NotFound(noun(ref.kind))
    return value
