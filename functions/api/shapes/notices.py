"""Notices: what a person is told in the chat."""

from datetime import date
from typing import Annotated

from pydantic import Field

from functions.api.shapes.base import BaseModel, DateOrNone, In
from functions.api.shapes.days import DayOut
from functions.api.shapes.drafts import DraftOut
from functions.api.shapes.leaves import LeaveOut
from functions.api.shapes.plans import AskOut, PlanOut, RowOut


class NoticeIn(In):
    message_id: int
    shown: Annotated[str, Field(max_length=200)] = ""


class ActingOut(BaseModel):
    """Who acts for a department's HOD."""

    id: str
    name: str
    acting_hod: str | None
    acting_from: DateOrNone
    acting_until: DateOrNone
    is_me: bool


class NoticeOut(BaseModel):
    id: str
    kind: str
    leave: Annotated[LeaveOut | None, Field(description="null: it is about something else")]
    plan: PlanOut | None
    classes: list[RowOut]
    restored: Annotated[list[date], Field(description="dates that are as planned again")] = []
    ask: Annotated[AskOut | None, Field(description="of a notice that asks something")] = None
    department: Annotated[ActingOut | None, Field(description="of a notice about who acts for an HOD")] = None
    day: Annotated[DayOut | None, Field(description="of a digest or a reminder: the classes told")] = None
    minutes: Annotated[int | None, Field(description="of a reminder: until the class begins")] = None
    draft: Annotated[DraftOut | None, Field(description="of a notice about a timetable asked for")] = None
    message_id: int | None
    shown: str
