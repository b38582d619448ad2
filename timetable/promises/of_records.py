"""Whether the audit has every change of an object, exactly once."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from timetable.leave.consents import ConsentStatus
from timetable.objects.relations import REFERRED
from timetable.promises.evidence import Breach, Evidence, Recorded

_COMPARE_WITH_BACKUP = "Compare the audit with a backup: somebody has written past the product."
# Answers that raise the version of the leave. They are on record under the consent; edits of a plan under the
# plan.
_BY_CLOCK = {"decline", "lapse", "accept"}
_ANSWERS = (ConsentStatus.ACCEPTED, ConsentStatus.DECLINED, ConsentStatus.LAPSED)


def all_of(evidence: Evidence) -> Iterator[Breach]:
    by_object: dict[tuple[str, str], list[Recorded]] = defaultdict(list)
    for event in evidence.audit:
        by_object[event.kind, event.object].append(event)
    for kind in (*sorted(REFERRED - {"timeslot"}), "timeslot", "student", "leave"):
        for id, value in evidence.objects_of(kind).items():
            yield from _versions(kind, value, by_object.get((kind, id), []))
    for leave in evidence.leaves.values():
        yield from _leave(evidence, leave, by_object)
    for consent in evidence.objects_of("ask").values():
        states = {(e.after or {}).get("status") for e in by_object.get(("ask", consent.id), ())}
        if consent.status in _ANSWERS and consent.status.value not in states:
            yield Breach(
                "audit",
                f"ask {consent.id}",
                f"That it was {consent.status} is not on record.",
                _COMPARE_WITH_BACKUP,
            )
    yield from _timetable(evidence)


def _recorded_version(event: Recorded) -> int | None:
    version = (event.after or {}).get("version")
    return int(version) if version is not None else None


def _versions(kind: str, value: Any, events: list[Recorded]) -> Iterator[Breach]:
    """No version is on record twice, and no recorded version is higher than the object's."""
    recorded = Counter(v for v in map(_recorded_version, events) if v is not None)
    twice = [
        v for v, times in recorded.items() if times > 1 and not any(e.action == "delete" for e in events)
    ]
    where = f"{kind} {value.id}"
    if twice:
        yield Breach(
            "audit",
            where,
            f"Version {twice[0]} is on record {recorded[twice[0]]} times.",
            _COMPARE_WITH_BACKUP,
        )
    if recorded and max(recorded) > value.version:
        sentence = f"It is version {value.version}, and version {max(recorded)} is on record."
        yield Breach("audit", where, sentence, _COMPARE_WITH_BACKUP)


def _leave(
    evidence: Evidence, leave: Any, by_object: dict[tuple[str, str], list[Recorded]]
) -> Iterator[Breach]:
    """Every version of a request has its event; its state is that of the last."""
    events = [e for e in by_object.get(("leave", leave.id), ()) if _recorded_version(e) is not None]
    consents = [a.id for a in evidence.objects_of("ask").values() if a.leave == leave.id]
    answers = sum(e.action in _BY_CLOCK for id in consents for e in by_object.get(("ask", id), ()))
    answers += sum(e.action == "edit" for e in by_object.get(("plan", leave.id), ()))
    missing = leave.version - len({_recorded_version(e) for e in events})
    where = f"leave {leave.id}"
    if missing > answers:
        yield Breach(
            "audit",
            where,
            f"{missing} of its {leave.version} versions are not on record.",
            _COMPARE_WITH_BACKUP,
        )
    last = max(events, key=lambda e: _recorded_version(e) or 0, default=None)
    after = (last.after if last else None) or {}
    if after.get("status") != leave.status.value:
        sentence = f"It is {leave.status}, and on record as {after.get('status', 'nothing')}."
        yield Breach("audit", where, sentence, _COMPARE_WITH_BACKUP)


def _timetable(evidence: Evidence) -> Iterator[Breach]:
    """Of every booking its present version, and of every adjustment that it was made."""
    items = [
        item["after"]
        for event in evidence.audit
        if event.action == "scheduler-update"
        for item in (event.after or {}).get("items", ())
        if item["after"]
    ]
    known = {(i["id"], i.get("version")) for i in items}
    known |= {(e.object, _recorded_version(e)) for e in evidence.audit if e.kind == "occupancy"}
    for booking in evidence.bookings:
        if (booking.id, booking.version) not in known:
            sentence = f"Its version {booking.version} is not on record."
            yield Breach("audit", f"occupancy {booking.id}", sentence, _COMPARE_WITH_BACKUP)
    ids = {i["id"] for i in items}
    for decision in evidence.decisions.values():
        for adjustment in decision.adjustments if decision.id not in evidence.leaves else ():
            if adjustment.id not in ids:
                sentence = "That it was made is not on record."
                yield Breach("audit", f"adjustment {adjustment.id}", sentence, _COMPARE_WITH_BACKUP)
