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
LEFT, CAME, JOINT = "left:", "came:", "joint:"
_LANE = "booking#"
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
    uses = NumberAttribute(null=True)
    """of the item that counts who refers to an object"""
    members = UnicodeSetAttribute(null=True)
    """of a roster: the students of a smallest group"""
    expires_at = NumberAttribute(null=True)
    by = ByIndex()
    by2 = BySecondIndex()
    by3 = ByThirdIndex()


class ClaimItem(Model):
    """One period of the week of one resource. Notes for single dates, how often each was changed and when
    last are attributes named for the date."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute(null=True)
    weekly = UnicodeAttribute(null=True)
    booking = UnicodeAttribute(null=True)
    off = UnicodeSetAttribute(null=True)
    on = UnicodeSetAttribute(null=True)
    joined = UnicodeSetAttribute(null=True)
    basket = UnicodeAttribute(null=True)
    held = NumberAttribute(null=True)
    """how many classes of the basket have the period every week"""
    booked = NumberAttribute(null=True)
    booked_at = UnicodeAttribute(null=True)
    notes: dict[str, Note]
    traces: dict[date, Trace]
    lanes: "dict[str, tuple[Occupancy, set[str]]]"
    """per class of the basket its booking, and the dates on which something else holds its lane"""

    @classmethod
    def from_raw_data(cls, data: dict[str, Any]) -> Self:
        claim = super().from_raw_data(data)
        claim.notes = {
            name: _NOTE.validate_json(value["M"]["note"]["S"])
            for name, value in data.items()
            if name.startswith((LEFT, CAME, JOINT))
        }
        lanes = [name.removeprefix(_LANE) for name in data if name.startswith(_LANE)]
        claim.lanes = {
            lane: (
                _OCCUPANCY.validate_json(data[_LANE + lane]["S"]),
                set(data.get(f"on#{lane}", {}).get("SS", ())),
            )
            for lane in lanes
        }
        claim.traces = {
            date.fromisoformat(on): _trace(data[TIMES + on]["N"], data.get(AT + on))
            for on in (name.removeprefix(TIMES) for name in data if name.startswith(TIMES))
        }
        return claim

    def value(self, resource: Resource) -> Claim:
        weekly = _OCCUPANCY.validate_json(self.booking) if self.booking else None
        lanes = tuple(
            self._lane(resource, name, occupancy, held)
            for name, (occupancy, held) in sorted(self.lanes.items())
        )
        whole = self._lane(resource, "", weekly, self.on or set())
        at = datetime.fromisoformat(self.booked_at) if self.booked_at else None
        traces = Trace(int(self.booked or 0), at)
        return replace(whole, shares=lanes, basket=self.basket or "", booked=traces, changed=self.traces)

    def _lane(self, resource: Resource, lane: str, weekly: Occupancy | None, held: set[str]) -> Claim:
        came = dict(_dated(self.notes, CAME, lane))
        return Claim(
            resource=resource,
            slot=slot_of(self.sk),
            weekly=weekly,
            off=dict(_dated(self.notes, LEFT, lane)),
            on={d: n for d, n in came.items() if d.isoformat() in held},
            dropped={d: n for d, n in came.items() if d.isoformat() not in held},
            joined=dict(_dated(self.notes, JOINT, lane)),
        )


def _dated(notes: dict[str, Note], prefix: str, lane: str) -> list[tuple[date, Note]]:
    """The notes of one lane: `left:2026-11-27`, or `left:2026-11-27#` and the lane."""
    named = ((name.removeprefix(prefix), note) for name, note in notes.items() if name.startswith(prefix))
    return [
        (date.fromisoformat(on), note)
        for (on, _, of), note in ((name.partition("#"), note) for name, note in named)
        if of == lane
    ]


def _trace(times: str, at: dict[str, str] | None) -> Trace:
    return Trace(int(times), datetime.fromisoformat(at["S"]) if at else None)


def dates_attribute(name: str, lane: str) -> UnicodeSetAttribute:
    """`off`, `on` or `joined`: of the whole claim, or of one class of its basket."""
    return UnicodeSetAttribute(attr_name=f"{name}#{lane}" if lane else name)


def booking_path(lane: str) -> Path:
    return Path([_LANE + lane if lane else "booking"])


def note_path(prefix: str, on: date, lane: str = "") -> Path:
    return Path([_note_name(prefix, on, lane)])


def _note_name(prefix: str, on: date, lane: str) -> str:
    return f"{prefix}{on.isoformat()}#{lane}" if lane else f"{prefix}{on.isoformat()}"


def note_value(note: Note) -> dict[str, str]:
    return {"id": note.id, "note": _NOTE.dump_json(note).decode()}


def note_id(prefix: str, on: date, lane: str = "") -> Path:
    return Path([_note_name(prefix, on, lane), "id"])


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
