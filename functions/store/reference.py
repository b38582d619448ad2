"""The objects that everybody refers to, kept in memory while the institute's counter stands still."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from functions.services.ports import INSTITUTE, TERM, TIMESLOT, Kind, Ref
from functions.store import keys, objects
from functions.store.table import Item
from timetable.calendar import Calendar
from timetable.errors import NotFound, RuleBroken
from timetable.model import Institute, InstituteId, Term, TimeSlot

T = TypeVar("T")


@dataclass(slots=True)
class _Snapshot:
    """The reference objects that this process has read under one value of the institute's counter."""

    counter: int
    objects: dict[Ref[Any], Any] = field(default_factory=dict)
    lists: dict[Kind[Any], list[Any]] = field(default_factory=dict)


class ReferenceCache:
    """One process's memory of reference objects, per institute. Exact, because the counter is read with
    the caller at every request and every change of a reference object raises it in its transaction."""

    def __init__(self) -> None:
        self._snapshots: dict[str, _Snapshot] = {}
        # the institute served last, whose counter is read together with the next caller
        self.last: InstituteId | None = None

    def at(self, institute: InstituteId, counter: int) -> _Snapshot:
        snapshot = self._snapshots.get(institute)
        if snapshot is None or snapshot.counter != counter:
            snapshot = self._snapshots[institute] = _Snapshot(counter)
        self.last = institute
        return snapshot


class TableReference:
    """Reads the reference objects that are not in the cache yet, all of them with one call."""

    def __init__(self, item: type[Item], institute: InstituteId, snapshot: _Snapshot) -> None:
        self._item = item
        self._id = institute
        self._snapshot = snapshot

    @property
    def institute(self) -> Institute:
        institute = self.get(INSTITUTE[self._id])
        if institute is None:
            raise NotFound("institute")
        return institute

    def get(self, ref: Ref[T]) -> T | None:
        self.load([ref])
        return self._snapshot.objects.get(ref)

    def many(self, kind: Kind[T], ids: Iterable[str]) -> dict[str, T]:
        """The objects with these ids that exist, by id."""
        refs = [kind[i] for i in dict.fromkeys(ids)]
        self.load(refs)
        return {ref.id: self._snapshot.objects[ref] for ref in refs if ref in self._snapshot.objects}

    def load(self, refs: Iterable[Ref[Any]]) -> None:
        """Fetch objects of several kinds that will be asked for: one call for all that is missing."""
        by_key = {
            keys.key_of(self._id, ref.kind.name, ref.id): ref
            for ref in refs
            if ref.id and ref not in self._snapshot.objects
        }
        if not by_key:
            return
        for item in self._item.batch_get(list(by_key), consistent_read=True):
            ref = by_key[keys.Key(item.pk, item.sk)]
            self._snapshot.objects[ref] = objects.load(ref.kind, item.body)

    def all(self, kind: Kind[T]) -> list[T]:
        """Every object of one kind: for the kinds of which an institute has tens, not thousands."""
        if kind not in self._snapshot.lists:
            items = self._item.query(keys.partition(self._id, kind.name), consistent_read=True)
            by_id = {item.sk: objects.load(kind, item.body) for item in items}
            self._snapshot.lists[kind] = list(by_id.values())
            self._snapshot.objects.update({kind[id]: value for id, value in by_id.items()})
        return self._snapshot.lists[kind]

    def terms(self) -> list[Term]:
        return sorted(self.all(TERM), key=lambda t: t.first)

    def timeslots(self) -> tuple[TimeSlot, ...]:
        return tuple(sorted(self.all(TIMESLOT), key=lambda t: t.slot))

    def calendar(self, on: date) -> Calendar:
        """The calendar of the term that this date is in, or of the one nearest to it."""
        terms = self.terms()
        if not terms:
            raise RuleBroken("This institute has no term yet. An admin creates one first.")
        term = min(terms, key=lambda t: max((t.first - on).days, (on - t.last).days, 0))
        return Calendar(term, self.timeslots(), self.institute.policies.working_days)
