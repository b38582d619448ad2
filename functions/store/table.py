"""The table as PynamoDB models: an item that is an object, and an item that is a claim."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any, Self

from pydantic import TypeAdapter
from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.operand import Path
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from functions.store.keys import slot_of
from timetable.claims import Note
from timetable.day import Claim, Trace
from timetable.model import Occupancy, Resource

_OCCUPANCY = TypeAdapter(Occupancy)
_NOTE = TypeAdapter(Note)
LEFT, CAME, JOINED = "left:", "came:", "joint:"
_BOOKING = "booking#"
MARKS = (("off", LEFT), ("on", CAME), ("joined", JOINED))  # sets of dates, and the prefix of their notes
TIMES, AT = "times:", "at:"


class ByIndex(GlobalSecondaryIndex["Item"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "listed"
        projection = AllProjection()

    by_pk = UnicodeAttribute(hash_key=True)
    by_sk = UnicodeAttribute(range_key=True)


class BySecondIndex(GlobalSecondaryIndex["Item"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "listed2"
        projection = AllProjection()

    by2_pk = UnicodeAttribute(hash_key=True)
    by2_sk = UnicodeAttribute(range_key=True)


class ByThirdIndex(GlobalSecondaryIndex["Item"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "listed3"
        projection = AllProjection()

    by3_pk = UnicodeAttribute(hash_key=True)
    by3_sk = UnicodeAttribute(range_key=True)


class Item(Model):
    """One object: its value as JSON in `body`, and as attributes whatever a condition or an index needs."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute()
    body = UnicodeAttribute(null=True)
    version = NumberAttribute(null=True)
    institute = UnicodeAttribute(null=True)
    by_pk = UnicodeAttribute(null=True)
    by_sk = UnicodeAttribute(null=True)
    by2_pk = UnicodeAttribute(null=True)
    by2_sk = UnicodeAttribute(null=True)
    by3_pk = UnicodeAttribute(null=True)
    by3_sk = UnicodeAttribute(null=True)
    uses = NumberAttribute(null=True)  # only on an item that counts who refers to an object
    members = UnicodeSetAttribute(null=True)  # only on a roster: the ids of the students in a smallest group
    expires_at = NumberAttribute(null=True)
    by = ByIndex()
    by2 = BySecondIndex()
    by3 = ByThirdIndex()


class ClaimItem(Model):
    """One period of the week of one resource. What a date has of its own is in attributes that are named for
    it: its notes, how often it was changed, and when last."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute(null=True)
    weekly = UnicodeAttribute(null=True)
    booking = UnicodeAttribute(null=True)
    off = UnicodeSetAttribute(null=True)
    on = UnicodeSetAttribute(null=True)
    joined = UnicodeSetAttribute(null=True)
    basket = UnicodeAttribute(null=True)
    held = NumberAttribute(null=True)  # how many classes of the basket have the period every week
    booked = NumberAttribute(null=True)
    booked_at = UnicodeAttribute(null=True)
    notes: dict[str, Note]
    traces: dict[date, Trace]
    # by class of the basket: its booking, and the dates on which something else has its share of the period
    shares: "dict[str, tuple[Occupancy, set[str]]]"

    @classmethod
    def from_raw_data(cls, data: dict[str, Any]) -> Self:
        claim = super().from_raw_data(data)
        claim.notes = {
            name: _NOTE.validate_json(value["M"]["note"]["S"])
            for name, value in data.items()
            if name.startswith((LEFT, CAME, JOINED))
        }
        shares = [name.removeprefix(_BOOKING) for name in data if name.startswith(_BOOKING)]
        claim.shares = {
            share: (
                _OCCUPANCY.validate_json(data[_BOOKING + share]["S"]),
                set(data.get(f"on#{share}", {}).get("SS", ())),
            )
            for share in shares
        }
        claim.traces = {
            date.fromisoformat(on): _trace(data[TIMES + on]["N"], data.get(AT + on))
            for on in (name.removeprefix(TIMES) for name in data if name.startswith(TIMES))
        }
        return claim

    def value(self, resource: Resource) -> Claim:
        weekly = _OCCUPANCY.validate_json(self.booking) if self.booking else None
        shares = tuple(
            self._share(resource, occupancy, dates, share=name)
            for name, (occupancy, dates) in sorted(self.shares.items())
        )
        whole = self._share(resource, weekly, self.on or set(), share="")
        at = datetime.fromisoformat(self.booked_at) if self.booked_at else None
        traces = Trace(int(self.booked or 0), at)
        return replace(whole, shares=shares, basket=self.basket or "", booked=traces, changed=self.traces)

    def _share(
        self, resource: Resource, weekly: Occupancy | None, held_dates: set[str], *, share: str
    ) -> Claim:
        came = dict(_dated(self.notes, CAME, share))
        return Claim(
            resource=resource,
            slot=slot_of(self.sk),
            weekly=weekly,
            off=dict(_dated(self.notes, LEFT, share)),
            on={d: n for d, n in came.items() if d.isoformat() in held_dates},
            dropped={d: n for d, n in came.items() if d.isoformat() not in held_dates},
            joined=dict(_dated(self.notes, JOINED, share)),
        )


def _dated(notes: dict[str, Note], prefix: str, share: str) -> list[tuple[date, Note]]:
    """The notes of one share: `left:2026-11-27`, or `left:2026-11-27#` and the class of the basket."""
    notes_by_name = (
        (name.removeprefix(prefix), note) for name, note in notes.items() if name.startswith(prefix)
    )
    return [
        (date.fromisoformat(on), note)
        for (on, _, note_share), note in ((name.partition("#"), note) for name, note in notes_by_name)
        if note_share == share
    ]


def _trace(times: str, at: dict[str, str] | None) -> Trace:
    return Trace(int(times), datetime.fromisoformat(at["S"]) if at else None)


def dates_attribute(name: str, share: str) -> UnicodeSetAttribute:
    """The attribute `off`, `on` or `joined` of the whole claim, or of one class of its basket."""
    return UnicodeSetAttribute(attr_name=f"{name}#{share}" if share else name)


def booking_path(share: str) -> Path:
    return Path([_BOOKING + share if share else "booking"])


def note_path(prefix: str, on: date, share: str = "") -> Path:
    return Path([_note_name(prefix, on, share)])


def _note_name(prefix: str, on: date, share: str) -> str:
    return f"{prefix}{on.isoformat()}#{share}" if share else f"{prefix}{on.isoformat()}"


def note_value(note: Note) -> dict[str, str]:
    return {"id": note.id, "note": _NOTE.dump_json(note).decode()}


def note_id(prefix: str, on: date, share: str = "") -> Path:
    return Path([_note_name(prefix, on, share), "id"])


def booking(occupancy: Occupancy) -> str:
    return _OCCUPANCY.dump_json(occupancy, exclude={"created_at", "updated_at"}).decode()


def bind(name: str, endpoint: str | None = None) -> tuple[type[Item], type[ClaimItem]]:
    """The models for one table; the endpoint is the account's own unless one is given."""

    class Meta:
        table_name = name
        host = endpoint
        connect_timeout_seconds = 5
        read_timeout_seconds = 15
        max_retry_attempts = 3

    listed = {"by": ByIndex(), "by2": BySecondIndex(), "by3": ByThirdIndex()}
    item = type("Item", (Item,), {"Meta": Meta, **listed})
    return item, type("ClaimItem", (ClaimItem,), {"Meta": Meta})
