"""Plans as the solver and people hand them in."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from functions.api.shapes.base import Host, In, ReasonShape
from timetable.model import AdjustmentKind


class PlaceIn(In):
    date: date
    day: int
    period: int


class GivenIn(In):
    occupancy: str
    date: date


class OutcomeIn(In):
    """What could become of a class; null: as planned."""

    kind: AdjustmentKind
    faculty: Annotated[list[str] | None, Field(max_length=20)] = None
    room: str | None = None
    to: PlaceIn | None = None
    in_return: Annotated[GivenIn | None, Field(description="a class of the substitute's own")] = None
    host: Host = None


class RunnerUpIn(OutcomeIn):
    extra: int
    why_not: Annotated[str, Field(max_length=40)] = ""
    whole_run: bool = False


class AlternativeRowIn(OutcomeIn):
    occupancy: str
    date: date
    cost: Annotated[int, Field(ge=0)] = 0


class RowIn(AlternativeRowIn):
    reasons: Annotated[list[ReasonShape], Field(max_length=10)] = []
    parts: Annotated[dict[Annotated[str, Field(max_length=40)], int], Field(max_length=20)] = {}
    runners_up: Annotated[list[RunnerUpIn], Field(max_length=2)] = []


class AlternativeIn(In):
    name: Literal["fewest_changes", "fairest", "nothing_moved"]
    status: Literal["feasible", "optimal"]
    bound: Annotated[int, Field(ge=0)] = 0
    rows: Annotated[list[AlternativeRowIn], Field(max_length=500)]


class PlanIn(In):
    based_on: Annotated[int, Field(ge=0, description="the revision that this plan replaces")]
    status: Literal["feasible", "optimal"]
    bound: Annotated[int, Field(ge=0)] = 0
    rows: Annotated[list[RowIn], Field(max_length=500)]
    alternatives: Annotated[list[AlternativeIn], Field(max_length=3)] = []


class ChoiceIn(OutcomeIn):
    """What shall become of one class of the plan: one of its options, as it is told there in `choose`."""

    plan_revision: Annotated[int, Field(ge=0, description="the revision that the decider saw")]
    occupancy: Annotated[str, Field(max_length=64)]
    date: date
    whole_run: Annotated[bool, Field(description="all consecutive periods of the class change so")] = False
