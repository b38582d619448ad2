"""The right to write, which must still stand when the transaction happens."""

from functions.services.ports import DEPARTMENT, USER, Write
from timetable.access import Caller
from timetable.errors import NotAllowed
from timetable.model import Department


def require_unchanged_right(
    write: Write, caller: Caller, *, action: str = "do this", department: Department | None = None
) -> None:
    """Let the transaction happen only if the caller's user, and the department that their right comes from,
    are still as they were read; otherwise it raises NotAllowed: "Your right to {action} has just changed."
    """
    gone = NotAllowed(f"Your right to {action} has just changed.")
    if department is not None:
        write.unchanged(DEPARTMENT[department.id], was=department.version, otherwise=gone)
    if caller.user:
        write.unchanged(USER[caller.user.id], was=caller.user.version, otherwise=gone)
