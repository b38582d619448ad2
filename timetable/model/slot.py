"""The words for time that all objects share: a period of the week, and a period of one date."""

from datetime import date
from typing import NamedTuple

Date = date  # for classes that have a field called `date`


class Slot(NamedTuple):
    """One period of the institute's week: day 1 = Monday ... 7, or the day order; period counts from 1."""

    day: int
    period: int


DatedSlot = tuple[date, Slot]
