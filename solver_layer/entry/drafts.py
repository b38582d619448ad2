"""A draft that an admin asked for: solve the term of the table, report progress, answer through the API."""

import logging
from contextvars import copy_context
from threading import Event, Thread
from typing import Any, Self

from httpx import HTTPError

from functions.services.ports import DraftStatus
from solver_layer.entry.api_client import ApiClient, Outdated
from solver_layer.entry.job import Job
from solver_layer.term.search import Timetable, solve
from solver_layer.why.lines import why_none
from timetable.errors import Infeasible, NotFoundInTime
from timetable.model import Occupancy

_WORKERS = 2  # threads; the function has two cores
_EXPLANATION_SECONDS = 20.0  # at least, to find out why there is no timetable
_MAX_MESSAGE_CHARACTERS = 4000
_REPORT_SECONDS = 2.0  # between two reports of progress

_log = logging.getLogger(__name__)


class _Progress:
    """Reports how far a draft is every few seconds, and passes on that the search is to stop.

    It has a thread of its own: a search that finds nothing better has nothing to report, and is stopped all
    the same.
    """

    def __init__(self, api: ApiClient, draft: str) -> None:
        self.stop = Event()
        self._api = api
        self._draft = draft
        self._over = Event()
        self._best: int | None = None
        self._bound = 0
        self._thread = Thread(target=copy_context().run, args=(self._report_regularly,), daemon=True)

    def __call__(self, best: int, bound: int, _seconds: float) -> None:
        self._best, self._bound = best, bound

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _report_regularly(self) -> None:
        while not self._over.wait(_REPORT_SECONDS):
            try:
                if self._api.report_progress(self._draft, best=self._best, bound=self._bound):
                    self.stop.set()
            except Outdated:
                self.stop.set()
            except HTTPError as error:  # the next report says it, and the search goes on
                _log.warning("draft %s: %s", self._draft, type(error).__name__)


def draft_timetable(job: Job, id: str) -> str:
    """Solve a draft that is asked for; returns what came of it. The same event twice is answered once.

    That a timetable is impossible, or was not found in time, is an answer with the reason as its message.
    Where the checker disagrees with the solver there is no answer: CheckerDisagrees is raised, and the event
    comes again.
    """
    draft = job.reader.draft(job.institute, id)
    if draft is None or draft.status is not DraftStatus.ASKED:
        return "nothing to do"
    instance = job.reader.instance(job.institute, draft.term, anew=draft.anew)
    try:
        with _Progress(job.api, id) as progress:
            timetable = solve(
                instance, seconds=draft.seconds, workers=_WORKERS, progress=progress, stop=progress.stop
            )
    except NotFoundInTime as unknown:
        return _answered(job, id, {"message": unknown.sentence}, outcome=unknown.sentence)
    except Infeasible as impossible:
        lines = [impossible.sentence]
        if not impossible.names_the_reason:
            names = job.reader.offering_names(job.institute, draft.term)
            lines += why_none(instance, seconds=max(_EXPLANATION_SECONDS, draft.seconds), names=names)
        message = "\n".join(lines)[:_MAX_MESSAGE_CHARACTERS]
        return _answered(job, id, {"message": message}, outcome=impossible.sentence)
    classes = len(timetable.occupancies)
    outcome = f"{timetable.status}, cost {timetable.cost}, {classes} classes"
    return _answered(job, id, _body(timetable), outcome=outcome)


def _answered(job: Job, id: str, body: dict[str, Any], *, outcome: str) -> str:
    try:
        job.api.put_draft(id, body)
    except Outdated as outdated:
        return f"outdated: {outdated}"
    return f"draft {id}: {outcome}"


def _body(timetable: Timetable) -> dict[str, Any]:
    classes = [_class(booking) for booking in timetable.occupancies]
    return {"classes": classes, "costs": timetable.costs, "bound": timetable.bound}


def _class(booking: Occupancy) -> dict[str, Any]:
    return {
        "offering": booking.offering,
        "room": booking.room,
        "day": booking.slot.day,
        "period": booking.slot.period,
        "faculty": list(booking.faculty),
    }
