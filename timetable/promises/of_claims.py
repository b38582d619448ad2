"""Nobody and nothing twice at once; nobody teaches on leave; claims say what is booked, and nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from timetable.calendar import DAY_NAMES
from timetable.claims import Note
from timetable.leave.request import blocked
from timetable.model import LeaveStatus, Occupancy, Resource
from timetable.promises.evidence import Breach, Evidence, Part, Place, StoredClaim
from timetable.promises.holdings import Collision, Holdings, away_of, calendar_of

REPAIR = "Look at it with `./dayorder repair-claims`, then repeat that with --apply."
_CHOOSE = "Delete, move or cancel one of the two; nothing can decide for you which."


def collisions(evidence: Evidence, holdings: Holdings) -> Iterator[Breach]:
    for collision in holdings.collisions:
        kind = collision.place.resource.kind
        code = "teaches_on_leave" if _is_leave(evidence, collision) else f"{kind}_twice"
        first, second = collision.holders
        yield Breach(
            code,
            where(collision.place, collision.on),
            f"{first} and {second} have it at the same time.",
            _CHOOSE,
        )


def _is_leave(evidence: Evidence, collision: Collision) -> bool:
    return collision.on is not None and any(h in evidence.leaves for h in collision.holders)


def leaves(evidence: Evidence, holdings: Holdings) -> Iterator[Breach]:
    """An approved leave has no class of that teacher in it, whatever the decision has written down."""
    for leave in evidence.leaves.values():
        decision = evidence.decisions.get(leave.id)
        if leave.status is not LeaveStatus.APPROVED or decision is None:
            continue
        calendar = calendar_of(evidence, leave.start_date)
        away = set(away_of(evidence, leave, decision))
        if leave.half is None:  # where a half day ends may have changed since
            away |= set(blocked(leave, calendar, evidence.institute.policies))
        teacher = Resource("faculty", leave.faculty)
        for on, slot in sorted(away):
            place = Place(calendar.term.id, teacher, slot)
            for part in holdings.parts.get(place, {}).values():
                note = part.on.get(on)
                planned = part.weekly if part.weekly and on not in part.off else None
                booking = planned.id if planned else note.id if note and note.id != leave.id else ""
                if booking and not (note and note.id == leave.id):
                    sentence = (
                        f"{leave.id} is approved for that time, and {booking} is taught by the one on leave."
                    )
                    yield Breach("teaches_on_leave", where(place, on), sentence, _CHOOSE)


def claims(evidence: Evidence, holdings: Holdings) -> Iterator[Breach]:
    """Both ways: what is booked is claimed, and what is claimed is booked."""
    colliding = {c.place for c in holdings.collisions}
    for place in sorted({*holdings.parts, *evidence.claims}):
        stored = evidence.claims.get(place, StoredClaim({}))
        wanted = holdings.parts.get(place, {})
        if place not in colliding:
            for sentence in differences(wanted, stored):
                yield Breach("claim", where(place), sentence, REPAIR)


def differences(wanted: Mapping[str, Part], stored: StoredClaim) -> Iterator[str]:
    """In words, what a stored claim has that is not so, and what it lacks."""
    for share in sorted({*wanted, *stored.parts}):
        about_share = f"class {share}: " if share else ""
        is_, was = wanted.get(share, Part()), stored.parts.get(share, Part())
        yield from (about_share + sentence for sentence in _in_part(is_, was))
    whole = stored.parts.get("", Part())
    if stored.named != (whole.weekly.id if whole.weekly else ""):
        yield f"it is booked for {stored.named or 'nothing'}, and shows another class"
    baskets = {part.weekly.basket for share, part in wanted.items() if share and part.weekly}
    if stored.held != sum(bool(share and part.weekly) for share, part in wanted.items()):
        yield f"it counts {stored.held} classes of its basket"
    elif baskets and stored.basket not in baskets:
        yield f"it is said to be the basket {stored.basket!r}'s"


def _in_part(wanted: Part, stored: Part) -> Iterator[str]:
    if _bare(wanted.weekly) != _bare(stored.weekly):
        yield f"every week it has {_named(stored.weekly)}, and is booked for {_named(wanted.weekly)}"
    for name, is_, was in (
        ("away", wanted.off, stored.off),
        ("held", wanted.on, stored.on),
        ("joined", wanted.joined, stored.joined),
    ):
        for on in sorted({*is_, *was}):
            if on not in was:
                yield f"{on} is not marked as {name} by {_holder(is_[on])}"
            elif on not in is_:
                yield f"{on} is marked as {name} by {_holder(was[on])}, and is not"
            elif is_[on] != was[on]:
                stored_note = (
                    "tells of it as it no longer is"
                    if _holder(is_[on]) == _holder(was[on])
                    else f"names {_holder(was[on])}"
                )
                yield f"{on} is {name} by {_holder(is_[on])}, and the mark {stored_note}"


def _bare(occupancy: Occupancy | None) -> Occupancy | None:
    return replace(occupancy, created_at=None, updated_at=None) if occupancy else None


def _named(occupancy: Occupancy | None) -> str:
    return occupancy.id if occupancy else "nothing"


def _holder(note: Note | None) -> str:
    return note.id if note else "nobody"


def where(place: Place, on: date | None = None) -> str:
    day = DAY_NAMES[place.slot.day] if place.slot.day < len(DAY_NAMES) else f"day {place.slot.day}"
    at = f"{place.resource.kind} {place.resource.id}, {day} period {place.slot.period}"
    return f"{at}, {on}" if on else f"{at}, term {place.term}"
