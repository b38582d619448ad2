"""Importing a college from sheets: what the import would do, every problem with its place, and the writing.

Nothing is written unless all rows are right, or `only_good`. Objects are written in portions, one
transaction each; an object comes after those that it refers to. Importing the same file again finishes an
interrupted import.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from functions.services.college import calendar_changes
from functions.services.identity import visibility
from functions.services.identity.rights import require_unchanged_right
from functions.services.ports import KINDS, TERM, Records, Request
from functions.services.workbook.reader import read_college
from functions.services.workbook.stored_college import stored_college
from functions.workbooks.values import Draft, Present, Problem, Sheet
from timetable import claims
from timetable.access import department_of
from timetable.errors import Busy, Moved, NotAllowed, Refusal, TooManyWrites
from timetable.model import Faculty, Occupancy, Resource, Role, Slot, Student, Term, TermId, TimeSlot
from timetable.objects.consistency import check, check_change
from timetable.objects.relations import REFERRED, handle, placed

GROUPS_PER_TRANSACTION = 12
_TRIES = 4

# by term, resource and slot, and then by id
_BookingsByPlace = dict[tuple[TermId, Resource, Slot], dict[str, Occupancy]]


@dataclass(slots=True)
class Imported:
    """What an import did, or would do."""

    dry_run: bool
    created: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    written: int = 0
    complete: bool = True  # False if there was no time for all of it: importing the same file again goes on
    problems: list[Problem] = field(default_factory=list)


def run(
    request: Request,
    sheets: Mapping[str, Sheet],
    new_id: Callable[[str], str],
    *,
    dry_run: bool,
    only_good: bool,
    go_on: Callable[[], bool] = lambda: True,
) -> Imported:
    """Compare the sheets with what is stored, and write the differences if nothing is wrong with them.

    `go_on()` is asked before each transaction; if it is false, the rest is left for another import.
    """
    if request.caller.role is not Role.ADMIN:
        raise NotAllowed("A college is imported by its admins.")
    there = stored_college(request.records, sheets)
    reading = read_college(sheets, there, new_id)
    drafts, broken = _checked(request.records, there, reading.drafts)
    done = Imported(dry_run, problems=[*reading.problems, *broken])
    for draft in drafts:
        (done.updated if draft.before else done.created)[draft.kind] += 1
    if dry_run or (done.problems and not only_good):
        return done
    for portion in _portions(drafts):
        if not go_on():
            done.complete = False
            break
        if not _write(request, portion, done) and not only_good:
            done.complete = False
            break
    return done


def _checked(records: Records, there: Present, drafts: Sequence[Draft]) -> tuple[list[Draft], list[Problem]]:
    """The drafts that keep the rules of their kinds, and what is wrong with the others."""
    world: dict[tuple[str, str], Any] = {(k, o.id): o for k, stored in there.objects.items() for o in stored}
    world |= {(d.kind, d.after.id): d.after for d in drafts}
    by_kind: dict[str, list[Any]] = {}
    for (kind, _), value in world.items():
        by_kind.setdefault(kind, []).append(value)

    find = visibility.finder(records)

    def look(kind: str, id: str) -> Any | None:
        return world.get((kind, id)) or find(kind, id)

    good, problems = [], []
    booked = there.objects.get("occupancy", ())
    bookings = _by_place(o for o in booked if isinstance(o, Occupancy))
    for draft in drafts:
        try:
            if isinstance(draft.after, Occupancy):
                _claim(bookings, draft.after)
            else:
                check(placed(draft.after, look), look, lambda kind: by_kind.get(kind, []))
                _check_frozen(records, draft)
            good.append(draft)
        except Refusal as refusal:
            problems.append(_problem(draft, refusal))
    return good, problems


def _by_place(bookings: Iterable[Occupancy]) -> _BookingsByPlace:
    by_place: _BookingsByPlace = defaultdict(dict)
    for booking in bookings:
        for resource in claims.resources(booking):
            by_place[booking.term, resource, booking.slot][booking.id] = booking
    return by_place


def _claim(by_place: _BookingsByPlace, booking: Occupancy) -> None:
    """Add the booking; raises Busy if another one of the file or the table has one of its resources then."""
    for place in by_place.values():
        place.pop(booking.id, None)
    for resource in claims.resources(booking):
        for other in by_place[booking.term, resource, booking.slot].values():
            if resource.kind != "group" or not booking.basket or other.basket != booking.basket:
                raise Busy(f"The {resource.kind} has another class at that time (booking {other.id}).")
    for resource in claims.resources(booking):
        by_place[booking.term, resource, booking.slot][booking.id] = booking


def _check_frozen(records: Records, draft: Draft) -> None:
    """Raise a refusal if the draft changes fields that may not change while others refer to the object."""
    if draft.before is None or draft.kind not in REFERRED:
        return
    try:
        check_change(draft.before, draft.after, 1)
    except Refusal:
        check_change(draft.before, draft.after, records.uses(KINDS[draft.kind], handle(draft.before)))


def _problem(draft: Draft, refusal: Refusal) -> Problem:
    return Problem(draft.sheet, draft.row, refusal.field or "", "", refusal.sentence)


def _portions(drafts: Sequence[Draft]) -> Iterator[list[list[Draft]]]:
    """The groups in portions of one transaction each; an object that comes a second time begins another
    portion."""
    portion: list[list[Draft]] = []
    seen: set[tuple[str, str]] = set()
    for group in _groups(drafts):
        names = {(d.kind, d.after.id) for d in group}
        if portion and (len(portion) == GROUPS_PER_TRANSACTION or names & seen):
            yield portion
            portion, seen = [], set()
        portion.append(group)
        seen |= names
    if portion:
        yield portion


def _groups(drafts: Sequence[Draft]) -> Iterator[list[Draft]]:
    """The drafts in groups that are written together: a person with their profile, every other draft
    alone."""
    group: list[Draft] = []
    for draft in drafts:
        profile = draft.after
        follows = isinstance(profile, Faculty | Student) and group and group[-1].after.id == profile.user
        if group and not follows:
            yield group
            group = []
        group.append(draft)
    if group:
        yield group


def _write(request: Request, portion: list[list[Draft]], done: Imported) -> bool:
    """Write the portion in one transaction, or in halves if it is refused; False if a group was refused."""
    try:
        _send(request, [d for group in portion for d in group])
    except Refusal as refusal:
        if len(portion) == 1:
            done.problems.append(_problem(portion[0][0], refusal))
            return False
        middle = len(portion) // 2
        first = _write(request, portion[:middle], done)
        # more than fits is no fault of any group; a fault stops what comes after it
        if not first and not isinstance(refusal, TooManyWrites):
            return False
        return _write(request, portion[middle:], done) and first
    done.written += sum(len(group) for group in portion)
    return True


def _send(request: Request, drafts: Sequence[Draft]) -> None:
    for attempt in range(1, _TRIES + 1):
        try:
            _try(Request(request.records.renewed(), request.caller, request.now), drafts)
        except Moved:
            if attempt == _TRIES:
                raise
        else:
            return


def _as_it_is(records: Records, before: Any) -> Any:
    """The object as it is now. A term gets another version, and stays the same, if the file adds periods
    to its week."""
    present = records.reference.get(TERM[before.id]) if isinstance(before, Term) else None
    if present is None:
        return before
    same = replace(present, version=before.version, updated_at=before.updated_at) == before
    return present if same else before


def _try(request: Request, drafts: Sequence[Draft]) -> None:
    mine = {(d.kind, d.after.id): d.after for d in drafts}

    find = visibility.finder(request.records)

    def look(kind: str, id: str) -> Any | None:
        return mine.get((kind, id)) or find(kind, id)

    periods = [d.after for d in drafts if isinstance(d.after, TimeSlot) and d.before is None]
    if periods and any(isinstance(d.after, Term) and d.before for d in drafts):
        raise TooManyWrites("New periods and a term that changes are written one after the other.")
    with request.write() as write:
        calendar_changes.follow_periods(request, write, periods)
        for draft in drafts:
            before: Any = _as_it_is(request.records, draft.before)
            after: Any = placed(draft.after, look)
            ref = KINDS[draft.kind][after.id]
            if before is None:
                after = replace(after, created_at=request.now, updated_at=request.now)
                write.create(ref, after)
            else:
                after = replace(after, version=before.version + 1, updated_at=request.now)
                write.change(ref, after, was=before.version, before=before)
            if isinstance(after, Occupancy):
                freed = claims.unbook(before) if before else []
                write.claims(after.term, freed + claims.book(after))
            if isinstance(after, Term) and before is not None:
                calendar_changes.follow(request, write, before=before, after=after)
            department = department_of(after)
            write.audit(request.caller, "import", ref, before=before, after=after, department=department)
        write.as_read()
        require_unchanged_right(write, request.caller)
