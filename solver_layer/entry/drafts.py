"""A draft that an admin asked for: solve the term of the table, tell how far, answer through the API."""

import logging
from contextvars import copy_context
from threading import Event, Thread
from typing import Any, Self

from httpx import HTTPError

from functions.services.plans.solver_reader import SolverReader
from functions.services.ports import DraftStatus
from solver_layer.entry import api_client
from solver_layer.entry.api_client import Outdated
from solver_layer.term.search import Timetable, solve
from solver_layer.why.lines import why_none
from timetable.errors import Infeasible, NotFoundInTime
from timetable.model import InstituteId, Occupancy

_log = logging.getLogger(__name__)
WORKERS = 2
_FOR_WHY = 20.0
"""seconds, at least, to find out why there is none"""
_LONGEST = 4000
"""characters of a message"""
_PAUSE = 2.0
"""seconds between two words of progress"""


class _Telling:
    """Says every other moment how far it is, and passes a wish to stop back. In a thread of its own: a search
    that finds nothing better has nothing to say, and is stopped all the same."""

    def __init__(self, draft: str) -> None:
        self.stop = Event()
        self._draft = draft
        self._over = Event()
        self._best: int | None = None
        self._bound = 0
        self._thread = Thread(target=copy_context().run, args=(self._tell_on,), daemon=True)

    def __call__(self, best: int, bound: int, _seconds: float) -> None:
        self._best, self._bound = best, bound

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _tell_on(self) -> None:
        while not self._over.wait(_PAUSE):
            try:
                if api_client.tell_draft(self._draft, self._best, self._bound):
                    self.stop.set()
            except Outdated:
                self.stop.set()
            except HTTPError as error:  # the next word says it, and the timetable goes on
                _log.warning("draft %s: %s", self._draft, type(error).__name__)


def draft_timetable(reader: SolverReader, institute: InstituteId, id: str) -> str:
    """Solve a draft that is asked for; says what came of it. The same event twice is answered once.

    A timetable that is impossible or was not found in time is an answer, with the reason as its message.
    Where the checker disagrees with the solver there is none: CheckerDisagrees is raised, and the event comes
    again.
    """
    draft = reader.draft(institute, id)
    if draft is None or draft.status is not DraftStatus.ASKED:
        return "nothing to do"
    instance = reader.instance(institute, draft.term, anew=draft.anew)
    try:
        with _Telling(id) as telling:
            made = solve(
                instance, seconds=draft.seconds, workers=WORKERS, progress=telling, stop=telling.stop
            )
    except NotFoundInTime as unknown:
        return _answered(id, {"message": unknown.sentence}, unknown.sentence)
    except Infeasible as impossible:
        lines = [impossible.sentence]
        if not impossible.names_the_reason:
            names = reader.offering_names(institute, draft.term)
            lines += why_none(instance, seconds=max(_FOR_WHY, draft.seconds), names=names)
        return _answered(id, {"message": "\n".join(lines)[:_LONGEST]}, impossible.sentence)
    return _answered(id, _body(made), f"{made.status}, cost {made.cost}, {len(made.occupancies)} classes")


def _answered(id: str, body: dict[str, Any], outcome: str) -> str:
    try:
        api_client.put_draft(id, body)
    except Outdated as moved_on:
        return f"outdated: {moved_on}"
    return f"draft {id}: {outcome}"


def _body(made: Timetable) -> dict[str, Any]:
    return {"classes": [_class(o) for o in made.occupancies], "costs": made.costs, "bound": made.bound}


def _class(o: Occupancy) -> dict[str, Any]:
    place = {"offering": o.offering, "room": o.room, "day": o.slot.day, "period": o.slot.period}
    return {**place, "faculty": list(o.faculty)}
