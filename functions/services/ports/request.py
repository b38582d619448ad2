"""One request: who asks, of which institute, when, and under which idempotency key."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime

from functions.services.ports.kinds import ANSWER, DEPARTMENT, Ref
from functions.services.ports.requests import Answer, Once
from functions.services.ports.store import Records, Reference, Write
from timetable import calendar
from timetable.access import Caller
from timetable.model import Department, InstituteId


@dataclass(frozen=True, slots=True)
class Request:
    """What every use case needs: made once in the API for each call, and once for each job of the clock."""

    records: Records
    caller: Caller
    now: datetime
    once: Once | None = None
    version: int | None = None  # the version that the caller means to write, from If-Match

    @property
    def institute(self) -> InstituteId:
        return self.records.institute

    @property
    def reference(self) -> Reference:
        return self.records.reference

    @property
    def today(self) -> date:
        """The institute's date."""
        return calendar.today(self.reference.institute.zone, self.now)

    @property
    def answer_ref(self) -> Ref[Answer]:
        """Where the answer to this idempotency key is stored; refers to nothing where there is no key."""
        return ANSWER[f"{self.caller.id}#{self.once.key}" if self.once else ""]

    def department(self, id: str) -> Department | None:
        return self.reference.get(DEPARTMENT[id])

    def write(self) -> AbstractContextManager[Write]:
        """Begin a transaction at the request's time; all of it happens at the block's end, or nothing."""
        return self.records.write(self.now)
