"""Who may read and write what: the whole matrix, and the few questions asked of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from typing import Any

from timetable.model import (
    Department,
    DepartmentId,
    Faculty,
    FacultyId,
    FacultyUnavailability,
    InstituteId,
    LeaveStatus,
    Role,
    Section,
    Student,
    User,
)


class Scope(IntEnum):
    """How far a right reaches; each includes the ones before it."""

    NONE = 0
    OWN = 1
    DEPARTMENT = 2
    ALL = 3


N, OWN, DEPT, ALL = Scope.NONE, Scope.OWN, Scope.DEPARTMENT, Scope.ALL
_ROLES = (Role.ADMIN, Role.HOD, Role.FACULTY, Role.STUDENT, Role.SCHEDULER)

#                          admin       HOD           faculty      student     scheduler
#                        read write  read  write   read  write  read write  read write
MATRIX: dict[str, tuple[Scope, ...]] = {
    "institute":          (ALL, ALL,  ALL,  N,      ALL,  N,     ALL, N,     ALL, N),
    "department":         (ALL, ALL,  ALL,  N,      ALL,  N,     N,   N,     ALL, N),
    "course":             (ALL, ALL,  DEPT, DEPT,   DEPT, N,     ALL, N,     ALL, N),
    "subject":            (ALL, ALL,  DEPT, DEPT,   DEPT, N,     N,   N,     ALL, N),
    "section":            (ALL, ALL,  DEPT, DEPT,   DEPT, N,     OWN, N,     ALL, N),
    "offering":           (ALL, ALL,  DEPT, DEPT,   DEPT, N,     N,   N,     ALL, N),
    "faculty":            (ALL, ALL,  DEPT, DEPT,   OWN,  N,     N,   N,     ALL, N),
    "student":            (ALL, ALL,  DEPT, DEPT,   N,    N,     OWN, N,     N,   N),
    "user":               (ALL, ALL,  DEPT, DEPT,   OWN,  N,     OWN, N,     N,   N),
    "timeslot":           (ALL, ALL,  ALL,  N,      ALL,  N,     ALL, N,     ALL, N),
    "infra":              (ALL, ALL,  ALL,  DEPT,   ALL,  N,     ALL, N,     ALL, N),
    "term":               (ALL, ALL,  ALL,  N,      ALL,  N,     ALL, N,     ALL, N),
    "occupancy":          (ALL, ALL,  ALL,  DEPT,   ALL,  N,     ALL, N,     ALL, ALL),
    "adjustment":         (ALL, ALL,  ALL,  DEPT,   ALL,  N,     ALL, N,     ALL, ALL),
    "facultyunavailability": (ALL, ALL, DEPT, DEPT, OWN,  OWN,   N,   N,     ALL, N),
    "plan":               (ALL, ALL,  DEPT, DEPT,   OWN,  N,     N,   N,     ALL, ALL),
    "ask":                (ALL, DEPT, DEPT, DEPT,   OWN,  OWN,   N,   N,     ALL, N),
    "auditevent":         (ALL, N,    DEPT, N,      N,    N,     N,   N,     N,   N),
    "servicetoken":       (ALL, ALL,  N,    N,      N,    N,     N,   N,     N,   N),
    "coverage":           (ALL, ALL,  DEPT, DEPT,   N,    N,     N,   N,     ALL, ALL),
    "draft":              (ALL, ALL,  N,    N,      N,    N,     N,   N,     ALL, ALL),
    "whatif":             (OWN, OWN,  OWN,  OWN,    OWN,  OWN,   N,   N,     ALL, ALL),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a linked user, or the scheduler (no user)."""

    institute: InstituteId
    role: Role
    user: User | None = None
    token: str = ""
    """the scheduler's: its token's id"""
    secret: str = ""
    """the scheduler's: the hash of what it came with"""
    scopes: frozenset[str] = frozenset()
    """what its token may: `read`, `plans`, `timetable`"""
    acting: str = ""
    """in whose place it writes, where that is not its own role: `acting_hod`"""

    @property
    def id(self) -> str:
        return self.user.id if self.user else f"token:{self.token}"

    @property
    def as_role(self) -> str:
        return self.acting or str(self.role)

    @property
    def faculty(self) -> FacultyId | None:
        return self.user.faculty if self.user else None


def reach(caller: Caller, resource: str, *, write: bool = False) -> Scope:
    """How far the caller's right to read (or write) this kind of object goes."""
    return MATRIX[resource][2 * _ROLES.index(caller.role) + write]


