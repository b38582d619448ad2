"""A leave, from being asked for to its end."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from timetable.model.ids import DepartmentId, FacultyId, LeaveId, UserId


class LeaveStatus(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Half(StrEnum):
    FORENOON = "forenoon"
    AFTERNOON = "afternoon"


@dataclass(frozen=True, slots=True)
class FacultyUnavailability:
    """A leave request. `periods` None and `half` None: whole days."""

    id: LeaveId
    faculty: FacultyId
    department: DepartmentId
    start_date: date
    end_date: date
    periods: tuple[int, ...] | None
    half: Half | None
    kind: str
    reason: str
    status: LeaveStatus
    plan_revision: int
    created_at: datetime
    updated_at: datetime
    decided_by: UserId | None = None
    decided_at: datetime | None = None
    decision_note: str = ""
    # Who decides the leave, by the rules of its kind when it was asked for: `hod` or `admin`.
    approver: str = "hod"
    version: int = 1
