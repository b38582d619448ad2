"""What every object carries that is kept, and the words for time that all share."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

Date = date
"""where a field is called date"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What every object carries that is kept and changed: its version, and when it came and changed."""

    version: int = 1
    created_at: datetime | None = None
    updated_at: datetime | None = None


class Slot(NamedTuple):
    """One period of the institute's week: day 1 = Monday ... 7, or the day order; period counts from 1."""

    day: int
    period: int


DatedSlot = tuple[date, Slot]
