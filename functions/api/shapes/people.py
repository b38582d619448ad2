"""People: the caller, invitations, settings, and where somebody is in a conversation with the bot."""

from datetime import date, datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from functions.api.shapes.base import BaseModel, In
from timetable.model import Role
from timetable.objects.preferences import REMIND_MINUTES, RemindOf, Theme


class LinkIn(In):
    code: Annotated[str, Field(min_length=1, max_length=100, description="the code of the deep link")]


class InviteOut(BaseModel):
    code: str
    expires: datetime


class InvitesIn(In):
    section: Annotated[str | None, Field(max_length=64, description="its students")] = None
    department: Annotated[str | None, Field(max_length=64, description="its HOD and faculty")] = None
    limit: Annotated[int, Field(ge=1, le=100, description="people looked at")] = 60
    cursor: Annotated[str | None, Field(max_length=1000)] = None


class InvitedOut(BaseModel):
    user: str
    name: str
    number: Annotated[str, Field(description="the college's own number for them")]
    code: str


class InviteList(BaseModel):
    results: list[InvitedOut]
    expires: datetime
    next: str | None


class CheckOut(BaseModel):
    name: Annotated[str, Field(description="term, pending, solver, coverage, deciders")]
    ok: bool
    facts: dict[str, int | str]


class HealthOut(BaseModel):
    checks: list[CheckOut]


class TermNowOut(BaseModel):
    id: str
    name: str
    first: date
    last: date


class PeriodOut(BaseModel):
    period: int
    start: str
    end: str


class LeaveKindOut(BaseModel):
    code: str
    name: str


class MeOut(BaseModel):
    id: str
    name: str
    role: Role
    department: str | None
    department_name: str | None
    faculty: str | None
    section_name: str | None
    institute: str
    institute_name: str
    zone: Annotated[str, Field(description="IANA time zone")]
    today: Annotated[date, Field(description="the institute's date")]
    term: Annotated[TermNowOut | None, Field(description="null before the college has one")]
    periods: list[PeriodOut]
    forenoon_until: int
    working_days: list[int]
    leave_kinds: list[LeaveKindOut]
    decides: Annotated[bool, Field(description="leave requests are on this person's desk")]


Clock = Annotated[str | None, Field(max_length=5, description="local time as 20:00, or null")]


class SettingsPatch(In):
    """What is left out stays as it is; null turns it off."""

    language: Annotated[
        str | None, Field(max_length=10, description="as hi; null: that of the person's Telegram")
    ] = None
    digest: Annotated[
        Clock, Field(description="when one's classes are told: before 12:00 the day's, else the next day's")
    ] = None
    remind_minutes: Annotated[
        int | None, Field(description=f"before a class: one of {', '.join(map(str, REMIND_MINUTES))}")
    ] = None
    remind_of: RemindOf = RemindOf.FIRST
    quiet_from: Annotated[Clock, Field(description="from then on only what is urgent is told")] = None
    quiet_until: Clock = None
    theme: Annotated[Theme, Field(description="of pictures")] = Theme.LIGHT


class SettingsOut(SettingsPatch):
    model_config = ConfigDict(extra="ignore")

    version: int


class DialogueIn(In):
    flow: Annotated[str, Field(min_length=1, max_length=40)]
    state: dict[str, object]


class DialogueOut(BaseModel):
    flow: str | None
    state: dict[str, object]
