"""Objects by their natural keys: those that exist already and those that the file adds."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Generic, NamedTuple
from unicodedata import normalize

from functions.services.workbook.lines import Line
from functions.workbooks.values import Draft, T, quoted

# What an object is known by: its natural key first, then shorter names. Capitals do not matter in any.
Names = tuple[Hashable, ...]


def folded(name: Hashable) -> Hashable:
    """A name in the form in which the store tells names apart."""
    return " ".join(normalize("NFC", name).casefold().split()) if isinstance(name, str) else name


class RowAddress(NamedTuple):
    """The row of the file that asks for an object to be as it will be."""

    sheet: str
    row: int


class ObjectTable(Generic[T]):
    """All objects of one kind by id: as they are (`before`) and as the file would have them (`after`)."""

    def __init__(
        self, kind: str, sheet: str, *, noun: str, existing: Iterable[T], names: Callable[[T], Names]
    ) -> None:
        self.kind, self.sheet, self.noun = kind, sheet, noun
        self.before: dict[str, T] = {value.id: value for value in existing}
        self.after: dict[str, T] = dict(self.before)
        self.rows: dict[str, RowAddress] = {}
        self.unreadable = False  # True where the file has the sheet, but a required column is missing
        self._names = names
        self._ids_by_name: dict[Hashable, list[str]] = {}
        self._names_by_id: dict[str, Names] = {}
        self._first_lines: dict[Hashable, Line] = {}
        self._spoilt: dict[Hashable, Line] = {}
        for value in self.before.values():
            self._index(value)

    def claim(self, line: Line, column: str, key: Hashable, *, label: str | None = None) -> T | None:
        """The object that this row is about, if it exists. A second row about the same object is refused.

        The label is what a sentence calls the key; a key without any words is not refused.
        """
        label = str(key) if label is None else label
        first = self._first_lines.setdefault(folded(key), line)
        if first is not line and label:
            number = first.row.number
            line.refuse(column, f"The {self.noun} {quoted(label)} is in row {number} too; keep one of them.")
        return self.exact(key)

    def exact(self, name: Hashable) -> T | None:
        """The first object of this name, if there is any."""
        return next(iter(self.named(name)), None)

    def named(self, name: Hashable) -> list[T]:
        """Every object of this name."""
        return [self.after[id] for id in self._ids_by_name.get(folded(name), ())]

    def spoilt_by(self, name: Hashable) -> str:
        """The row that would have made the object of this name, had it had no problem; else empty."""
        line = self._spoilt.get(folded(name))
        return line.row_name if line else ""

    def put(self, line: Line, value: T) -> None:
        """Set the object as the row has it, or remember that the row has a problem."""
        if line.is_bad():
            self._spoil(line, value)
        else:
            self.set(value, RowAddress(line.form.name, line.row.number))

    def set(self, value: T, row: RowAddress) -> None:
        """Set the object; it belongs to the first row that has set it."""
        self.rows.setdefault(value.id, row)
        self.after[value.id] = value
        self._index(value)

    def take_back(self, line: Line, id: str) -> None:
        """Undo what a row has put, since it turned out to have a problem."""
        self._spoil(line, self.after.pop(id))
        self._forget(id)
        if id in self.before:
            self.after[id] = self.before[id]
            self._index(self.before[id])

    def refer(self, line: Line, column: str, name: Hashable, *, label: str | None = None) -> T | None:
        """The object of this name. Where there is none or more than one: None, and the cell is refused.

        The label is what a sentence calls the name.
        """
        label = str(name) if label is None else label
        values = self.named(name)
        if len(values) == 1:
            return values[0]
        if values:
            full = " or ".join(quoted(self._names(value)[0]) for value in values[:3])
            line.refuse(column, f"More than one {self.noun} is called {quoted(label)}; write {full}.")
        else:
            line.refuse(column, self._missing(line, name, label))
        return None

    def refer_to(self, line: Line, column: str) -> T | None:
        """The object that this cell names; None if it is empty, too."""
        name = line.text(column)
        return self.refer(line, column, name) if name else None

    def refer_to_all(self, line: Line, column: str) -> tuple[T, ...]:
        """The objects that this cell names, each once."""
        values: dict[str, T] = {}
        for name in line.texts(column):
            value = self.refer(line, column, name)
            if value and value.id in values:
                line.refuse(column, f"{quoted(name)} stands here twice; once is enough.")
            elif value:
                values[value.id] = value
        return tuple(values.values())

    def label(self, id: str) -> str:
        """The shortest name that means this object alone."""
        names = self._names(self.after[id])
        return next(
            (str(n) for n in reversed(names) if len(self._ids_by_name[folded(n)]) == 1), str(names[0])
        )

    def changed(self, id: str) -> Iterator[Draft]:
        """The draft of this object, if the file changes it or makes it."""
        if self.after[id] != self.before.get(id):
            yield Draft(self.kind, self.before.get(id), self.after[id], *self.rows[id])

    def drafts(self) -> Iterator[Draft]:
        """The drafts of all objects that the file changes or makes."""
        for id in self.after:
            yield from self.changed(id)

    def _spoil(self, line: Line, value: T) -> None:
        for name in self._names(value):
            self._spoilt.setdefault(folded(name), line)

    def _index(self, value: T) -> None:
        names = self._names(value)
        if self._names_by_id.get(value.id) == names:
            return
        self._forget(value.id)
        self._names_by_id[value.id] = names
        for name in names:
            self._ids_by_name.setdefault(folded(name), []).append(value.id)

    def _forget(self, id: str) -> None:
        for name in self._names_by_id.pop(id, ()):
            self._ids_by_name[folded(name)].remove(id)

    def _missing(self, line: Line, name: Hashable, label: str) -> str:
        if row_name := self.spoilt_by(name):
            return f"This refers to {label}, whose own row ({row_name}) has a problem."
        if self.unreadable:
            return f"This refers to {label}, but the sheet {self.sheet} can't be read; mend it first."
        choices = (n for names in self._names_by_id.values() for n in names if isinstance(n, str))
        near = line.suggestion(label, choices)
        return f"There is no {self.noun} {quoted(label)}.{near or f' Add it to the sheet {self.sheet}.'}"
