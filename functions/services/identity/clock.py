"""The clock as a caller: who acts where no person does."""

from datetime import datetime

from functions.services.ports import Records, Request
from timetable.access import Caller
from timetable.model import InstituteId, Role


def clock(institute: InstituteId) -> Caller:
    """As whom what time brings about is audited."""
    return Caller(institute, Role.SCHEDULER, token="clock")


def clock_request(records: Records, now: datetime) -> Request:
    """A request that nobody has sent: a job's, or an event's."""
    return Request(records, clock(records.institute), now)
