"""The solver's side of a draft: how far it is, and what came of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from functions.services.identity.clock import clock
from functions.services.identity.tokens import check_scope
from functions.services.ports import Draft, DraftedClass, DraftPart, DraftStatus, Records, Ref
from functions.services.schedule.drafts import MOST, PART, check_status, one, part_of
from timetable.access import Caller
from timetable.errors import NotAllowed, RuleBroken
from timetable.model import Role
from timetable.objects.listings import Stretch

_TOLD_EVERY = timedelta(seconds=4)
"""how often whoever asked sees how far it is: Telegram slows down whoever edits more"""
_GIVEN_UP_AFTER = timedelta(minutes=40)
"""beyond the time that the solver may look: it has failed, and been tried again, by then"""
_LOOKED_AT = 100
_SILENT = "The solver has not answered. /health tells whether it is running; then ask again."


@dataclass(frozen=True, slots=True)
class Solved:
    """What the solver answers: a timetable, or why there is none (`message`)."""

    classes: tuple[DraftedClass, ...]
    costs: dict[str, int]
    bound: int
    message: str = ""


def progress(records: Records, by: Caller, id: str, best: int | None, bound: int, now: datetime) -> Draft:
    """The solver says how far it is; `stop` of what is answered tells it to end with its best so far."""
    _check_program(by)
    draft = one(records, by, id)
    check_status(draft, DraftStatus.ASKED)
    after = replace(draft, best=best, bound=bound, version=draft.version + 1, updated_at=now)
    is_told = draft.told_at is None or now - draft.told_at >= _TOLD_EVERY
    after = replace(after, told_at=now) if is_told else after
    with records.write(now) as write:
        check_scope(write, by, "timetable")
        write.change("draft", id, after, was=draft.version)
        if is_told:
            write.event("TimetableProgressed", draft=id)
    return after


def put(records: Records, by: Caller, id: str, solved: Solved, now: datetime) -> Draft:
    """The solver's answer becomes the draft; refused where the draft has one already."""
    _check_program(by)
    draft = one(records, by, id)
    check_status(draft, DraftStatus.ASKED)
    if len(solved.classes) > MOST:
        raise RuleBroken(f"A draft has at most {MOST} classes.", field="classes")
    parts = [solved.classes[n : n + PART] for n in range(0, len(solved.classes), PART)]
    after = replace(
        draft,
        status=DraftStatus.FAILED if solved.message else DraftStatus.READY,
        message=solved.message,
        costs=solved.costs,
        best=sum(solved.costs.values()),
        bound=solved.bound,
        classes=len(solved.classes),
        version=draft.version + 1,
        updated_at=now,
    )
    with records.write(now) as write:
        check_scope(write, by, "timetable")
        write.change("draft", id, after, was=draft.version)
        for number, part in enumerate(parts):
            write.keep("draftpart", part_of(id, number), DraftPart(part_of(id, number), part))
        write.audit(by, "solve", Ref("draft", id), before=draft, after=after)
        write.event("TimetableDrafted", draft=id)
    return after


def give_up(records: Records, now: datetime) -> None:
    """Drafts that the solver never answered have failed, and whoever asked for them is told."""
    after: str | None = None
    while True:
        page = records.page("draft", [Stretch(0, "")], limit=_LOOKED_AT, after=after)
        for draft in page.values:
            if draft.status is DraftStatus.ASKED and _is_silent(draft, now):
                _fail(records, draft, now)
        if (after := page.next) is None:
            return


def _fail(records: Records, draft: Draft, now: datetime) -> None:
    failed = replace(
        draft, status=DraftStatus.FAILED, message=_SILENT, version=draft.version + 1, updated_at=now
    )
    with records.write(now) as write:
        write.change("draft", draft.id, failed, was=draft.version)
        write.audit(clock(records.institute), "lapse", Ref("draft", draft.id), before=draft, after=failed)
        write.event("TimetableDrafted", draft=draft.id)


def _is_silent(draft: Draft, now: datetime) -> bool:
    since = draft.updated_at or draft.created_at
    return since is not None and now - since > timedelta(seconds=draft.seconds) + _GIVEN_UP_AFTER


def _check_program(by: Caller) -> None:
    if by.role is not Role.SCHEDULER:
        raise NotAllowed("Drafts are made by the solver.")
