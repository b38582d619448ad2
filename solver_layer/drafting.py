"""A draft that an admin asked for: solve the term of the table, tell how far, answer through the API."""

from dataclasses import dataclass, field
from threading import Event
from time import monotonic
from typing import Any

from functions.services.ports import DraftStatus
from functions.services.problems import SolverReader
from solver_layer import api_client
from solver_layer.api_client import Outdated
from solver_layer.term.search import NONE, Timetable, solve
from solver_layer.why.lines import why_none
from timetable.errors import Infeasible
from timetable.model import InstituteId, Occupancy

WORKERS = 2
_FOR_WHY = 20.0
"""seconds, at least, to find out why there is none"""
_LONGEST = 4000
"""characters of a message"""
_PAUSE = 2.0
"""seconds between two words of progress"""


@dataclass(slots=True)
class _Telling:
    """Passes the best cost on now and then, and a wish to stop back."""

    draft: str
    stop: Event = field(default_factory=Event)
    told_at: float = 0.0

    def __call__(self, best: int, bound: int, _seconds: float) -> None:
        if monotonic() - self.told_at < _PAUSE:
            return
        self.told_at = monotonic()
        try:
            if api_client.tell_draft(self.draft, best, bound):
                self.stop.set()
        except Outdated:
            self.stop.set()


def draft_timetable(reader: SolverReader, institute: InstituteId, id: str) -> str:
    """Solve a draft that is asked for; says what came of it. The same event twice is answered once."""
    draft = reader.draft(institute, id)
    if draft is None or draft.status is not DraftStatus.ASKED:
        return "nothing to do"
    telling = _Telling(id)
    instance = reader.instance(institute, draft.term, anew=draft.anew)
    try:
        made = solve(
            instance,
            seconds=draft.seconds,
            workers=WORKERS,
            progress=telling,
            stop=telling.stop,
        )
    except Infeasible as none:
        said = [none.sentence]
        if none.sentence == NONE:
            names = reader.offering_names(institute, draft.term)
            said += why_none(instance, seconds=max(_FOR_WHY, draft.seconds), names=names)
        return _answered(id, {"message": "\n".join(said)[:_LONGEST]}, none.sentence)
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
