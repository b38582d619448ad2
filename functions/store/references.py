"""What an object's references, name and places mean for other items of the table, in the same transaction."""

from typing import Any

from functions.store import keys
from functions.store.commit import Part
from functions.store.keys import Key
from functions.store.table import Item
from timetable.errors import Busy, Duplicate, InUse, RuleBroken, TooManyWrites
from timetable.model import Student
from timetable.objects import relations


class RelationDraft:
    """Counts who refers to whom, holds unique names, and points from many to many.

    The counter of an object is an item of its own, so that counting never meets a change of the object.
    """

    def __init__(self, item: type[Item], institute: str) -> None:
        self._item, self._institute = item, institute
        self._deltas: dict[Key, int] = {}
        self._born: set[Key] = set()
        self._gone: dict[Key, InUse] = {}
        self._missing: dict[Key, RuleBroken] = {}
        self._parts: dict[Key, Part] = {}
        self._rosters: dict[Key, dict[str, bool]] = {}  # by group: the students who come (True) or go

    def relate(self, kind: str, before: Any | None, after: Any | None) -> None:
        """An object comes (before is None), changes, or goes (after is None)."""
        self._count(kind, before, after)
        self._hold(kind, before, after)
        self._refer(before, after)
        self._point(kind, before, after)
        self._enroll(before, after)

    def parts(self) -> list[Part]:
        counters = {*self._deltas, *self._born, *self._gone}
        rosters = [self._roster(key, who) for key, who in self._rosters.items()]
        return [*self._parts.values(), *rosters, *(self._counter(key) for key in sorted(counters))]

    def _enroll(self, before: Any | None, after: Any | None) -> None:
        if isinstance(before, Student) and isinstance(after, Student) and before.group() == after.group():
            return
        for student, comes in ((before, False), (after, True)):
            if isinstance(student, Student):
                key = keys.roster(self._institute, student.group())
                self._rosters.setdefault(key, {})[student.id] = comes

    def _roster(self, key: Key, who: dict[str, bool]) -> Part:
        come, go = {s for s, comes in who.items() if comes}, {s for s, comes in who.items() if not comes}
        if come and go:
            raise TooManyWrites("Students come to this group and leave it at once. Send them apart.")
        change = self._item.members.add(come) if come else self._item.members.delete(go)
        actions = [self._item.kind.set("roster"), change]
        return Part("update", self._item(key.pk, key.sk), None, Busy("Try again."), actions)

    def _count(self, kind: str, before: Any | None, after: Any | None) -> None:
        if kind not in relations.REFERRED:
            return
        old = self._uses(kind, relations.handle(before)) if before is not None else None
        new = self._uses(kind, relations.handle(after)) if after is not None else None
        if old == new:
            return
        if old is not None:
            self._gone[old] = InUse(f"This {kind} is in use, so it can't go.", kind=kind)
        if new is not None:
            self._born.add(new)

    def _hold(self, kind: str, before: Any | None, after: Any | None) -> None:
        old = set(relations.unique(before)) if before is not None else set()
        new = set(relations.unique(after)) if after is not None else set()
        for name in old - new:
            key = keys.unique(self._institute, kind, field=name.field, key=name.key)
            self._parts[key] = Part("delete", self._item(key.pk, key.sk), None, Busy("Try again."))
        for name in new - old:
            key = keys.unique(self._institute, kind, field=name.field, key=name.key)
            refusal = Duplicate(f"There is a {kind} with this {name.field} already.", field=name.field)
            holder = self._item(key.pk, key.sk, kind="unique", body=after.id if after is not None else "")
            self._parts[key] = Part("put", holder, self._item.pk.does_not_exist(), refusal)

    def _refer(self, before: Any | None, after: Any | None) -> None:
        old = {(link.kind, link.id): link for link in relations.links(before)}
        new = {(link.kind, link.id): link for link in relations.links(after)}
        for to, by in ((old, -1), (new, 1)):
            for place, link in to.items():
                if place in old and place in new:
                    continue
                key = self._uses(*place)
                self._deltas[key] = self._deltas.get(key, 0) + by
                gone = f"The {link.kind} named here was deleted this very moment."
                self._missing.setdefault(key, RuleBroken(gone, field=link.field))

    def _point(self, kind: str, before: Any | None, after: Any | None) -> None:
        old, new = (
            {link for link in relations.links(v) if (kind, link.kind) in relations.POINTED}
            for v in (before, after)
        )
        for link in old ^ new:
            holder = after if link in new else before
            assert holder is not None, "a reference is held by something"
            pk = keys.pointers(self._institute, kind, to=link.kind, id=link.id)
            pointer = self._item(pk, holder.id, kind="pointer")
            verb = "put" if link in new else "delete"
            self._parts[Key(pk, holder.id)] = Part(verb, pointer, None, Busy("Try again."))

    def _counter(self, key: Key) -> Part:
        delta = self._deltas.get(key, 0)
        if key in self._gone:
            item = self._item(key.pk, key.sk)
            return Part("delete", item, self._item.uses == -delta, self._gone[key])
        if key in self._born:
            item = self._item(key.pk, key.sk, kind="uses", uses=delta)
            return Part("put", item, self._item.pk.does_not_exist(), Busy("Try again."))
        item = self._item(key.pk, key.sk)
        return Part("update", item, self._item.pk.exists(), self._missing[key], [self._item.uses.add(delta)])

    def _uses(self, kind: str, handle: str) -> Key:
        return keys.uses(self._institute, kind, handle)
