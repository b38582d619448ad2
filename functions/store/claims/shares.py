"""One share of a claim in one transaction: the whole claim, or what one class of a basket has of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from pynamodb.attributes import UnicodeSetAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action as Update

from functions.store.table import (
    CAME,
    JOINED,
    LEFT,
    ClaimItem,
    booking,
    booking_path,
    dates_attribute,
    note_id,
    note_path,
    note_value,
)
from timetable.claims import Note
from timetable.day import Claim
from timetable.errors import InTheWay, Refusal, Taken, TooManyWrites
from timetable.model import Occupancy, Resource, Slot

# what the stored claim has to fulfil, for DynamoDB and for Python to check, and the refusal if it does not
Need = tuple[Condition, Callable[[Claim], bool], Refusal]


@dataclass(slots=True)
class ShareDraft:
    """What a transaction needs of one share and what it writes there, folded from its steps so far."""

    resource: Resource
    slot: Slot
    share: str = ""
    asked: list[Need] = field(default_factory=list)
    booked: Occupancy | None = None
    unbooked: str = ""
    off: dict[date, bool] = field(default_factory=dict)
    was_off: dict[date, bool] = field(default_factory=dict)
    on: dict[date, str | None] = field(default_factory=dict)
    was_on: dict[date, str | None] = field(default_factory=dict)
    left_notes: dict[date, Note | None] = field(default_factory=dict)
    came_notes: dict[date, Note | None] = field(default_factory=dict)
    joined: dict[date, str | None] = field(default_factory=dict)
    was_joined: dict[date, str | None] = field(default_factory=dict)
    joined_notes: dict[date, Note | None] = field(default_factory=dict)
    # dates on which the class that has the period leaves it: no other may be joined, unless that parts, too
    alone: set[date] = field(default_factory=set)

    def takes(self) -> bool:
        """True if the transaction takes the period, every week or on some date."""
        return bool(self.booked) or any(h and not self.was_on[d] for d, h in self.on.items())

    def needs(self) -> Iterator[Need]:
        for on in sorted(self.alone - set(self.joined)):
            joined = ~self._dates("joined").contains(on.isoformat())
            yield joined, partial(_is_alone, on), self.in_the_way(on)
        yield from self._weekly_needs()
        yield from self.asked

    def _weekly_needs(self) -> Iterator[Need]:
        """A booking that goes makes room for one that comes, in whatever order the steps were added."""
        if self.unbooked and (any(self.off.values()) or any(self.joined.values())):
            raise self.in_the_way(None)
        if self.booked and (dates := [on for on, holder in self.on.items() if holder]):
            raise self.taken(dates[0])
        if self.unbooked:
            nothing_since = self._dates("off").does_not_exist() & self._dates("joined").does_not_exist()
            yield (
                self._holds(self.unbooked) & nothing_since,
                lambda c: _is(c, self.unbooked) and not c.off and not c.joined,
                self.in_the_way(None),
            )
        elif self.booked:
            condition = booking_path(self.share).does_not_exist() & self._dates("on").does_not_exist()
            yield condition, lambda c: c.weekly is None and not c.on, self.taken()

    def why_not(self, stored: Claim) -> Refusal | None:
        """The refusal of the first condition that the stored share does not meet."""
        for on in sorted(self.alone - set(self.joined)):
            if on in stored.joined:
                return self.has_joined(on, stored.joined[on])
        return next((refusal for _, holds, refusal in self.needs() if not holds(stored)), None)

    def updates(self) -> Iterator[Update]:
        yield from self._weekly_updates()
        changes = {
            "off": {d: away for d, away in self.off.items() if self.was_off[d] != away},
            "on": _changed(self.was_on, self.on),
            "joined": _changed(self.was_joined, self.joined),
        }
        for name, change in changes.items():
            added = {d.isoformat() for d, there in change.items() if there}
            taken = {d.isoformat() for d, there in change.items() if not there}
            if added and taken:
                raise TooManyWrites(
                    "These changes free and take the same period on different dates. Send them apart."
                )
            if added:
                yield self._dates(name).add(added)
            if taken:
                yield self._dates(name).delete(taken)
        for prefix, notes in ((LEFT, self.left_notes), (CAME, self.came_notes), (JOINED, self.joined_notes)):
            for on, note in notes.items():
                path = note_path(prefix, on, self.share)
                yield path.set(note_value(note)) if note else path.remove()

    def _weekly_updates(self) -> Iterator[Update]:
        if self.booked:
            if not self.share:
                yield ClaimItem.weekly.set(self.booked.id)
            yield booking_path(self.share).set(booking(self.booked))
        elif self.unbooked:
            if not self.share:
                yield ClaimItem.weekly.remove()
            yield booking_path(self.share).remove()

    # its attributes

    def _dates(self, name: str) -> UnicodeSetAttribute:
        return dates_attribute(name, self.share)

    def _holds(self, occupancy: str) -> Condition:
        """This occupancy has the period every week; a share is of one occupancy anyway."""
        return booking_path(self.share).exists() if self.share else ClaimItem.weekly == occupancy

    def ask(self, condition: Condition, holds: Callable[[Claim], bool], otherwise: Refusal) -> None:
        self.asked.append((condition, holds, otherwise))

    def ask_weekly(self, occupancy: str, on: date, *, off: bool) -> None:
        """The occupancy has the period every week, and is away on the date or not."""
        away = self._dates("off").contains(on.isoformat())
        self.ask(
            self._holds(occupancy) & (away if off else ~away),
            lambda c: _is(c, occupancy) and (on in c.off) == off,
            self.in_the_way(on),
        )

    def ask_held(self, by: str, on: date) -> None:
        """An adjustment or a leave holds the period on the date."""
        condition = self._dates("on").contains(on.isoformat()) & (note_id(CAME, on, self.share) == by)
        self.ask(condition, lambda c: on in c.on and c.on[on].id == by, self.in_the_way(on))

    def ask_not_held(self, on: date, otherwise: Refusal) -> None:
        condition = ~self._dates("on").contains(on.isoformat())
        self.ask(condition, lambda c: on not in c.on, otherwise)

    def ask_room(self, on: date) -> None:
        """Nothing has the period every week, or what has it is away on the date; in a share, the latter."""
        away = self._dates("off").contains(on.isoformat())
        self.ask(
            away if self.share else ClaimItem.weekly.does_not_exist() | away,
            lambda c: on in c.off or not (c.weekly or self.share),
            self.taken(on),
        )

    def ask_joined(self, by: str | None, on: date) -> None:
        """This adjustment (None: nothing) is held together with what holds the period on the date."""
        there = self._dates("joined").contains(on.isoformat())
        condition = there & (note_id(JOINED, on, self.share) == by) if by else ~there
        self.ask(
            condition,
            lambda c: c.joined[on].id == by if on in c.joined else by is None,
            self.in_the_way(on),
        )

    # its refusals

    def taken(self, on: date | None = None) -> Taken:
        return Taken(self.resource.kind, self.resource.id, day=self.slot.day, period=self.slot.period, on=on)

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


def _is_alone(on: date, stored: Claim) -> bool:
    return on not in stored.joined


def _is(stored: Claim, occupancy: str) -> bool:
    return stored.weekly is not None and stored.weekly.id == occupancy


def _changed(was: dict[date, str | None], now: dict[date, str | None]) -> dict[date, bool]:
    """The dates on which there is something now and was nothing, or the other way round."""
    return {d: h is not None for d, h in now.items() if (was[d] is None) != (h is None)}
