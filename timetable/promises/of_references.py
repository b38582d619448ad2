"""What is referred to exists and is counted; names are unique; lists of who belongs where are complete."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from timetable.model import ClassOnDate, LeaveStatus, Occupancy, Student, User
from timetable.objects.relations import POINTED, REFERRED, handle, links, unique
from timetable.promises.evidence import Breach, Evidence, Pointer

_ENTER = "Enter it again, or change what refers to it."
_RESTORE = "Nobody's request does this: restore a backup of before into another table and compare."


def all_of(evidence: Evidence) -> Iterator[Breach]:
    yield from _exist_and_count(evidence)
    yield from _classes(evidence)
    yield from _names(evidence)
    yield from _pointers(evidence)
    yield from _rosters(evidence)
    yield from _accounts(evidence)


def _every(evidence: Evidence) -> Iterator[tuple[str, Any]]:
    for kind in (*sorted(REFERRED), "student"):
        yield from ((kind, value) for value in evidence.objects_of(kind).values())
    yield from (("occupancy", booking) for booking in evidence.bookings)


def _exist_and_count(evidence: Evidence) -> Iterator[Breach]:
    handles = {(kind, handle(v)) for kind in REFERRED for v in evidence.objects_of(kind).values()}
    counted: Counter[tuple[str, str]] = Counter()
    for kind, value in _every(evidence):
        counted.update({(link.kind, link.id) for link in links(value)})
        for link in links(value):
            if (link.kind, link.id) not in handles:
                sentence = f"{link.field} names the {link.kind} {link.id}, which does not exist."
                yield Breach("reference", f"{kind} {value.id}", sentence, _ENTER)
    for place in sorted({*handles, *evidence.uses}):
        where = f"{place[0]} {place[1]}"
        if place not in handles:
            sentence = "It does not exist, and a count of who refers to it does."
            yield Breach("count", where, sentence, _RESTORE)
        elif evidence.uses.get(place) != counted[place]:
            sentence = f"{counted[place]} refer to it, and {evidence.uses.get(place, 'none')} are counted."
            yield Breach("count", where, sentence, _RESTORE)


def _classes(evidence: Evidence) -> Iterator[Breach]:
    """Who and what the bookings and adjusted classes have is there."""
    groups = {g for s in evidence.objects_of("section").values() for g in s.groups()}
    for booking in evidence.bookings:
        yield from _class(evidence, groups, where=f"occupancy {booking.id}", class_=booking)
    for decision in evidence.decisions.values():
        for adjustment in decision.adjustments if decision.active else ():
            # what is past may name what has gone since
            if adjustment.after and adjustment.after.date >= evidence.today:
                yield from _class(
                    evidence, groups, where=f"adjustment {adjustment.id}", class_=adjustment.after
                )


def _class(
    evidence: Evidence, groups: set[str], *, where: str, class_: Occupancy | ClassOnDate
) -> Iterator[Breach]:
    missing = [f"faculty {f}" for f in class_.faculty if evidence.look("faculty", f) is None]
    missing += [f"section {s}" for s in class_.sections if evidence.look("section", s) is None]
    missing += [f"group {g}" for g in class_.groups if g not in groups]
    if evidence.look("infra", class_.room) is None:
        missing.append(f"room {class_.room}")
    for what in missing:
        yield Breach("reference", where, f"The {what} does not exist.", _ENTER)


def _names(evidence: Evidence) -> Iterator[Breach]:
    wanted: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for kind, value in _every(evidence):
        for name in unique(value):
            wanted[kind, name.field, name.key].append(value.id)
    for place in sorted({*wanted, *evidence.unique}):
        ids, holder = wanted.get(place, []), evidence.unique.get(place)
        where = f"{place[0]} {place[1]} {place[2]!r}"
        if len(ids) > 1:
            yield Breach("unique", where, f"{', '.join(sorted(ids))} share it.", "Give all but one another.")
        elif ids != ([holder] if holder is not None else []):
            sentence = f"It is {', '.join(ids) or 'nobody'}'s, and is held for {holder or 'nobody'}."
            yield Breach("unique", where, sentence, _RESTORE)


def _pointers(evidence: Evidence) -> Iterator[Breach]:
    wanted = {
        Pointer(kind, value.id, link.kind, link.id)
        for kind, value in _every(evidence)
        for link in links(value)
        if (kind, link.kind) in POINTED
    }
    for pointer in sorted(wanted ^ evidence.pointers):
        sentence = f"It {'lacks' if pointer in wanted else 'lists'} the {pointer.kind} {pointer.id}."
        yield Breach("list", f"{pointer.kind} of {pointer.to} {pointer.referred}", sentence, _RESTORE)


def _rosters(evidence: Evidence) -> Iterator[Breach]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for student in evidence.objects_of("student").values():
        assert isinstance(student, Student)
        wanted[student.group()].add(student.id)
    for group in sorted({*wanted, *evidence.rosters}):
        stored = evidence.rosters.get(group, frozenset())
        for id in sorted(wanted[group] ^ stored):
            sentence = f"It {'lists' if id in stored else 'lacks'} the student {id}."
            yield Breach("list", f"students of {group}", sentence, _RESTORE)


def _accounts(evidence: Evidence) -> Iterator[Breach]:
    wanted = {u.telegram: u for u in evidence.objects_of("user").values() if u.telegram is not None}
    for account in sorted({*wanted, *evidence.accounts}):
        user: User | None = wanted.get(account)
        if user != evidence.accounts.get(account):
            sentence = "Their Telegram account opens the door to another state of them than there is."
            yield Breach(
                "account", f"user {user.id if user else '?'}", sentence, "They /unlink and link once more."
            )
    for kind in ("faculty", "student"):
        for profile in evidence.objects_of(kind).values():
            user = evidence.look("user", profile.user)
            if user is not None and getattr(user, kind) != profile.id:
                sentence = f"Their user says {getattr(user, kind) or 'nothing'} instead."
                yield Breach("account", f"{kind} {profile.id}", sentence, "Save the profile once more.")


def statuses(evidence: Evidence) -> Iterator[Breach]:
    """Leaves, plans, decisions, books, asks and waitings agree."""
    for leave in evidence.leaves.values():
        for sentence, remedy in _of_leave(evidence, leave):
            yield Breach("status", f"leave {leave.id}", sentence, remedy)
    for consent in evidence.objects_of("ask").values():
        its_leave = evidence.leaves.get(consent.leave)
        over = its_leave is None or its_leave.status not in (LeaveStatus.PENDING, LeaveStatus.APPROVED)
        if consent.is_live and over:
            status = its_leave.status if its_leave else "gone"
            sentence = f"It waits for {consent.addressee.id}, and the leave is {status}."
            yield Breach("status", f"ask {consent.id}", sentence, _RESTORE)
    for decision in evidence.decisions.values():
        cause = evidence.leaves.get(decision.cause) if decision.cause else None
        if decision.active and decision.id == decision.cause and not _is(cause, LeaveStatus.APPROVED):
            sentence = "It stands, and its leave is not approved."
            yield Breach("status", f"decision {decision.id}", sentence, _RESTORE)


def _is(leave: Any, status: LeaveStatus) -> bool:
    return leave is not None and leave.status is status


def _of_leave(evidence: Evidence, leave: Any) -> Iterator[tuple[str, str]]:
    plan, decision = evidence.look("plan", leave.id), evidence.decisions.get(leave.id)
    ledger = evidence.ledgers.get(leave.faculty)
    if evidence.look("faculty", leave.faculty) is None and _is_open(leave):
        yield f"Its teacher {leave.faculty} does not exist.", _ENTER
    if plan is None or plan.revision != leave.plan_revision:
        yield f"It is at revision {leave.plan_revision} and its plan is another.", _RESTORE
    if _is(leave, LeaveStatus.APPROVED) != bool(decision and decision.active):
        yield f"It is {leave.status}, and its decision says otherwise.", _RESTORE
    if _is(leave, LeaveStatus.PENDING) and evidence.look("waiting", leave.id) is None:
        yield "It is pending, and nothing reminds anybody of it.", "Its teacher changes it, or asks anew."
    spans = [s for s in ledger.spans if s.leave == leave.id] if ledger else []
    if [s.open for s in spans] not in ([_is_open(leave)], [] if not _is_open(leave) else [True]):
        yield f"It is {leave.status}, and its teacher's book says otherwise.", _RESTORE


def _is_open(leave: Any) -> bool:
    return leave.status in (LeaveStatus.PENDING, LeaveStatus.APPROVED)
