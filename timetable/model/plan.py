"""A plan for a leave: what becomes of each class, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from timetable.model.booking import AdjustmentKind, ClassOnDate
from timetable.model.ids import FacultyId, InfraId, LeaveId, OccupancyId, UserId
from timetable.model.slot import Slot


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row is as it is: a code that the chat has words for, and what goes into them."""

    code: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What could become of a class, told without the class, for a plan keeps many. None: as planned."""

    kind: AdjustmentKind
    faculty: tuple[FacultyId, ...] | None = None
    on: date | None = None
    slot: Slot | None = None
    room: InfraId | None = None
    # In an exchange: the substitute's own class that the teacher away takes in return.
    in_return: tuple[OccupancyId, date] | None = None
    # If merged: the class of the same date and timeslot that is joined.
    host: OccupancyId | None = None

    def applied_to(self, class_: ClassOnDate, host: ClassOnDate | None = None) -> ClassOnDate | None:
        """The class as it would be; None: cancelled. `host`: the class that it would join."""
        if self.kind is AdjustmentKind.CANCELLED:
            return None
        if host is not None:
            return class_.joining(host)
        moved = class_.at(self.on or class_.date, self.slot or class_.slot, self.room or class_.room)
        return replace(moved, faculty=self.faculty or class_.faculty, adjustment=None)


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """What else a class could have come to, the rest of the plan being as it is, and why it did not."""

    fate: Outcome
    # How many points more the plan would cost.
    extra: int
    # The code of the part of the cost that differs most between the two; the chat has words for it.
    why_not: str
    # True if the whole run of consecutive periods that the class belongs to would change.
    whole_run: bool = False


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What becomes of one class affected. `after` None: cancelled."""

    kind: AdjustmentKind
    before: ClassOnDate
    after: ClassOnDate | None
    cost: int
    reasons: tuple[Reason, ...] = ()
    # The parts of the cost by the fields of RepairCosts. Where they are known, their sum is the cost.
    parts: Mapping[str, int] = field(default_factory=dict, hash=False)
    # The next best outcomes, the best first.
    runners_up: tuple[RunnerUp, ...] = ()
    # In an exchange: the substitute's own class that the teacher away takes, once they are back.
    in_return: ClassOnDate | None = None
    # The revision of the plan since which the row has this outcome.
    since: int = 0

    @property
    def outcome(self) -> Outcome:
        """What becomes of the class, by what differs."""
        before, after, returned = self.before, self.after, self.in_return
        if after is None:
            return Outcome(self.kind)
        return Outcome(
            self.kind,
            after.faculty if after.faculty != before.faculty else None,
            after.date if after.date != before.date else None,
            after.slot if after.slot != before.slot else None,
            after.room if after.room != before.room else None,
            (returned.occupancy, returned.date) if returned else None,
            after.host.occupancy if after.host else None,
        )

    @property
    def returned(self) -> ClassOnDate | None:
        """The class in return as it will be: held by who was away, everything else as planned."""
        if self.in_return is None or self.after is None:
            return None
        away = tuple(f for f in self.before.faculty if f not in self.after.faculty)
        return replace(self.in_return, faculty=away, adjustment=None)

    def held(self) -> tuple[ClassOnDate, ...]:
        """The classes that take place because of this row, as they will be."""
        return tuple(c for c in (self.after, self.returned) if c is not None)


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another plan for the same classes, best in another sense, to choose instead of the cheapest one."""

    # `fewest_changes`, `fairest` or `nothing_moved`: see `timetable/plan/aims.py`.
    name: str
    # The outcome of each class, in the order of the plan's rows, with its cost.
    fates: tuple[tuple[Outcome, int], ...]
    status: str
    bound: int = 0

    @property
    def cost(self) -> int:
        return sum(cost for _, cost in self.fates)


@dataclass(frozen=True, slots=True)
class Plan:
    """The repair of the timetable for a leave. Revision 0: nothing found yet, every class cancelled."""

    leave: LeaveId
    revision: int
    rows: tuple[PlanRow, ...]
    # `none` (revision 0), `optimal` (proven best) or `feasible` (the best in the solver's time).
    status: str
    # No plan can cost less than this.
    bound: int = 0
    made_at: datetime | None = None
    alternatives: tuple[Alternative, ...] = ()
    # The classes that substitutes give in return in the alternatives.
    in_exchange: tuple[ClassOnDate, ...] = ()
    # The classes that others join in the alternatives.
    hosts: tuple[ClassOnDate, ...] = ()
    # Whoever last chose a row, or None if the plan is as the solver made it.
    edited_by: UserId | None = None
    # The ids of all consents that were ever asked for, for any plan of this leave.
    asks: tuple[str, ...] = ()

    @property
    def version(self) -> int:
        return self.revision + 1

    @property
    def cost(self) -> int:
        return sum(row.cost for row in self.rows)

    def rows_of(self, alternative: Alternative) -> tuple[PlanRow, ...]:
        """The rows as they are if this alternative is chosen."""
        given = {(c.occupancy, c.date): c for c in self.in_exchange}
        befores, outcomes = [row.before for row in self.rows], [outcome for outcome, _ in alternative.fates]
        return tuple(
            PlanRow(
                outcome.kind,
                before,
                after,
                cost,
                in_return=given[outcome.in_return] if outcome.in_return else None,
            )
            for before, after, (outcome, cost) in zip(
                befores, classes_after(befores, outcomes, self.hosts), alternative.fates, strict=True
            )
        )


def classes_after(
    classes: Sequence[ClassOnDate], outcomes: Sequence[Outcome], hosts: Iterable[ClassOnDate]
) -> list[ClassOnDate | None]:
    """What each class becomes. One that joins another joins it as these outcomes leave it, or else one of
    `hosts`; who joins nothing that is known has no host."""
    present = {(h.occupancy, h.date, h.slot): h for h in hosts}
    for class_, outcome in zip(classes, outcomes, strict=True):
        after = outcome.applied_to(class_)
        if after and outcome.host is None:
            present[after.occupancy, after.date, after.slot] = after
    return [
        outcome.applied_to(
            class_, present.get((outcome.host, class_.date, class_.slot)) if outcome.host else None
        )
        for class_, outcome in zip(classes, outcomes, strict=True)
    ]
