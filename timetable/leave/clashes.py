"""Pending leaves of the same dates: which they are, and what stands between two of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from timetable.leave.request import Away
from timetable.model import FacultyId, FacultyUnavailability, LeaveId, Slot

# One of the two leaves can't be granted with every class held, whatever is decided about the other.
ALONE = "alone"
# Both teach the class, and it can be changed for one of them only.
SAME_CLASS = "same_class"
# Only the two themselves could take each other's classes.
EACH_OTHER = "each_other"
# Both leaves need the same few people as substitutes.
SAME_PEOPLE = "same_people"
# Nobody could take the classes, and there are too few places to move all of them to.
SAME_PLACE = "same_place"


@dataclass(frozen=True, slots=True)
class ClashingClass:
    """A class of one of the leaves, by when it is."""

    leave: LeaveId
    date: date
    slot: Slot


@dataclass(frozen=True, slots=True)
class Clash:
    """Classes that can't all be held; without any one of them they could. And who could take some of them."""

    code: str
    classes: tuple[ClashingClass, ...]
    people: tuple[FacultyId, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Whether both of two leaves can be granted with every class held; None: not found out in time."""

    leaves: tuple[LeaveId, LeaveId]
    grantable: bool | None
    clash: Clash | None = None

    def other(self, leave: LeaveId) -> LeaveId:
        a, b = self.leaves
        return b if leave == a else a


def share_dates(a: Away, b: Away) -> bool:
    return a.start_date <= b.end_date and b.start_date <= a.end_date


def groups_sharing_dates(leaves: Iterable[FacultyUnavailability]) -> list[list[FacultyUnavailability]]:
    """Groups in the order of time: who shares a date is in one group, be it through others."""
    groups: list[list[FacultyUnavailability]] = []
    until = date.min
    for leave in sorted(leaves, key=lambda leave: (leave.start_date, leave.end_date, leave.id)):
        if not groups or leave.start_date > until:
            groups.append([])
        groups[-1].append(leave)
        until = max(until, leave.end_date)
    return groups
