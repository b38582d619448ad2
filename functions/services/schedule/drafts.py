"""A draft: a timetable that an admin asked the solver for. Nobody's timetable before it is published."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from secrets import token_hex

from functions.services.identity.preconditions import check_version
from functions.services.plans.term_input import term_instance
from functions.services.ports import (
    DRAFT,
    DRAFT_PART,
    TERM,
    USER,
    Draft,
    DraftedClass,
    DraftPart,
    DraftStatus,
    Records,
    Request,
    Write,
)
from functions.services.schedule import publication
from timetable import constraints
from timetable.access import Caller, Scope, reach
from timetable.constraints import groups_of
from timetable.errors import Decided, Malformed, NotAllowed, NotFound, RuleBroken
from timetable.model import Occupancy, OccupancyId, Role, TermId

PART = 1_000
"""classes kept in one item: some 150 KB of the 400 that an item may have"""
MOST = 60 * PART
"""classes of a draft; its parts are written in one transaction"""
DRAFTED = "draft", "drafted"
"""notices to whoever asked: the one that follows the solver, and the one that says what came of it"""


def ask(request: Request, term: TermId, seconds: int, anew: bool) -> Draft:
    """Ask the solver for a timetable of a term."""
    _check_admin(request.caller, write=True)
    if request.reference.get(TERM[term]) is None:
        raise Malformed("There is no such term.", field="term")
    draft = Draft(
        token_hex(8),
        term,
        DraftStatus.ASKED,
        seconds,
        anew,
        asked_by=request.caller.user.id if request.caller.user else None,
        created_at=request.now,
        updated_at=request.now,
    )
    with request.write() as write:
        write.create(DRAFT[draft.id], draft)
        _finish(write, request.caller, "ask", None, draft)
        write.event("TimetableAsked", draft=draft.id)
    return draft


def one(request: Request, id: str) -> Draft:
    """A draft that the caller may see; raises NotFound."""
    if reach(request.caller, "draft") is not Scope.ALL:
        raise NotFound("draft")
    return found(request.records, id)


def found(records: Records, id: str) -> Draft:
    (draft,) = records.fetch(DRAFT[id])
    if not isinstance(draft, Draft):
        raise NotFound("draft")
    return draft


def check_may_list(by: Caller) -> None:
    _check_admin(by, write=False)


def classes(records: Records, draft: Draft, part: int) -> tuple[DraftedClass, ...]:
    """One part of a draft's classes, from 0."""
    (kept,) = records.fetch(DRAFT_PART[part_of(draft.id, part)])
    return kept.classes if isinstance(kept, DraftPart) else ()


def stop(request: Request, id: str) -> Draft:
    """Have the solver end with its best so far."""
    _check_admin(request.caller, write=True)
    draft = one(request, id)
    check_status(draft, DraftStatus.ASKED)
    return _changed(request, "stop", draft, replace(draft, stop=True))


def preview(request: Request, draft: Draft) -> publication.Published:
    """What publishing would change; raises RuleBroken where the college has changed and it breaks a rule."""
    _check_admin(request.caller, write=True)
    check_status(draft, DraftStatus.READY)
    instance = term_instance(request.records, draft.term, anew=True)
    offerings, sections = {o.id: o for o in instance.offerings}, {s.id: s for s in instance.sections}
    wanted = [
        Occupancy(
            OccupancyId(f"{n}"), draft.term, o.id, o.subject, c.slot, c.room, c.faculty, o.sections,
            groups_of(o, sections),
        )
        for n, c in enumerate(_all_classes(request.records, draft))
        if (o := offerings.get(c.offering))
    ]  # fmt: skip
    if broken := constraints.violations(instance, wanted):
        raise RuleBroken(
            f"The college has changed since: {broken[0].sentence} Ask for another draft.", field="draft"
        )
    return publication.compare(request.records, draft.term, wanted)


def publish(request: Request, draft: Draft, go_on: Callable[[], bool]) -> tuple[publication.Published, bool]:
    """Make it the term's timetable; also answers whether there was time for all of it."""
    changes = preview(request, draft)
    complete = publication.publish(request, draft.term, changes, go_on)
    if complete:
        _changed(request, "publish", draft, replace(draft, status=DraftStatus.PUBLISHED))
    return changes, complete


def remove(request: Request, id: str, version: int | None) -> None:
    """A draft and its classes are gone; what was published from it stays."""
    _check_admin(request.caller, write=True)
    draft = one(request, id)
    check_version(version, draft.version)
    with request.write() as write:
        write.remove(DRAFT[id], was=draft.version)
        for number in range(_parts(draft)):
            write.forget(DRAFT_PART[part_of(id, number)])
        _finish(write, request.caller, "delete", draft, None)


def _all_classes(records: Records, draft: Draft) -> Sequence[DraftedClass]:
    return [c for part in range(_parts(draft)) for c in classes(records, draft, part)]


def _parts(draft: Draft) -> int:
    return -(-draft.classes // PART)


def part_of(id: str, number: int) -> str:
    return f"{id}#{number:03}"


def _changed(request: Request, action: str, before: Draft, changed: Draft) -> Draft:
    after = replace(changed, version=before.version + 1, updated_at=request.now)
    with request.write() as write:
        write.change(DRAFT[before.id], after, was=before.version)
        _finish(write, request.caller, action, before, after)
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
        write.unchanged(USER[by.user.id], was=by.user.version, otherwise=gone)
    kept = after or before
    assert kept
    write.audit(by, action, DRAFT[kept.id], before=before, after=after)
