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
    MARKS,
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


@dataclass(frozen=True, slots=True)
class Mend:
    """One claim as it was read, and as it has to be."""

    place: Place
    seen: Raw  # empty: there is no such claim
    wanted: Mapping[str, Part]
    differences: tuple[str, ...]  # sentences

    def key(self, institute: str) -> Key:
        return keys.claim(institute, self.place.resource, term=self.place.term, slot=self.place.slot)

    def condition(self) -> Condition:
        """Nobody has changed the claim since it was read."""
        if not self.seen:
            return Path(["pk"]).does_not_exist()
        wanted = self.wanted.items()
        dated = {d for _, part in wanted for m in (part.off, part.on, part.joined) for d in m}
        names = {"weekly", "basket", "held", "booked", *(f"{TIMES}{d}" for d in dated)}
        names |= {f"{name}#{share}" if share else name for share in self.wanted for name, _ in MARKS}
        names |= {n for n in self.seen if n.partition("#")[0] in ("off", "on", "joined")}
        names |= {n for n in self.seen if n.startswith(TIMES)}
        return reduce(lambda a, b: a & b, (self._as_read(name) for name in sorted(names)))

    def _as_read(self, name: str) -> Condition:
        stored, path = self.seen.get(name), Path([name])
        if stored is None:
            return path.does_not_exist()
        if "SS" in stored:
            own, _, share = name.partition("#")
            same: Condition = dates_attribute(own, share) == set(stored["SS"])
            return same
        return path == (int(stored["N"]) if "N" in stored else stored["S"])

    def updates(self) -> list[Action]:
        _, stored = stored_claim(self.seen) if self.seen else (self.place, StoredClaim({}))
        actions: list[Action] = [ClaimItem.kind.set("claim")]
        touched: set[date] = set()
        for share in sorted({*self.wanted, *stored.parts}):
            wanted, was = self.wanted.get(share, Part()), stored.parts.get(share, Part())
            actions += _weekly(share, wanted, was)
            for name, prefix in MARKS:
                marks = _Marks(share, name, prefix, getattr(wanted, name), getattr(was, name))
                actions += marks.updates()
                touched |= marks.changed
        actions += [note_path(TIMES, on).add(1) for on in sorted(touched)]
        return [*actions, *self._whole(stored)]

    def _whole(self, stored: StoredClaim) -> Iterator[Action]:
        whole = self.wanted.get("", Part()).weekly
        if stored.named != (whole.id if whole else ""):
            yield ClaimItem.weekly.set(whole.id) if whole else ClaimItem.weekly.remove()
        bookings = [part.weekly for share, part in self.wanted.items() if share and part.weekly]
        if stored.held != len(bookings):
            yield ClaimItem.held.set(len(bookings))
        if bookings and stored.basket != bookings[0].basket:
            yield ClaimItem.basket.set(bookings[0].basket)


def _weekly(share: str, wanted: Part, was: Part) -> list[Action]:
    if wanted.weekly == was.weekly:
        return []
    path = booking_path(share)
    return [path.set(booking(wanted.weekly)) if wanted.weekly else path.remove(), ClaimItem.booked.add(1)]


@dataclass(frozen=True, slots=True)
class _Marks:
    """One set of dates of a share (`off`, `on` or `joined`) with their notes: as stored, and as wanted."""

    share: str
    name: str
    prefix: str
    wanted: Mapping[date, Any]
    was: Mapping[date, Any]

    @property
    def changed(self) -> set[date]:
        """The dates that come, go, or have another note."""
        every = {*self.wanted, *self.was}
        both = self.wanted.keys() & self.was.keys()
        return {d for d in every if d not in both or self.wanted[d] != self.was[d]}

    def updates(self) -> Iterator[Action]:
        if set(self.wanted) != set(self.was):
            dates = dates_attribute(self.name, self.share)
            yield dates.set({d.isoformat() for d in self.wanted}) if self.wanted else dates.remove()
        for on in sorted(self.changed):
            path = note_path(self.prefix, on, self.share)
            yield path.set(note_value(self.wanted[on])) if on in self.wanted else path.remove()


def put_right(directory: TableDirectory, institute: str, mend: Mend, *, by: Caller, now: datetime) -> None:
    """Repair one claim and audit it; raises Moved if somebody has changed the claim since it was read."""
    resource, slot = mend.place.resource, mend.place.slot
    claim = f"{resource.kind}/{resource.id}/{mend.place.term}/{slot.day}/{slot.period}"
    with transaction(
        directory.item, directory.claim, directory.connection, institute=institute, counter=0, now=now
    ) as write:
        write.rewrite(mend.key(institute), mend.condition(), mend.updates())
        write.audit(by, "repair-claims", CLAIM[claim], after={"differed": list(mend.differences)})


def mends(whole: Whole, now: datetime) -> tuple[list[Mend], list[Place]]:
    """The repairs of claims that differ from what is booked, and the claims that two bookings hold at once:
    people have to decide which of those two goes.

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
        if differing := tuple(differences(parts, stored)):
            yield Mend(place, item, parts, differing)
