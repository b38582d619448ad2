"""Shapes of days and weeks with their classes."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from functions.api.shapes.base import BaseModel
from functions.api.shapes.people import PeriodOut


class PlannedOut(BaseModel):
    """Where and with whom a class was planned, or where it went."""

    date: date
    period: int
    start: str
    end: str
    room_name: str
    faculty_names: list[str]


class PlannedSubjectOut(PlannedOut):
    subject_name: str


class JointOut(BaseModel):
    """The class that another is held together with: one teacher, one room."""

    occupancy: str
    section_names: list[str]


class ClassOut(PlannedOut):
    occupancy: str
    subject_name: str
    subject_code: str
    section_names: list[str]
    state: Literal[
        "planned",
        "cancelled",
        "substituted",
        "moved_here",
        "moved_away",
        "merged",
        "added",
        "on_leave",
        "covering",
    ]
    was: PlannedOut | None
    now: PlannedOut | None
    held_with: Annotated[JointOut | None, Field(description="what it is held together with")] = None


class SpecialOut(BaseModel):
    """Why a date is not ordinary."""

    code: Annotated[str, Field(description="outside_term, holiday, follows, half, examinations, no_classes")]
    about: Annotated[str, Field(description="a name, the day that is followed, the last period; or empty")]


Special = Annotated[SpecialOut | None, Field(description="what is not ordinary about the date")]
Note = Annotated[str, Field(description="`special` in a few words, or empty")]


class DayOut(BaseModel):
    date: date
    weekday: str
    is_today: bool
    special: Special
    note: Note
    classes: list[ClassOut]


class WeekOut(BaseModel):
    days: list[DayOut]


class DaysOut(BaseModel):
    kind: Literal["me", "section", "faculty", "infra"]
    id: str
    name: str
    days: list[DayOut]


class PresentOut(BaseModel):
    date: date
    time: Annotated[str, Field(description="HH:MM, the institute's")]
    now: list[ClassOut]
    next: Annotated[list[ClassOut], Field(description="of the next period that has any; may be days away")]


class MatchOut(BaseModel):
    kind: Literal["section", "faculty", "infra", "department"]
    id: str
    name: str
    score: Annotated[int, Field(description="100: exactly this name")]


class MatchList(BaseModel):
    results: list[MatchOut]


class KindList(BaseModel):
    results: list[str]


class CalendarDayOut(BaseModel):
    date: date
    working: bool
    special: Special
    note: Note
    periods: Annotated[list[PeriodOut], Field(description="the periods of this very date, with their times")]


class MonthOut(BaseModel):
    month: str
    days: list[CalendarDayOut]


class RoomOut(BaseModel):
    id: str
    name: str
    kind: str
    capacity: int


class RoomList(BaseModel):
    results: list[RoomOut]
    next: str | None = None
