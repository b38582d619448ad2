"""Somebody's classes as entries of a calendar, each known by one name through all that becomes of it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from timetable.day import Claim, SeenClass, State
from timetable.model import DatedSlot, OccupancyId, Slot

GONE = frozenset({State.CANCELLED, State.MOVED_AWAY, State.ON_LEAVE})


@dataclass(frozen=True, slots=True)
class Entry:
    """A class on one date, or consecutive periods of it. What is gone stands where it was planned."""

    occupancy: OccupancyId
    # An entry is identified by this date and `occupancy`, which is that of its first period as planned.
    planned: date
    date: date
    first: Slot
    last: Slot
    # The first period of the entry stands for all of them.
    seen: SeenClass
    # The number of changes of the class so far. It never falls, even where a change is taken back.
    sequence: int
    changed_at: datetime | None

    @property
    def is_gone(self) -> bool:
        return self.seen.state in GONE


def planned(seen: SeenClass) -> DatedSlot:
    """Where the weekly timetable has the class."""
    return seen.was.planned if seen.was and not seen.class_.moved_from else seen.class_.planned


def entries(seen: Iterable[SeenClass], claims: Sequence[Claim], breaks_after: Collection[int]) -> list[Entry]:
    """All that somebody sees in one term, with the claims that it was read from."""
    booked = sum(c.booked.times for c in claims)
    times: dict[date, int] = {}
    at: dict[date, list[datetime]] = {}
    for on, trace in (item for c in claims for item in c.changed.items()):
        times[on] = times.get(on, 0) + trace.times
        at.setdefault(on, []).extend([trace.at] if trace.at else [])
    ever = [c.booked.at for c in claims if c.booked.at]
    return [
        _entry(run, booked + times.get(on, 0), [*ever, *at.get(on, ())])
        for run in _runs(_each_once(seen), breaks_after)
        for on in (planned(run[0])[0],)
    ]


def _entry(run: Sequence[SeenClass], sequence: int, changes: Sequence[datetime]) -> Entry:
    named = min(run, key=planned)
    (on, first), (_, last) = _place(run[0]), _place(run[-1])
    return Entry(
        named.class_.occupancy,
        planned(named)[0],
        on,
        first,
        last,
        run[0],
        sequence,
        max(changes, default=None),
    )


def _each_once(seen: Iterable[SeenClass]) -> list[SeenClass]:
    """Each class once: where it is held, or else where it was planned."""
    latest: dict[tuple[OccupancyId, date], SeenClass] = {}
    for class_seen in seen:
        key = class_seen.class_.occupancy, planned(class_seen)[0]
        if key not in latest or _rank(class_seen) > _rank(latest[key]):
            latest[key] = class_seen
    return list(latest.values())


def _rank(seen: SeenClass) -> int:
    if seen.state not in GONE:
        return 2
    return 1 if (seen.class_.date, seen.class_.slot) == planned(seen) else 0


def _place(seen: SeenClass) -> DatedSlot:
    return planned(seen) if seen.state in GONE else (seen.class_.date, seen.class_.slot)


def _runs(classes: Iterable[SeenClass], breaks_after: Collection[int]) -> list[list[SeenClass]]:
    """Consecutive periods of one class that have come to the same; a run does not span a break."""
    runs: list[list[SeenClass]] = []
    going_on: dict[object, list[SeenClass]] = {}
    for class_seen in sorted(classes, key=lambda s: (_place(s), s.class_.occupancy)):
        (on, slot), alike = _place(class_seen), _alike(class_seen)
        run = going_on.pop((alike, on, slot), None)
        if run is None:
            run = []
            runs.append(run)
        run.append(class_seen)
        if slot.period not in breaks_after:
            going_on[alike, on, Slot(slot.day, slot.period + 1)] = run
    return runs


def _alike(seen: SeenClass) -> object:
    """The same for the periods of one block, as long as the same becomes of them."""
    class_, (on, slot) = seen.class_, planned(seen)
    offset = slot.period - _place(seen)[1].period
    who = (class_.subject, class_.room, class_.faculty, class_.sections, class_.groups)
    was = (seen.was.faculty, seen.was.room) if seen.was else None
    now = (seen.now.faculty, seen.now.room, seen.now.date) if seen.now else None
    held_with = seen.held_with.sections if seen.held_with else None
    return who, seen.state, was, now, held_with, on, slot.day, offset
