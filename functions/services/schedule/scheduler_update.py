"""Scheduler updates: batches of changes to weekly bookings and adjustments, all or nothing."""

from dataclasses import replace

from functions.services.days import shared_classes
from functions.services.identity.idempotency import answered, once_only
from functions.services.identity.rights import require_unchanged_right
from functions.services.identity.tokens import check_scope
from functions.services.identity.visibility import may
from functions.services.ports import (
    CHANGE_SET,
    DEPARTMENT,
    RESULTS,
    SCHEDULER_UPDATE,
    TERM,
    Request,
    Result,
    Results,
)
from functions.services.schedule import adjustments, bookings, cover_consents
from functions.services.schedule.update_context import Batch, Item, OccupancyItem, Work
from timetable import calendar as calendars
from timetable.access import acting
from timetable.errors import Malformed, Moved, NotAllowed, NotFound, Refusal, Refused, StaleVersion
from timetable.model import Role, TermId


class _DryRun(Exception):
    """Raised to leave a transaction before it is sent."""


def update(request: Request, batch: Batch) -> list[Result]:
    """Apply the batch in one transaction; raises Refused with every item that can't be done."""
    writable = may(request, "occupancy", write=True)
    if not writable:
        raise NotAllowed("The timetable is written by the scheduler, HODs and admins.")
    if request.reference.get(TERM[batch.term]) is None:
        raise NotFound("term")
    items = batch.items()
    if not items:
        raise Malformed("Nothing to do: create, update and delete are all empty.", field="create")
    (earlier,) = request.records.fetch(request.answer_ref)
    if before := answered(request, RESULTS, earlier):
        return list(before.results)
    results: list[Result] = []
    try:
        with (
            shared_classes.naming_joined_class(request.records),
            once_only(request, RESULTS) as repeat,
            request.write() as write,
        ):
            known = adjustments.change_sets(request.records, items)
            work = Work(request, write, batch.term, known, [], writable)
            check_scope(write, request.caller, "timetable")
            results = _apply(work, items, "would_do" if batch.dry_run else "done")
            cover_consents.ask(work)
            _leave_traces(work, results)
            if batch.dry_run:
                raise _DryRun
            write.answer(RESULTS, Results(tuple(results)), ref=request.answer_ref, once=request.once)
    except _DryRun:
        pass
    except (Refused, Moved):
        raise
    except Refusal as refusal:
        raise Refused(_by_item(refusal, results)) from refusal
    else:
        return list(repeat.answer.results) if repeat.answer else results
    return results


def single(request: Request, term: TermId, *, op: str, item: Item) -> str:
    """Apply a batch of one item, and return the id of its booking or adjustment. `op` is a field of Batch."""
    if request.caller.role is Role.SCHEDULER:
        raise NotAllowed("Programs write the timetable through scheduler-update only.")
    batch = Batch(term, **{op: (item,)})  # type: ignore[arg-type]
    try:
        (result,) = update(request, batch)
    except Refused as refusal:
        raise refusal.worst from refusal
    return result.id


def _by_item(refusal: Refusal, results: list[Result]) -> list[tuple[str, int, Refusal]]:
    """What the transaction refused, with the operation and the index of the item that each refusal is
    about."""
    refusals = {r.item: r for r in reversed([refusal, *refusal.also])}
    return [
        (results[i].op, results[i].index, r) if i is not None else ("batch", 0, r)
        for i, r in refusals.items()
    ]


def _apply(work: Work, items: list[tuple[str, Item]], status: str) -> list[Result]:
    results: list[Result] = []
    refused: list[tuple[str, int, Refusal]] = []
    counters = {"delete": 0, "update": 0, "create": 0}
    for number, (op, item) in enumerate(items):
        index = counters[op]
        counters[op] += 1
        try:
            results.append(Result(op, index, status, _apply_item(work, op, item, number=number)))
        except Refusal as refusal:
            refused.append((op, index, refusal))
    if refused:
        raise Refused(refused)
    return results


def _apply_item(work: Work, op: str, item: Item, *, number: int) -> str:
    if isinstance(item, OccupancyItem):
        return bookings.OPERATIONS[op](work, item, number)
    return adjustments.OPERATIONS[op](work, item, number)


def _leave_traces(work: Work, results: list[Result]) -> None:
    """Add the change sets, audit events and events to the transaction, which fails if the caller's right has
    changed."""
    for change_set in work.changed.values():
        created = change_set.created_at or work.now
        stored = replace(change_set, version=change_set.version + 1, created_at=created, updated_at=work.now)
        stale = StaleVersion("These adjustments were changed in the meantime. Look again, then retry.")
        work.write.change(CHANGE_SET[stored.id], stored, was=change_set.version, otherwise=stale)
    if work.made:
        term = next(t for t in work.records.reference.terms() if t.id == work.term)
        moved = Moved("The calendar has changed this very moment. Try again.")
        work.write.decides(term, otherwise=moved)
    op = SCHEDULER_UPDATE[results[0].id if results else ""]
    today = calendars.today(work.records.reference.institute.zone, work.now)
    for id, done in work.traces.items():
        by = acting(work.by, work.records.reference.get(DEPARTMENT[id]) if id else None, today)
        work.write.audit(by, "scheduler-update", op, after={"items": done}, department=id)
    if not work.may.all:
        work.write.as_read()
    require_unchanged_right(work.write, work.by)
    for change_set in work.changed.values():
        work.write.event(
            "AdjustmentsChanged",
            change_set.cause,
            change=change_set.id,
            ids=",".join(a.id for a in work.made),
        )
