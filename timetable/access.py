"""Who may read and write what: the whole matrix, and the few questions asked of it."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from timetable.model import (
    Department,
    DepartmentId,
    FacultyId,
    FacultyUnavailability,
    InstituteId,
    LeaveStatus,
    Role,
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
    "auditevent":         (ALL, N,    DEPT, N,      N,    N,     N,   N,     N,   N),
    "servicetoken":       (ALL, ALL,  N,    N,      N,    N,     N,   N,     N,   N),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a linked user, or the scheduler (no user)."""

    institute: InstituteId
    role: Role
    user: User | None = None
    token: str = ""
    """the scheduler's: its token's id"""

    @property
    def id(self) -> str:
        return self.user.id if self.user else f"token:{self.token}"

    @property
    def faculty(self) -> FacultyId | None:
        return self.user.faculty if self.user else None


def reach(caller: Caller, resource: str, *, write: bool = False) -> Scope:
    """How far the caller's right to read (or write) this kind of object goes."""
    return MATRIX[resource][2 * _ROLES.index(caller.role) + write]


def heads(caller: Caller, department: Department | None, today: date) -> bool:
    """The caller is this department's HOD, or acts for the HOD today."""
    if department is None or caller.user is None:
        return False
    return caller.user.id in (department.hod, department.acting_on(today))


def may_decide(
    caller: Caller, leave: FacultyUnavailability, department: Department | None, today: date
) -> bool:
    """Admins and the teacher's HOD (or acting HOD) decide; nobody decides their own request."""
    if leave.faculty == caller.faculty:
        return False
    return caller.role is Role.ADMIN or heads(caller, department, today)


def may_see_leave(
    caller: Caller, leave: FacultyUnavailability, department: Department | None, today: date
) -> bool:
    """The requester, those who decide, and the scheduler; to anybody else it does not exist."""
    if leave.faculty == caller.faculty or may_decide(caller, leave, department, today):
        return True
    return reach(caller, "facultyunavailability") is Scope.ALL


def may_see_reason(
    caller: Caller, leave: FacultyUnavailability, department: Department | None, today: date
) -> bool:
    """Why somebody is away is for the requester and the deciders only."""
    return leave.faculty == caller.faculty or may_decide(caller, leave, department, today)


def may_withdraw(
    caller: Caller, leave: FacultyUnavailability, department: Department | None, today: date
) -> bool:
    """The requester; after approval those who decide, too."""
    if leave.faculty == caller.faculty:
        return True
    return leave.status is LeaveStatus.APPROVED and may_decide(caller, leave, department, today)


def departments_decided(caller: Caller, departments: list[Department], today: date) -> list[DepartmentId]:
    """The departments whose requests are on the caller's desk."""
    if caller.role is Role.ADMIN:
        return [d.id for d in departments]
    return [d.id for d in departments if heads(caller, d, today)]