@dataclass(frozen=True, slots=True)
class Extent:
    """Which objects of one kind somebody may read, or write: all, some departments', or their own."""

    all: bool = False
    departments: frozenset[DepartmentId] = frozenset()
    own: bool = False

    def __bool__(self) -> bool:
        return self.all or self.own or bool(self.departments)

    def covers(self, department: DepartmentId | None, *, own: bool = False) -> bool:
        return self.all or (own and self.own) or department in self.departments


def extent(
    caller: Caller, resource: str, departments: Iterable[Department], *, today: date, write: bool = False
) -> Extent:
    """The caller's row of the matrix, and the HOD's row for every department that they head today."""
    headed = frozenset(d.id for d in departments if heads(caller, d, today))
    as_hod = MATRIX[resource][2 * _ROLES.index(Role.HOD) + write] if headed else Scope.NONE
    is_hod = caller.role is Role.HOD
    row = MATRIX[resource][2 * _ROLES.index(Role.FACULTY if is_hod else caller.role) + write]
    mine = caller.user.department if caller.user else None
    inside = frozenset({mine} if row is Scope.DEPARTMENT and mine else ())
    return Extent(
        all=Scope.ALL in (row, as_hod),
        departments=inside | (headed if as_hod is Scope.DEPARTMENT else frozenset()),
        own=row is Scope.OWN or as_hod is Scope.OWN,
    )


def is_own(caller: Caller, value: Any) -> bool:
    """The object is the caller's own record: profile, user, section or request."""
    user = caller.user
    if user is None:
        return False
    match value:
        case User():
            return value.id == user.id
        case Faculty():
            return value.id == user.faculty
        case Student():
            return value.id == user.student
        case Section():
            return value.id == user.section
        case FacultyUnavailability():
            return value.faculty == user.faculty
    return False


def department_of(value: Any) -> DepartmentId | None:
    """Whose object it is; None: the whole institute's."""
    if isinstance(value, Department):
        return value.id
    department: DepartmentId | None = getattr(value, "department", None)
    return department


_BELOW_HOD = {Role.FACULTY, Role.STUDENT}


def may_write(caller: Caller, may: Extent, value: Any) -> bool:
    """This object, as it is or as it shall be, is the caller's to write; HODs write users below HOD."""
    if not may.covers(department_of(value), own=is_own(caller, value)):
        return False
    return may.all or not isinstance(value, User) or value.role in _BELOW_HOD


def heads(caller: Caller, department: Department | None, today: date) -> bool:
    """The caller is this department's HOD, or acts for the HOD today."""
    if department is None or caller.user is None:
        return False
    return caller.user.id in (department.hod, department.acting_on(today))


def acting(caller: Caller, department: Department | None, today: date) -> Caller:
    """The caller with the name under which they write in this department."""
    stands_in = heads(caller, department, today) and department is not None and department.hod != caller.id
    return replace(caller, acting="acting_hod") if stands_in and caller.role is not Role.ADMIN else caller


def may_decide(
    caller: Caller, leave: FacultyUnavailability, department: Department | None, *, today: date
) -> bool:
    """Admins and the teacher's HOD (or acting HOD) decide; nobody decides their own request."""
    if leave.faculty == caller.faculty:
        return False
    return caller.role is Role.ADMIN or (leave.approver == "hod" and heads(caller, department, today))


def may_see_leave(
    caller: Caller, leave: FacultyUnavailability, department: Department | None, *, today: date
) -> bool:
    """The requester, those who decide, and the scheduler; to anybody else it does not exist."""
    if leave.faculty == caller.faculty or may_decide(caller, leave, department, today=today):
        return True
    if heads(caller, department, today):
        return True
    return reach(caller, "facultyunavailability") is Scope.ALL


def may_see_reason(
    caller: Caller, leave: FacultyUnavailability, department: Department | None, *, today: date
) -> bool:
    """Why somebody is away is for the requester and the deciders only."""
    return leave.faculty == caller.faculty or may_decide(caller, leave, department, today=today)


def may_withdraw(
    caller: Caller, leave: FacultyUnavailability, department: Department | None, *, today: date
) -> bool:
    """The requester; after approval those who decide, too."""
    if leave.faculty == caller.faculty:
        return True
    return leave.status is LeaveStatus.APPROVED and may_decide(caller, leave, department, today=today)


def departments_decided(caller: Caller, departments: list[Department], today: date) -> list[DepartmentId]:
    """The departments whose requests are on the caller's desk."""
    if caller.role is Role.ADMIN:
        return [d.id for d in departments]
    return [d.id for d in departments if heads(caller, d, today)]
