"""Drafts: timetables that an admin asks the solver for. A draft changes nothing until it is published."""

from collections.abc import Sequence
from dataclasses import replace
from secrets import token_hex

from functions.services.identity.preconditions import check_version
from functions.services.identity.rights import require_unchanged_right
from functions.services.ports import (
    DRAFT,
    DRAFT_PART,
    TERM,
    Draft,
    DraftedClass,
    DraftStatus,
    Records,
    Request,
    Write,
)
from timetable.access import Caller, Scope, reach
from timetable.errors import Decided, Malformed, NotAllowed, NotFound
from timetable.model import Role, TermId

CLASSES_PER_PART = 1_000  # some 150 KB of the 400 KB that an item of the table may have
MAX_CLASSES = 60 * CLASSES_PER_PART  # all parts of a draft are written in one transaction


def ask(request: Request, term: TermId, *, seconds: int, anew: bool) -> Draft:
    """Ask the solver for a timetable of a term: for how long, and whether what is booked already may move."""
    check_admin(request.caller, write=True)
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
        _finish(write, request.caller, "ask", before=None, after=draft)
        write.event("TimetableAsked", draft=draft.id)
    return draft


def read(request: Request, id: str) -> Draft:
    """The draft, if the caller may see it; raises NotFound as if there were none if they may not."""
    if reach(request.caller, "draft") is not Scope.ALL:
        raise NotFound("draft")
    (draft,) = request.records.fetch(DRAFT[id])
    if draft is None:
        raise NotFound("draft")
    return draft


def check_may_list(by: Caller) -> None:
    """Raise NotAllowed unless the caller may see the list of drafts."""
    check_admin(by, write=False)


def classes(records: Records, draft: Draft, part: int) -> tuple[DraftedClass, ...]:
    """The classes in one part of a draft; empty if there is no such part. Parts are numbered from 0."""
    (stored,) = records.fetch(DRAFT_PART[part_id(draft.id, part)])
    return stored.classes if stored else ()


def stop(request: Request, id: str) -> Draft:
    """Have the solver end with its best so far."""
    check_admin(request.caller, write=True)
    draft = read(request, id)
    check_status(draft, DraftStatus.ASKED)
    return change_draft(request, draft, replace(draft, stop=True), action="stop")


def remove(request: Request, id: str, version: int | None) -> None:
    """Delete a draft and its classes; what was published from it stays."""
    check_admin(request.caller, write=True)
    draft = read(request, id)
    check_version(version, draft.version)
    with request.write() as write:
        write.remove(DRAFT[id], was=draft.version)
        for number in range(_parts(draft)):
            write.forget(DRAFT_PART[part_id(id, number)])
        _finish(write, request.caller, "delete", before=draft, after=None)


def all_classes(records: Records, draft: Draft) -> Sequence[DraftedClass]:
    """Read the classes of all parts of the draft."""
    return [c for part in range(_parts(draft)) for c in classes(records, draft, part)]


def _parts(draft: Draft) -> int:
    return -(-draft.classes // CLASSES_PER_PART)


def part_id(id: str, number: int) -> str:
    """The id under which a part of the draft is stored."""
    return f"{id}#{number:03}"


def change_draft(request: Request, before: Draft, changed: Draft, *, action: str) -> Draft:
    """Write another state of the draft, with its audit event."""
    after = replace(changed, version=before.version + 1, updated_at=request.now)
    with request.write() as write:
        write.change(DRAFT[before.id], after, was=before.version)
        _finish(write, request.caller, action, before=before, after=after)
    return after


def check_status(draft: Draft, wanted: DraftStatus) -> None:
    """Raise Decided if the draft has another status."""
    if draft.status is not wanted:
        raise Decided(f"This draft is {draft.status}.", decision=str(draft.status))


def check_admin(by: Caller, *, write: bool) -> None:
    """Raise NotAllowed unless the caller is an admin."""
    if reach(by, "draft", write=write) is not Scope.ALL or by.role is Role.SCHEDULER:
        raise NotAllowed("The timetable of a term is the admins' to draft and to publish.")


def _finish(write: Write, by: Caller, action: str, *, before: Draft | None, after: Draft | None) -> None:
    """Audit the action, and make sure that whoever does it still has the right to."""
    require_unchanged_right(write, by)
    draft = after or before
    assert draft
    write.audit(by, action, DRAFT[draft.id], before=before, after=after)
