"""Which rooms suit which offerings, which rooms are alike, and which sets of rooms have to be counted."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from timetable.model import Infra, InfraId, Offering, OfferingId
from timetable.problems import Instance

RoomSet = frozenset[InfraId]

_MAX_UNIONS = (
    128  # of sets of rooms; beyond that, choosing a group of rooms for each class is the smaller model
)


class RoomNeed(NamedTuple):
    """What a room has to be for an offering; `seats` 0 where capacity is soft."""

    kind: str
    features: frozenset[str]
    seats: int

    @classmethod
    def by(cls, offering: Offering, instance: Instance) -> "RoomNeed":
        seats = offering.strength if instance.room_capacity_is_hard else 0
        return cls(offering.room_kind, frozenset(offering.features), seats)

    def suits(self, room: Infra) -> bool:
        return (
            room.kind == self.kind and room.capacity >= self.seats and self.features.issubset(room.features)
        )


def rooms_for(offering: Offering, instance: Instance) -> list[Infra]:
    """The rooms of the instance that an offering may be in, in its order."""
    need = RoomNeed.by(offering, instance)
    return [r for r in instance.rooms if need.suits(r)]


@dataclass(frozen=True)
class Suitable:
    """The rooms of an instance as its offerings see them."""

    instance: Instance

    @cached_property
    def rooms_of(self) -> dict[OfferingId, RoomSet]:
        """Per offering, the rooms that suit it."""
        needs = {o.id: RoomNeed.by(o, self.instance) for o in self.instance.offerings}
        rooms = {w: frozenset(r.id for r in self.instance.rooms if w.suits(r)) for w in set(needs.values())}
        return {id: rooms[w] for id, w in needs.items()}

    @cached_property
    def alike(self) -> tuple[RoomSet, ...]:
        """Groups of rooms that suit the same offerings, in the order of the rooms.

        A room with a fixed booking is a group of its own: only among rooms that are all free do blocks of
        several periods fit wherever they are few enough.
        """
        apart = {b.room for b in self.instance.fixed}
        sets = [*dict.fromkeys(self.rooms_of.values())]
        groups: dict[tuple[object, ...], list[InfraId]] = defaultdict(list)
        for room in self.instance.rooms:
            key = tuple(n for n, rooms in enumerate(sets) if room.id in rooms)
            groups[key, room.id if room.id in apart else None].append(room.id)
        return tuple(frozenset(group) for group in groups.values())

    @cached_property
    def group_of(self) -> dict[InfraId, int]:
        """Per room, the number of its group in `alike`."""
        return {room: n for n, group in enumerate(self.alike) for room in group}

    def groups(self, offering: OfferingId) -> list[int]:
        """The groups of rooms that suit an offering, all of each."""
        return sorted({self.group_of[room] for room in self.rooms_of[offering]})

    @cached_property
    def counted(self) -> tuple[RoomSet, ...]:
        """The unions of overlapping sets of suitable rooms, smallest first, but of those in `uncounted`.

        Classes at one time fit into rooms if and only if for each union of such sets, no more of them need a
        room of it than it has (Hall 1935); a union of sets apart says no more than the two.
        """
        unions = [u for part in self._parts if (of_part := _unions(part)) is not None for u in of_part]
        return tuple(sorted(unions, key=lambda u: (len(u), sorted(u))))

    @cached_property
    def uncounted(self) -> frozenset[OfferingId]:
        """Offerings whose rooms overlap in too many ways to be counted: their group of rooms is chosen."""
        sets = {rooms for part in self._parts if _unions(part) is None for rooms in part}
        return frozenset(id for id, rooms in self.rooms_of.items() if rooms in sets)

    @cached_property
    def _parts(self) -> list[list[RoomSet]]:
        """The sets of suitable rooms, those that overlap together."""
        parts: list[list[RoomSet]] = []
        for rooms in dict.fromkeys(self.rooms_of.values()):
            near = [part for part in parts if any(rooms & other for other in part)]
            parts = [part for part in parts if part not in near]
            parts.append([rooms, *(other for part in near for other in part)])
        return parts


def _unions(sets: Iterable[RoomSet]) -> set[RoomSet] | None:
    """All unions of sets that overlap one another in a chain; None: too many."""
    sets = list(sets)
    unions, new = set(sets), set(sets)
    while new and len(unions) <= _MAX_UNIONS:
        new = {u | s for u in new for s in sets if u & s} - unions
        unions |= new
    return unions if len(unions) <= _MAX_UNIONS else None
