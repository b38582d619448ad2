"""The solver's side of a draft: it reports its progress and its result."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from functions.services.identity.clock import clock
from functions.services.identity.tokens import check_scope
from functions.services.ports import DRAFT, DRAFT_PART, Draft, DraftedClass, DraftPart, DraftStatus, Request
from functions.services.ports.paging import every
from functions.services.schedule.drafts import CLASSES_PER_PART, MAX_CLASSES, check_status, part_id, read
from timetable.access import Caller
from timetable.errors import NotAllowed, RuleBroken
from timetable.model import Role
from timetable.objects.listings import Stretch

_NOTICE_EVERY = timedelta(seconds=4)  # Telegram slows down a bot that edits a message more often
_GIVEN_UP_AFTER = timedelta(minutes=40)  # past the solver's own time; by then it has failed and been retried
_DRAFTS_PER_PAGE = 100
_NO_ANSWER = "The solver has not answered. /health tells whether it is running; then ask again."


@dataclass(frozen=True, slots=True)
class Solved:
    """The solver's answer: a timetable, or the reason why there is none (`message`)."""

    classes: tuple[DraftedClass, ...]
    costs: dict[str, int]
    bound: int
    message: str = ""


def progress(request: Request, id: str, *, best: int | None, bound: int) -> Draft:
    """Store how far the solver is. If `stop` of the draft returned is true, it is to end with its best so
    far."""
    _check_program(request.caller)
    draft = read(request, id)
    check_status(draft, DraftStatus.ASKED)
    after = replace(draft, best=best, bound=bound, version=draft.version + 1, updated_at=request.now)
    is_due = draft.told_at is None or request.now - draft.told_at >= _NOTICE_EVERY
    after = replace(after, told_at=request.now) if is_due else after
    with request.write() as write:
        check_scope(write, request.caller, "timetable")
        write.change(DRAFT[id], after, was=draft.version)
        if is_due:
            write.event("TimetableProgressed", draft=id)
    return after


def put(request: Request, id: str, solved: Solved) -> Draft:
    """Store the solver's answer; raises Decided if the draft has one already."""
    _check_program(request.caller)
    draft = read(request, id)
    check_status(draft, DraftStatus.ASKED)
    if len(solved.classes) > MAX_CLASSES:
        raise RuleBroken(f"A draft has at most {MAX_CLASSES} classes.", field="classes")
    parts = [
        solved.classes[n : n + CLASSES_PER_PART] for n in range(0, len(solved.classes), CLASSES_PER_PART)
    ]
    after = replace(
        draft,
        status=DraftStatus.FAILED if solved.message else DraftStatus.READY,
        message=solved.message,
        costs=solved.costs,
        best=sum(solved.costs.values()),
        bound=solved.bound,
        classes=len(solved.classes),
        version=draft.version + 1,
        updated_at=request.now,
    )
    with request.write() as write:
        check_scope(write, request.caller, "timetable")
        write.change(DRAFT[id], after, was=draft.version)
        for number, part in enumerate(parts):
            write.keep(DRAFT_PART[part_id(id, number)], DraftPart(part_id(id, number), part))
        write.audit(request.caller, "solve", DRAFT[id], before=draft, after=after)
        write.event("TimetableDrafted", draft=id)
    return after


def give_up(request: Request) -> None:
    """Mark drafts that the solver never answered as failed; whoever asked for them is told."""
    for draft in every(request.records, DRAFT, [Stretch(0, "")], size=_DRAFTS_PER_PAGE):
        if draft.status is DraftStatus.ASKED and _is_silent(draft, request.now):
            _fail(request, draft)


def _fail(request: Request, draft: Draft) -> None:
    failed = replace(
        draft,
        status=DraftStatus.FAILED,
        message=_NO_ANSWER,
        version=draft.version + 1,
        updated_at=request.now,
    )
    with request.write() as write:
        write.change(DRAFT[draft.id], failed, was=draft.version)
        write.audit(clock(request.institute), "lapse", DRAFT[draft.id], before=draft, after=failed)
        write.event("TimetableDrafted", draft=draft.id)


def _is_silent(draft: Draft, now: datetime) -> bool:
    since = draft.updated_at or draft.created_at
    return since is not None and now - since > timedelta(seconds=draft.seconds) + _GIVEN_UP_AFTER


def _check_program(by: Caller) -> None:
    if by.role is not Role.SCHEDULER:
        raise NotAllowed("Drafts are made by the solver.")
