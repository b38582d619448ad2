"""The clock as a caller: who acts where no person does."""

from timetable.access import Caller
from timetable.model import InstituteId, Role


def clock(institute: InstituteId) -> Caller:
    """Who acts where nobody does: time."""
    return Caller(institute, Role.SCHEDULER, token="clock")
