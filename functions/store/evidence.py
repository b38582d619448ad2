"""Items as they are stored become the values that are judged, attribute by attribute."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter

from functions.services.ports import KINDS, USER
from functions.store import objects
from functions.store.institute_items import Raw, is_copy, is_object, kind_of
from functions.store.keys import slot_of
from functions.store.table import MARKS
from timetable import calendar as calendars
from timetable.claims import Note
from timetable.model import Occupancy, Resource, TermId
from timetable.promises.evidence import Evidence, Part, Place, Pointer, StoredClaim

_NOTE = TypeAdapter(Note)
_OCCUPANCY = TypeAdapter(Occupancy)


def evidence(items: Iterable[Raw], now: datetime) -> Evidence:
    by_kind: dict[str, list[Raw]] = defaultdict(list)
    for item in items:
        by_kind["account" if is_copy(item) else kind_of(item)].append(item)
    values = {
        kind: [objects.load(KINDS[kind], i["body"]["S"]) for i in stored]
        for kind, stored in by_kind.items()
        if any(map(is_object, stored)) and kind != "account"
    }
    named = {kind: {getattr(v, "id", ""): v for v in stored} for kind, stored in values.items()}
    named["plan"] = {v.leave: v for v in values.get("plan", [])}
    accounts = [objects.load(USER, i["body"]["S"]) for i in by_kind["account"]]
    (institute,) = named["institute"].values()
    return Evidence(
        objects=named,
        bookings=values.get("occupancy", []),
        decisions=named.get("change", {}),
        ledgers={v.faculty: v for v in values.get("book", [])},
        audit=values.get("audit", []),
        claims=dict(map(stored_claim, by_kind["claim"])),
        uses={(_last(i), i["sk"]["S"]): int(i["uses"]["N"]) for i in by_kind["uses"]},
        unique={(_last(i), *_field(i)): i["body"]["S"] for i in by_kind["unique"]},
        pointers=frozenset(map(_pointer, by_kind["pointer"])),
        rosters={i["sk"]["S"]: frozenset(i.get("members", {}).get("SS", ())) for i in by_kind["roster"]},
        accounts={u.telegram: u for u in accounts if u.telegram is not None},
        today=calendars.today(institute.zone, now),
    )


def stored_claim(item: Raw) -> tuple[Place, StoredClaim]:
    shares = {name.partition("#")[2] for name in item if "#" in name}
    parts = {share: part for share in ("", *sorted(shares)) if not (part := _part(item, share)).is_empty()}
    basket_classes = int(item.get("held", {}).get("N", 0))
    weekly = item.get("weekly", {}).get("S", "")
    claim = StoredClaim(parts, weekly, item.get("basket", {}).get("S", ""), basket_classes)
    return place_of(item), claim


def place_of(item: Raw) -> Place:
    _, _, rest = item["pk"]["S"].partition("#claim#")
    kind, _, id = rest.partition("#")
    term, _, _ = item["sk"]["S"].rsplit("#", 2)
    return Place(TermId(term), Resource(kind, id), slot_of(item["sk"]["S"]))


def _part(item: Raw, share: str) -> Part:
    suffix = f"#{share}" if share else ""
    booking = item.get(f"booking{suffix}")
    marks: dict[str, dict[date, Note | None]] = {}
    for name, prefix in MARKS:
        dates = item.get(f"{name}{suffix}", {}).get("SS", ())
        marks[name] = {date.fromisoformat(d): _note(item.get(f"{prefix}{d}{suffix}")) for d in dates}
    return Part(_OCCUPANCY.validate_json(booking["S"]) if booking else None, **marks)


def _note(stored: Any) -> Note | None:
    """The note; None if there is none, or if it is stored under another id than its own."""
    note = _NOTE.validate_json(stored["M"]["note"]["S"]) if stored else None
    return note if note and note.id == stored["M"]["id"]["S"] else None


def _last(item: Raw) -> str:
    return str(item["pk"]["S"].rpartition("#")[2])


def _field(item: Raw) -> tuple[str, str]:
    field, _, key = item["sk"]["S"].partition("#")
    return field, key


def _pointer(item: Raw) -> Pointer:
    _, _, rest = item["pk"]["S"].partition("#")
    kind, _, to, referred = rest.split("#", 3)
    return Pointer(kind, item["sk"]["S"], to, referred)
