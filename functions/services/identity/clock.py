"""The clock as a caller: who acts where no person does."""

from datetime import datetime

from functions.services.ports import Records, Request
from timetable.access import Caller
from timetable.model import InstituteId, Role


def clock(institute: InstituteId) -> Caller:
    """The caller in whose name the audit lists what happens because its time has come."""
    return Caller(institute, Role.SCHEDULER, token="clock")


def clock_request(records: Records, now: datetime) -> Request:
    """The request of a job or of an event, which no person has sent."""
    return Request(records, clock(records.institute), now)
