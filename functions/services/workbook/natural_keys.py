"""What can be referred to by its natural key: the objects that exist already and those the file adds."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Generic, NamedTuple
from unicodedata import normalize

from functions.services.workbook.lines import Line
from functions.workbooks.values import Draft, T, quoted

Names = tuple[Hashable, ...]
"""what one object is known by: its natural key first, then shorter names; capitals do not matter"""


def folded(name: Hashable) -> Hashable:
    """A name as the store tells names apart."""
    return " ".join(normalize("NFC", name).casefold().split()) if isinstance(name, str) else name


class Place(NamedTuple):
    sheet: str
    row: int


class Shelf(Generic[T]):
    """All objects of one kind, as they were (`before`) and as the file would have them (`now`)."""

    def __init__(
        self, kind: str, sheet: str, noun: str, present: Iterable[T], names: Callable[[T], Names]
    ) -> None:
        self.kind, self.sheet, self.noun = kind, sheet, noun
        self.before: dict[str, T] = {thing.id: thing for thing in present}
        self.now: dict[str, T] = dict(self.before)
        self.places: dict[str, Place] = {}
        self.unreadable = False
        """its sheet is there, but can't be read"""
        self._names = names
        self._known: dict[Hashable, list[str]] = {}
        self._learnt: dict[str, Names] = {}
        self._claimed: dict[Hashable, Line] = {}
        self._spoilt: dict[Hashable, Line] = {}
        for thing in self.before.values():
            self._learn(thing)

    def claim(self, line: Line, column: str, key: Hashable, shown: str) -> T | None:
        """The object this row is about, if it exists; a second row about the same one is refused."""
        earlier = self._claimed.setdefault(folded(key), line)
        if earlier is not line and shown:
            said = f"The {self.noun} {quoted(shown)} is in row {earlier.row.number} too; keep one of them."
            line.wrong(column, said)
        return self.exact(key)

    def exact(self, name: Hashable) -> T | None:
        return next(iter(self.named(name)), None)

    def named(self, name: Hashable) -> list[T]:
        return [self.now[id] for id in self._known.get(folded(name), ())]

    def spoilt_by(self, name: Hashable) -> str:
        """The row that would have made the object of this name, had it had no problem; else empty."""
        spoilt = self._spoilt.get(folded(name))
        return spoilt.place if spoilt else ""

    def put(self, line: Line, thing: T) -> None:
        """Keep what the row says, or remember that it is no good."""
        if line.is_bad():
            self._spoil(line, thing)
        else:
            self.set(thing, Place(line.form.name, line.row.number))

    def set(self, thing: T, place: Place) -> None:
        self.places.setdefault(thing.id, place)
        self.now[thing.id] = thing
        self._learn(thing)

    def take_back(self, line: Line, id: str) -> None:
        """The row turned out to be no good after all."""
        self._spoil(line, self.now.pop(id))
        self._forget(id)
        if id in self.before:
            self.now[id] = self.before[id]
            self._learn(self.before[id])

    def refer(self, line: Line, column: str, name: Hashable, shown: str) -> T | None:
        """The object of this name. None: there is no single one, and the line knows it."""
        found = self.named(name)
        if len(found) == 1:
            return found[0]
        if found:
            full = " or ".join(quoted(self._names(thing)[0]) for thing in found[:3])
            line.wrong(column, f"More than one {self.noun} is called {quoted(shown)}; write {full}.")
        else:
            line.wrong(column, self._missing(line, name, shown))
        return None

    def refer_to(self, line: Line, column: str) -> T | None:
        """The object that this cell names; None if it is empty, too."""
        name = line.text(column)
        return self.refer(line, column, name, name) if name else None

    def refer_to_all(self, line: Line, column: str) -> tuple[T, ...]:
        """The objects that this cell names, each once."""
        found: dict[str, T] = {}
        for name in line.texts(column):
            thing = self.refer(line, column, name, name)
            if thing and thing.id in found:
                line.wrong(column, f"{quoted(name)} stands here twice; once is enough.")
            elif thing:
                found[thing.id] = thing
        return tuple(found.values())

    def label(self, id: str) -> str:
        """The shortest name that means this object alone."""
        names = self._names(self.now[id])
        return next((str(n) for n in reversed(names) if len(self._known[folded(n)]) == 1), str(names[0]))

    def changed(self, id: str) -> Iterator[Draft]:
        """What is to be written of this object, if anything."""
        if self.now[id] != self.before.get(id):
            yield Draft(self.kind, self.before.get(id), self.now[id], *self.places[id])

    def drafts(self) -> Iterator[Draft]:
        for id in self.now:
            yield from self.changed(id)

    def _spoil(self, line: Line, thing: T) -> None:
        for name in self._names(thing):
            self._spoilt.setdefault(folded(name), line)

    def _learn(self, thing: T) -> None:
        names = self._names(thing)
        if self._learnt.get(thing.id) == names:
            return
        self._forget(thing.id)
        self._learnt[thing.id] = names
        for name in names:
            self._known.setdefault(folded(name), []).append(thing.id)

    def _forget(self, id: str) -> None:
        for name in self._learnt.pop(id, ()):
            self._known[folded(name)].remove(id)

    def _missing(self, line: Line, name: Hashable, shown: str) -> str:
        if spoilt := self.spoilt_by(name):
            return f"This refers to {shown}, whose own row ({spoilt}) has a problem."
        if self.unreadable:
            return f"This refers to {shown}, but the sheet {self.sheet} can't be read; mend it first."
        spelt = (n for names in self._learnt.values() for n in names if isinstance(n, str))
        near = line.suggestion(shown, spelt)
        return f"There is no {self.noun} {quoted(shown)}.{near or f' Add it to the sheet {self.sheet}.'}"
