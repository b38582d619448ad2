"""A draft: a timetable that an admin asked the solver for. Nobody's timetable before it is published."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from secrets import token_hex

from functions.services.plans.term_input import term_instance
from functions.services.ports import Draft, DraftedClass, DraftPart, DraftStatus, Records, Ref, Write
from functions.services.schedule import publication
from timetable import constraints
from timetable.access import Caller, Scope, reach
from timetable.constraints import groups_of
from timetable.errors import Decided, Malformed, NotAllowed, NotFound, RuleBroken, StaleVersion
from timetable.model import Occupancy, OccupancyId, Role, TermId

PART = 1_000
"""classes kept in one item: some 150 KB of the 400 that an item may have"""
MOST = 60 * PART
"""classes of a draft; its parts are written in one transaction"""
DRAFTED = "draft", "drafted"
"""notices to whoever asked: the one that follows the solver, and the one that says what came of it"""


def ask(records: Records, by: Caller, term: TermId, seconds: int, anew: bool, now: datetime) -> Draft:
    """Ask the solver for a timetable of a term."""
    _check_admin(by, write=True)
    if records.reference.get("term", term) is None:
        raise Malformed("There is no such term.", field="term")
    draft = Draft(
        token_hex(8),
        term,
        DraftStatus.ASKED,
        seconds,
        anew,
        asked_by=by.user.id if by.user else None,
        created_at=now,
        updated_at=now,
    )
    with records.write(now) as write:
        write.create("draft", draft.id, draft)
        _finish(write, by, "ask", None, draft)
        write.event("TimetableAsked", draft=draft.id)
    return draft


def one(records: Records, by: Caller, id: str) -> Draft:
    """A draft that the caller may see; raises NotFound."""
    if reach(by, "draft") is not Scope.ALL:
        raise NotFound("draft")
    return found(records, id)


def found(records: Records, id: str) -> Draft:
    (draft,) = records.fetch(Ref("draft", id))
    if not isinstance(draft, Draft):
        raise NotFound("draft")
    return draft


def check_may_list(by: Caller) -> None:
    _check_admin(by, write=False)


def classes(records: Records, draft: Draft, part: int) -> tuple[DraftedClass, ...]:
    """One part of a draft's classes, from 0."""
    (kept,) = records.fetch(Ref("draftpart", part_of(draft.id, part)))
    return kept.classes if isinstance(kept, DraftPart) else ()


def stop(records: Records, by: Caller, id: str, now: datetime) -> Draft:
    """Have the solver end with its best so far."""
    _check_admin(by, write=True)
    draft = one(records, by, id)
    check_status(draft, DraftStatus.ASKED)
    return _changed(records, by, "stop", draft, replace(draft, stop=True), now)


def preview(records: Records, by: Caller, draft: Draft) -> publication.Published:
    """What publishing would change; raises RuleBroken where the college has changed and it breaks a rule."""
    _check_admin(by, write=True)
    check_status(draft, DraftStatus.READY)
    instance = term_instance(records, draft.term, anew=True)
    offerings, sections = {o.id: o for o in instance.offerings}, {s.id: s for s in instance.sections}
    wanted = [
        Occupancy(
            OccupancyId(f"{n}"), draft.term, o.id, o.subject, c.slot, c.room, c.faculty, o.sections,
            groups_of(o, sections),
        )
        for n, c in enumerate(_all_classes(records, draft))
        if (o := offerings.get(c.offering))
    ]  # fmt: skip
    if broken := constraints.violations(instance, wanted):
        raise RuleBroken(
            f"The college has changed since: {broken[0].sentence} Ask for another draft.", field="draft"
        )
    return publication.compare(records, draft.term, wanted)


def publish(
    records: Records, by: Caller, draft: Draft, now: datetime, go_on: Callable[[], bool]
) -> tuple[publication.Published, bool]:
    """Make it the term's timetable; also answers whether there was time for all of it."""
    changes = preview(records, by, draft)
    complete = publication.publish(records, by, draft.term, changes, now, go_on)
    if complete:
        _changed(records, by, "publish", draft, replace(draft, status=DraftStatus.PUBLISHED), now)
    return changes, complete


def remove(records: Records, by: Caller, id: str, version: int | None, now: datetime) -> None:
    """A draft and its classes are gone; what was published from it stays."""
    _check_admin(by, write=True)
    draft = one(records, by, id)
    if version is not None and version != draft.version:
        raise StaleVersion(
            f"It is version {draft.version} by now. Look at it again, then retry.",
            field="version",
            version=draft.version,
        )
    with records.write(now) as write:
        write.remove("draft", id, was=draft.version)
        for number in range(_parts(draft)):
            write.forget("draftpart", part_of(id, number))
        _finish(write, by, "delete", draft, None)


def _all_classes(records: Records, draft: Draft) -> Sequence[DraftedClass]:
    return [c for part in range(_parts(draft)) for c in classes(records, draft, part)]


def _parts(draft: Draft) -> int:
    return -(-draft.classes // PART)


def part_of(id: str, number: int) -> str:
    return f"{id}#{number:03}"


def _changed(
    records: Records, by: Caller, action: str, before: Draft, changed: Draft, now: datetime
) -> Draft:
    after = replace(changed, version=before.version + 1, updated_at=now)
    with records.write(now) as write:
        write.change("draft", before.id, after, was=before.version)
        _finish(write, by, action, before, after)
    return after


def check_status(draft: Draft, wanted: DraftStatus) -> None:
    if draft.status is not wanted:
        raise Decided(f"This draft is {draft.status}.", decision=str(draft.status))


def _check_admin(by: Caller, *, write: bool) -> None:
    if reach(by, "draft", write=write) is not Scope.ALL or by.role is Role.SCHEDULER:
        raise NotAllowed("The timetable of a term is the admins' to draft and to publish.")


def _finish(write: Write, by: Caller, action: str, before: Draft | None, after: Draft | None) -> None:
    if by.user:
        gone = NotAllowed("Your right to do this has just changed.")
        write.unchanged("user", by.user.id, was=by.user.version, otherwise=gone)
    kept = after or before
    assert kept
    write.audit(by, action, Ref("draft", kept.id), before=before, after=after)
