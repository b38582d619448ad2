"""Claims put right: what differs from what is booked, and one conditional write for each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Any

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from functions.services.ports import CLAIM
from functions.store import keys
from functions.store.evidence import evidence, place_of, stored_claim
from functions.store.institute_items import Raw, Whole, kind_of
from functions.store.keys import Key
from functions.store.records import TableDirectory
from functions.store.table import (
    CAME,
    JOINT,
    LEFT,
    TIMES,
    ClaimItem,
    booking,
    booking_path,
    dates_attribute,
    note_path,
    note_value,
)
from functions.store.transaction import transaction
from timetable.access import Caller
from timetable.promises.evidence import Part, Place, StoredClaim
from timetable.promises.holdings import expected
from timetable.promises.of_claims import differences

_MARKS = (("off", LEFT), ("on", CAME), ("joined", JOINT))


@dataclass(frozen=True, slots=True)
class Mend:
    """One claim as it was read, and as it has to be."""

    place: Place
    seen: Raw
    """empty: there is none"""
    wanted: Mapping[str, Part]
    said: tuple[str, ...]
    """what differs, in words"""

    def key(self, institute: str) -> Key:
        return keys.claim(institute, self.place.resource, self.place.term, self.place.slot)

    def condition(self) -> Condition:
        """Nobody has changed the claim since it was read."""
        if not self.seen:
            return Path(["pk"]).does_not_exist()
        wanted = self.wanted.items()
        dated = {d for _, part in wanted for m in (part.off, part.on, part.joined) for d in m}
        names = {"weekly", "basket", "held", "booked", *(f"{TIMES}{d}" for d in dated)}
        names |= {f"{name}#{lane}" if lane else name for lane in self.wanted for name, _ in _MARKS}
        names |= {n for n in self.seen if n.partition("#")[0] in ("off", "on", "joined")}
        names |= {n for n in self.seen if n.startswith(TIMES)}
        return reduce(lambda a, b: a & b, (self._as_read(name) for name in sorted(names)))

    def _as_read(self, name: str) -> Condition:
        stored, path = self.seen.get(name), Path([name])
        if stored is None:
            return path.does_not_exist()
        if "SS" in stored:
            own, _, lane = name.partition("#")
            same: Condition = dates_attribute(own, lane) == set(stored["SS"])
            return same
        return path == (int(stored["N"]) if "N" in stored else stored["S"])

    def updates(self) -> list[Action]:
        _, stored = stored_claim(self.seen) if self.seen else (self.place, StoredClaim({}))
        actions: list[Action] = [ClaimItem.kind.set("claim")]
        touched: set[date] = set()
        for lane in sorted({*self.wanted, *stored.parts}):
            wanted, was = self.wanted.get(lane, Part()), stored.parts.get(lane, Part())
            actions += _weekly(lane, wanted, was)
            for name, prefix in _MARKS:
                actions += _marks(lane, name, prefix, getattr(wanted, name), getattr(was, name), touched)
        actions += [note_path(TIMES, on).add(1) for on in sorted(touched)]
        return [*actions, *self._whole(stored)]

    def _whole(self, stored: StoredClaim) -> Iterator[Action]:
        whole = self.wanted.get("", Part()).weekly
        if stored.named != (whole.id if whole else ""):
            yield ClaimItem.weekly.set(whole.id) if whole else ClaimItem.weekly.remove()
        lanes = [part.weekly for lane, part in self.wanted.items() if lane and part.weekly]
        if stored.held != len(lanes):
            yield ClaimItem.held.set(len(lanes))
        if lanes and stored.basket != lanes[0].basket:
            yield ClaimItem.basket.set(lanes[0].basket)


def _weekly(lane: str, wanted: Part, was: Part) -> list[Action]:
    if wanted.weekly == was.weekly:
        return []
    path = booking_path(lane)
    return [path.set(booking(wanted.weekly)) if wanted.weekly else path.remove(), ClaimItem.booked.add(1)]


def _marks(
    lane: str, name: str, prefix: str, wanted: Mapping[date, Any], was: Mapping[date, Any], touched: set[date]
) -> Iterator[Action]:
    changed = {d for d in {*wanted, *was} if d not in was or d not in wanted or wanted[d] != was[d]}
    touched |= changed
    if set(wanted) != set(was):
        dates = dates_attribute(name, lane)
        yield dates.set({d.isoformat() for d in wanted}) if wanted else dates.remove()
    for on in sorted(changed):
        path = note_path(prefix, on, lane)
        yield path.set(note_value(wanted[on])) if on in wanted else path.remove()


def put_right(directory: TableDirectory, institute: str, mend: Mend, by: Caller, now: datetime) -> None:
    """One claim, and that on record; raises Moved where somebody has changed it since it was read."""
    resource, slot = mend.place.resource, mend.place.slot
    claim = f"{resource.kind}/{resource.id}/{mend.place.term}/{slot.day}/{slot.period}"
    with transaction(
        directory.item, directory.claim, directory.connection, institute=institute, counter=0, now=now
    ) as write:
        write.rewrite(mend.key(institute), mend.condition(), mend.updates())
        write.audit(by, "repair-claims", CLAIM[claim], after={"differed": list(mend.said)})


def mends(whole: Whole, now: datetime) -> tuple[list[Mend], list[Place]]:
    """The claims that differ, and those that two hold at once: which goes is for people to decide.

    Claims are read before what they are held against: whatever was written in between has changed the claim,
    and the condition of its mending fails.
    """
    claims = [i for i in whole.evidence() if kind_of(i) == "claim"]
    rest = [i for i in whole.evidence() if kind_of(i) != "claim"]
    holdings = expected(evidence([*claims, *rest], now))
    seen = {place_of(i): i for i in claims}
    colliding = sorted({c.place for c in holdings.collisions})
    return list(_differing(seen, holdings.parts, colliding)), colliding


def _differing(
    seen: Mapping[Place, Raw], wanted: Mapping[Place, Mapping[str, Part]], colliding: Iterable[Place]
) -> Iterator[Mend]:
    for place in sorted({*seen, *wanted} - {*colliding}):
        item, parts = seen.get(place, {}), wanted.get(place, {})
        stored = stored_claim(item)[1] if item else StoredClaim({})
        if said := tuple(differences(parts, stored)):
            yield Mend(place, item, parts, said)
