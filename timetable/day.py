"""One day of one resource, read from its claims: what will really happen, with what changed marked."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from timetable.claims import Note
from timetable.model import Adjustment, AdjustmentKind, ClassOnDate, Occupancy, Resource, Slot


@dataclass(frozen=True, slots=True)
class Trace:
    """How often something was changed, and when last. It only grows, also where a change is taken back."""

    times: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One period of the week of one resource, with the dates on which it is different."""

    resource: Resource
    slot: Slot
    weekly: Occupancy | None = None
    off: Mapping[date, Note] = field(default_factory=dict)
    on: Mapping[date, Note] = field(default_factory=dict)
    # What an adjustment had put in this period and a later adjustment took away again.
    dropped: Mapping[date, Note] = field(default_factory=dict)
    # The adjustments of the classes that have joined the one that holds the period.
    joined: Mapping[date, Note] = field(default_factory=dict)
    # How often the weekly booking of this period was changed.
    booked: Trace = field(default=Trace(), compare=False)  # two that say the same are equal
    # For each date, how often the class that is held or was planned in this period was changed.
    changed: Mapping[date, Trace] = field(default_factory=dict, compare=False)
    basket: str = ""
    # In a basket, each class's part of the period, as a claim of its own.
    shares: "tuple[Claim, ...]" = ()

    def share(self, name: str) -> "Claim":
        """What a class of the basket has of the period; empty: the whole."""
        if not name:
            return self
        shares_of_class = (share for share in self.shares if share.weekly and share.weekly.id == name)
        return next(shares_of_class, Claim(self.resource, self.slot))

    def parts(self) -> "tuple[Claim, ...]":
        """The whole, and every class's part of it."""
        return (self, *self.shares)

    def bookings(self) -> tuple[Occupancy, ...]:
        """What has this period every week: one class, or those of a basket."""
        return tuple(part.weekly for part in self.parts() if part.weekly)

    def held_on(self, day: date) -> ClassOnDate | None:
        """The class that holds this period on this date; None: free, or blocked by a leave."""
        if day in self.on:
            note = self.on[day]
            return None if _is_block(note) or note.adjustment is None else note.adjustment.after
        return self.weekly.on(day) if self.weekly and day not in self.off else None

    def all_held_on(self, day: date) -> tuple[ClassOnDate, ...]:
        """The class that holds this period on this date, and what has joined it."""
        own = (c for c in (self.held_on(day), self.joined_on(day)) if c is not None)
        return (*own, *(c for share in self.shares for c in share.all_held_on(day)))

    def joined_on(self, day: date) -> ClassOnDate | None:
        """The class that is held together with the one that holds this period on this date."""
        note = self.joined.get(day)
        return note.adjustment.after if note and note.adjustment else None

    def is_free(self, day: date) -> bool:
        return day not in self.on and (self.weekly is None or day in self.off) and not self.shares


def of_student(claims: Iterable[Claim], electives: Collection[str]) -> list[Claim]:
    """The claims of a student, reduced in baskets to the electives that they chose, if they chose any."""
    claims_seen = []
    for claim in claims:
        mine = tuple(share for share in claim.shares if share.weekly and share.weekly.subject in electives)
        claims_seen.append(replace(claim, shares=mine or claim.shares))
    return claims_seen


def has_baskets(claims: Iterable[Claim]) -> bool:
    """Whether some class here is one that only some of the students are in."""
    notes = (n for c in claims for n in (*c.on.values(), *c.dropped.values()) if n.adjustment)
    return any(c.shares for c in claims) or any(n.adjustment.before.basket for n in notes if n.adjustment)


def concerns(class_: ClassOnDate, electives: Collection[str]) -> bool:
    """Whether a student of its sections is in it, by the electives that they have chosen (none: perhaps)."""
    return not class_.basket or not electives or class_.subject in electives


class State(StrEnum):
    PLANNED = "planned"
    CANCELLED = "cancelled"
    SUBSTITUTED = "substituted"
    MOVED_HERE = "moved_here"
    MOVED_AWAY = "moved_away"
    MERGED = "merged"
    ADDED = "added"
    ON_LEAVE = "on_leave"
    COVERING = "covering"


@dataclass(frozen=True, slots=True)
class SeenClass:
    """A class as one resource sees it. `was`: as planned; `now`: what became of a class that left; `joint`:
    the class that it is held together with."""

    class_: ClassOnDate
    state: State
    was: ClassOnDate | None = None
    now: ClassOnDate | None = None
    held_with: ClassOnDate | None = None


def classes_on(claims: Iterable[Claim], day: date) -> list[SeenClass]:
    """All that happens, and all that does not happen after all, at the claims' periods on one date."""
    seen = [s for claim in claims for part in claim.parts() for s in _seen(part, day)]
    return sorted(dict.fromkeys(seen), key=lambda s: (s.class_.slot, s.class_.occupancy))


def _is_block(note: Note) -> bool:
    return note.leave is not None and note.id == note.leave


def _seen(claim: Claim, day: date) -> list[SeenClass]:
    left, came = claim.off.get(day), claim.on.get(day)
    dropped = claim.dropped.get(day) if came is None else None
    held_with = claim.joined_on(day)
    if claim.weekly and left is None:
        return [SeenClass(claim.weekly.on(day), State.PLANNED, held_with=held_with)]
    classes = (
        [_came(claim.resource, came, held_with)]
        if came
        else [_left(claim.resource, dropped)]
        if dropped
        else []
    )
    if left and left.adjustment and not _same_class(left, came or dropped):
        classes.append(_left(claim.resource, left))
    return [s for s in classes if s]


def _same_class(a: Note, b: Note | None) -> bool:
    """Both tell of the same class, and the later note knows better."""
    if b is None or a.adjustment is None or b.adjustment is None:
        return False
    return a.adjustment.before.occupancy == b.adjustment.before.occupancy


def _left(resource: Resource, note: Note | None) -> SeenClass | None:
    if note is None or note.adjustment is None:
        return None
    adjustment = note.adjustment
    elsewhere = adjustment.kind is AdjustmentKind.MERGED and resource.kind == "room"
    moved = adjustment.kind is AdjustmentKind.MOVED or elsewhere
    return SeenClass(adjustment.before, State.MOVED_AWAY if moved else State.CANCELLED, now=adjustment.after)


def _came(resource: Resource, note: Note, held_with: ClassOnDate | None) -> SeenClass | None:
    adjustment = note.adjustment
    if adjustment is None:
        return None
    if _is_block(note):
        moved = adjustment.kind is AdjustmentKind.MOVED
        return SeenClass(
            adjustment.before, State.MOVED_AWAY if moved else State.ON_LEAVE, now=adjustment.after
        )
    if adjustment.after is None:
        return None
    after = adjustment.after
    return SeenClass(
        after, _state(resource, adjustment), was=adjustment.before, held_with=held_with or after.host
    )


def _state(resource: Resource, adjustment: Adjustment) -> State:
    if resource.kind == "faculty" and resource.id not in adjustment.before.faculty:
        return State.COVERING
    if adjustment.kind is AdjustmentKind.SUBSTITUTED:
        return State.SUBSTITUTED
    if adjustment.kind is AdjustmentKind.MOVED:
        return State.MOVED_HERE
    return State.MERGED if adjustment.kind is AdjustmentKind.MERGED else State.ADDED
