"""A drafted timetable as the API answers it."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from functions.api.shapes.base import BaseModel
from functions.services.ports import Draft


class DraftOut(BaseModel):
    id: str
    version: int
    created_at: datetime | None
    updated_at: datetime | None
    term: str
    status: Annotated[str, Field(description="asked, ready, failed or published")]
    seconds: int
    anew: bool
    best: Annotated[int | None, Field(description="cost of the best timetable so far")]
    bound: Annotated[int, Field(description="no timetable can cost less")]
    costs: Annotated[dict[str, int], Field(description="by soft constraint")]
    classes: int
    message: str
    stop: Annotated[bool, Field(description="the solver was asked to end with its best so far")]

    @classmethod
    def of(cls, draft: Draft) -> Self:
        return cls(**{name: getattr(draft, name) for name in cls.model_fields})
