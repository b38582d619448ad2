"""The steps of one claim in one transaction, folded into one condition and one update of one item."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import reduce

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action as Update

from functions.store.table import (
    AT,
    CAME,
    JOINT,
    LEFT,
    TIMES,
    ClaimItem,
    booking,
    note_id,
    note_path,
    note_value,
)
from timetable.claims import Action, Note, Step
from timetable.day import Claim
from timetable.errors import InTheWay, Refusal, Taken, TooManyWrites
from timetable.model import Occupancy, Resource, Slot

_UNTOUCHED = object()


@dataclass(slots=True)
class ClaimDraft:
    """What a transaction needs of one claim, and what it leaves there. Steps are folded in their order.

    DynamoDB allows one operation per item: a condition that an earlier step of the same transaction
    brings about is not asked of the stored item, and effects that cancel out are not written.
    """

    resource: Resource
    slot: Slot
    item: int | None = None
    """which item of a batch came here first"""
    conditions: list[tuple[Condition, Callable[[Claim], bool], Refusal]] = field(default_factory=list)
    weekly: object = _UNTOUCHED
    off: dict[date, bool] = field(default_factory=dict)
    was_off: dict[date, bool] = field(default_factory=dict)
    on: dict[date, str | None] = field(default_factory=dict)
    was_on: dict[date, str | None] = field(default_factory=dict)
    left: dict[date, Note | None] = field(default_factory=dict)
    came: dict[date, Note | None] = field(default_factory=dict)
    joined: dict[date, str | None] = field(default_factory=dict)
    was_joined: dict[date, str | None] = field(default_factory=dict)
    joint: dict[date, Note | None] = field(default_factory=dict)
    alone: set[date] = field(default_factory=set)
    """the dates on which what held the period goes: nothing may have joined it, or it parts here too"""
    counted: set[date] = field(default_factory=set)

    def add(self, step: Step) -> None:
        _FOLD[step.action](self, step)
        if step.on:
            self.counted.add(step.on)

    def condition(self) -> Condition | None:
        """None where a change is only counted here."""
        needed = [c for c, _, _ in self.conditions]
        needed += [~ClaimItem.joined.contains(on.isoformat()) for on in self._still_alone()]
        return reduce(lambda a, b: a & b, needed) if needed else None

    def why_not(self, stored: Claim) -> Refusal:
        """The refusal of the first condition that the stored claim does not meet."""
        for on in self._still_alone():
            if on in stored.joined:
                return self.has_joined(on, stored.joined[on])
        return next((r for _, holds, r in self.conditions if not holds(stored)), self.conditions[-1][2])

    def _still_alone(self) -> list[date]:
        return sorted(self.alone - set(self.joined))

    def updates(self, item: type[ClaimItem], now: datetime) -> list[Update]:
        actions: list[Update] = [item.kind.set("claim"), *self._traces(item, now)]
        if isinstance(self.weekly, Occupancy):
            actions += [item.weekly.set(self.weekly.id), item.booking.set(booking(self.weekly))]
        elif self.weekly is None:
            actions += [item.weekly.remove(), item.booking.remove()]
        newly_off = {d: away for d, away in self.off.items() if self.was_off[d] != away}
        newly_on = {d: h is not None for d, h in self.on.items() if (self.was_on[d] is None) != (h is None)}
        newly_joined = {
            d: h is not None for d, h in self.joined.items() if (self.was_joined[d] is None) != (h is None)
        }
        changes = ((item.off, newly_off), (item.on, newly_on), (item.joined, newly_joined))
        for attribute, change in changes:
            added = {d.isoformat() for d, there in change.items() if there}
            taken = {d.isoformat() for d, there in change.items() if not there}
            if added and taken:
                raise TooManyWrites(
                    "These changes free and take the same period on different dates. Send them apart."
                )
            if added:
                actions.append(attribute.add(added))
            if taken:
                actions.append(attribute.delete(taken))
        for prefix, notes in ((LEFT, self.left), (CAME, self.came), (JOINT, self.joint)):
            for on, note in notes.items():
                path = note_path(prefix, on)
                actions.append(path.set(note_value(note)) if note else path.remove())
        return actions

    def _traces(self, item: type[ClaimItem], now: datetime) -> list[Update]:
        """That there was a change, and when: once for what this transaction does here."""
        at = now.astimezone(UTC).isoformat()
        actions: list[Update] = []
        if self.weekly is not _UNTOUCHED:
            actions += [item.booked.add(1), item.booked_at.set(at)]
        for on in sorted(self.counted):
            actions += [note_path(TIMES, on).add(1), note_path(AT, on).set(at)]
        return actions

    def require(self, condition: Condition, holds: Callable[[Claim], bool], otherwise: Refusal) -> None:
        self.conditions.append((condition, holds, otherwise))

    def taken(self, on: date | None = None) -> Taken:
        return Taken(self.resource.kind, self.resource.id, self.slot.day, self.slot.period, on)

    def in_the_way(self, on: date | None) -> InTheWay:
        when = on.isoformat() if on else "some date"
        return InTheWay(
            f"The {self.resource.kind}'s period {self.slot.period} on {when} has been changed since.",
            resource=self.resource.kind,
            id=self.resource.id,
            day=self.slot.day,
            period=self.slot.period,
            date=on.isoformat() if on else None,
        )

    def has_joined(self, on: date, note: Note) -> InTheWay:
        """Another class has joined the one that is to go; the adjustment that made it so is named."""
        return InTheWay(
            f"Another class has joined this one on {on.isoformat()}, period {self.slot.period}. "
            "Say first what becomes of that.",
            joined=note.id,
            resource=self.resource.kind,
            id=self.resource.id,
            day=self.slot.day,
            period=self.slot.period,
            date=on.isoformat(),
        )


def _book(draft: ClaimDraft, step: Step) -> None:
    if draft.weekly is _UNTOUCHED:
        condition = ClaimItem.weekly.does_not_exist() & ClaimItem.on.does_not_exist()
        draft.require(condition, lambda c: c.weekly is None and not c.on, draft.taken())
    elif draft.weekly is not None:
        raise draft.taken()
    draft.weekly = step.occupancy


def _unbook(draft: ClaimDraft, step: Step) -> None:
    if draft.weekly is _UNTOUCHED:
        condition = (ClaimItem.weekly == step.of) & ClaimItem.off.does_not_exist()
        draft.require(
            condition & ClaimItem.joined.does_not_exist(),
            lambda c: c.weekly is not None and c.weekly.id == step.of and not c.off and not c.joined,
            draft.in_the_way(None),
        )
    draft.weekly = None


def _free(draft: ClaimDraft, step: Step) -> None:
    on = _date(step)
    if on not in draft.off:
        condition = (ClaimItem.weekly == step.of) & ~ClaimItem.off.contains(on.isoformat())
        draft.require(
            condition,
            lambda c: c.weekly is not None and c.weekly.id == step.of and on not in c.off,
            draft.in_the_way(on),
        )
        draft.was_off[on] = False
    elif draft.off[on]:
        raise draft.in_the_way(on)
    _let_go(draft, on)
    draft.off[on] = True
    draft.left[on] = step.note


def _restore(draft: ClaimDraft, step: Step) -> None:
    on = _date(step)
    condition = (ClaimItem.weekly == step.of) & ClaimItem.off.contains(on.isoformat())
    draft.require(
        condition,
        lambda c: c.weekly is not None and c.weekly.id == step.of and on in c.off,
        draft.in_the_way(on),
    )
    draft.was_off[on] = True
    if on not in draft.on:
        draft.require(~ClaimItem.on.contains(on.isoformat()), lambda c: on not in c.on, draft.in_the_way(on))
    elif draft.on[on] is not None:
        raise draft.in_the_way(on)
    draft.off[on] = False
    draft.left[on] = None
    draft.came[on] = None


def _take(draft: ClaimDraft, step: Step) -> None:
    on, note = _date(step), step.note
    assert note is not None, "what takes a period says what it is"
    freed_here = draft.off.get(on) is True or draft.weekly is None
    if on in draft.on:
        if draft.on[on] is not None:
            raise draft.taken(on)
    else:
        condition = ~ClaimItem.on.contains(on.isoformat())
        draft.require(condition, lambda c: on not in c.on, draft.taken(on))
        draft.was_on[on] = None
        if not freed_here:
            available = ClaimItem.weekly.does_not_exist() | ClaimItem.off.contains(on.isoformat())
            draft.require(available, lambda c: c.weekly is None or on in c.off, draft.taken(on))
    draft.on[on] = note.id
    draft.came[on] = note


def _release(draft: ClaimDraft, step: Step) -> None:
    on = _date(step)
    if on not in draft.on:
        condition = ClaimItem.on.contains(on.isoformat()) & (note_id(CAME, on) == step.held_by)
        draft.require(condition, lambda c: on in c.on and c.on[on].id == step.held_by, draft.in_the_way(on))
        draft.was_on[on] = step.held_by
    elif draft.on[on] != step.held_by:
        raise draft.in_the_way(on)
    _let_go(draft, on)
    draft.on[on] = None
    draft.came[on] = step.note


def _let_go(draft: ClaimDraft, on: date) -> None:
    if draft.joined.get(on) is not None:
        raise draft.in_the_way(on)
    draft.alone.add(on)


def _join(draft: ClaimDraft, step: Step) -> None:
    on, note = _date(step), step.note
    assert note is not None, "what joins a class says what it is"
    day = on.isoformat()
    if step.held_by and on in draft.on:
        there = draft.on[on] == step.held_by
    elif step.held_by:
        there = True
        condition = ClaimItem.on.contains(day) & (note_id(CAME, on) == step.held_by)
        draft.require(condition, lambda c: on in c.on and c.on[on].id == step.held_by, draft.in_the_way(on))
    elif on in draft.off:
        there = not draft.off[on]
    else:
        there = True
        condition = (ClaimItem.weekly == step.of) & ~ClaimItem.off.contains(day)
        draft.require(
            condition,
            lambda c: c.weekly is not None and c.weekly.id == step.of and on not in c.off,
            draft.in_the_way(on),
        )
    if not there or draft.joined.get(on) is not None:
        raise draft.in_the_way(on)
    if on not in draft.joined:
        draft.require(~ClaimItem.joined.contains(day), lambda c: on not in c.joined, draft.in_the_way(on))
        draft.was_joined[on] = None
    draft.joined[on], draft.joint[on] = note.id, note


def _part(draft: ClaimDraft, step: Step) -> None:
    on = _date(step)
    if on not in draft.joined:
        condition = ClaimItem.joined.contains(on.isoformat()) & (note_id(JOINT, on) == step.held_by)
        draft.require(
            condition, lambda c: on in c.joined and c.joined[on].id == step.held_by, draft.in_the_way(on)
        )
        draft.was_joined[on] = step.held_by
    elif draft.joined[on] != step.held_by:
        raise draft.in_the_way(on)
    draft.joined[on] = draft.joint[on] = None


def _count(draft: ClaimDraft, step: Step) -> None:
    """Every dated step is counted; this one does nothing else."""


def _date(step: Step) -> date:
    assert step.on is not None, "a dated step has a date"
    return step.on


_FOLD: dict[Action, Callable[[ClaimDraft, Step], None]] = {
    Action.BOOK: _book,
    Action.UNBOOK: _unbook,
    Action.FREE: _free,
    Action.RESTORE: _restore,
    Action.TAKE: _take,
    Action.RELEASE: _release,
    Action.JOIN: _join,
    Action.PART: _part,
    Action.COUNT: _count,
}
