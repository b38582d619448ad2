"""The objects that everybody refers to, kept in memory while the institute's counter stands still."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from functions.services.ports import Ref
from functions.store import keys, objects
from functions.store.table import Item
from timetable.calendar import Calendar
from timetable.errors import NotFound, RuleBroken
from timetable.model import Institute, InstituteId, Term, TimeSlot


@dataclass(slots=True)
class _Kept:
    """What this process has read under one value of the counter."""

    counter: int
    objects: dict[tuple[str, str], Any] = field(default_factory=dict)
    lists: dict[str, list[Any]] = field(default_factory=dict)


class Shelf:
    """One process's memory of reference objects, per institute. Exact, because the counter is read with
    the caller at every request and every change of a reference object raises it in its transaction."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}
        self.last: InstituteId | None = None
        """the institute served last: a hint for reading its counter together with the caller"""

    def at(self, institute: InstituteId, counter: int) -> _Kept:
        kept = self._kept.get(institute)
        if kept is None or kept.counter != counter:
            kept = self._kept[institute] = _Kept(counter)
        self.last = institute
        return kept


class TableReference:
    """Reads what is not on the shelf yet, one call for all that is missing."""

    def __init__(self, item: type[Item], institute: InstituteId, kept: _Kept) -> None:
        self._item = item
        self._id = institute
        self._kept = kept

    @property
    def institute(self) -> Institute:
        found = self.get("institute", self._id)
        if found is None:
            raise NotFound("institute")
        return cast(Institute, found)

    def get(self, kind: str, id: str) -> Any | None:
        return self.many(kind, [id]).get(id)

    def many(self, kind: str, ids: Iterable[str]) -> dict[str, Any]:
        """The objects with these ids that exist, by id."""
        wanted = dict.fromkeys(ids)
        self.load(Ref(kind, i) for i in wanted)
        return {i: self._kept.objects[kind, i] for i in wanted if (kind, i) in self._kept.objects}

    def load(self, refs: Iterable[Ref]) -> None:
        """Fetch objects of several kinds that will be asked for: one call for all that is missing."""
        by_key = {
            keys.of(self._id, ref.kind, ref.id): ref
            for ref in refs
            if ref.id and (ref.kind, ref.id) not in self._kept.objects
        }
        if not by_key:
            return
        for item in self._item.batch_get(list(by_key), consistent_read=True):
            ref = by_key[keys.Key(item.pk, item.sk)]
            self._kept.objects[ref.kind, ref.id] = objects.load(ref.kind, item.body)

    def all(self, kind: str) -> list[Any]:
        """Every object of one kind: for the kinds of which an institute has tens, not thousands."""
        if kind not in self._kept.lists:
            found = self._item.query(keys.partition(self._id, kind), consistent_read=True)
            values = [objects.load(kind, item.body) for item in found]
            self._kept.lists[kind] = values
            self._kept.objects.update({(kind, v.id): v for v in values})
        return self._kept.lists[kind]

    def terms(self) -> list[Term]:
        return sorted(self.all("term"), key=lambda t: t.first)

    def timeslots(self) -> tuple[TimeSlot, ...]:
        return tuple(sorted(self.all("timeslot"), key=lambda t: t.slot))

    def calendar(self, on: date) -> Calendar:
        """The calendar of the term that this date is in, or of the one nearest to it."""
        terms = self.terms()
        if not terms:
            raise RuleBroken("This institute has no term yet. An admin creates one first.")
        term = min(terms, key=lambda t: max((t.first - on).days, (on - t.last).days, 0))
        return Calendar(term, self.timeslots(), self.institute.policies.working_days)
