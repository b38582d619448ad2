"""Weekly bookings and adjustments, which say what differs on one date."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from functions.api.shapes.base import BaseModel, DateOrNone, Host, In, Reference
from functions.api.shapes.plans import RowOut
from timetable.model import AdjustmentKind


class OccupancyOut(BaseModel):
    id: str
    version: int
    created_at: datetime | None
    updated_at: datetime | None
    term: Reference
    offering: Reference
    subject: Reference
    room: Reference
    timeslot: str
    faculty: list[Reference]
    sections: list[Reference]
    faculty_name: list[str]
    subject_name: str
    room_name: str
    section_names: list[str]
    student_ids: list[str]


class OccupancyList(BaseModel):
    results: list[OccupancyOut]
    next: str | None


class AdjustmentOut(RowOut):
    id: str
    cause: str | None
    room: Annotated[str | None, Field(description="where it will be; null: nowhere")]
    timeslot: Annotated[str | None, Field(description="when it will be")]
    faculty: Annotated[list[str] | None, Field(description="who will hold it")]
    host: Annotated[str | None, Field(description="merged: the occupancy that it joins")] = None
    version: Annotated[int | None, Field(description="of its decision")] = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class AdjustmentList(BaseModel):
    results: list[AdjustmentOut]
    next: str | None = None


class OccupancyIn(In):
    term: str
    offering: str
    room: str
    timeslot: str
    faculty: Annotated[list[str] | None, Field(max_length=20, description="default: the offering's")] = None


class OccupancyPatch(In):
    offering: str | None = None
    room: str | None = None
    timeslot: str | None = None
    faculty: Annotated[list[str] | None, Field(max_length=20)] = None
    version: Annotated[int | None, Field(description="as If-Match")] = None


class OccupancyPut(OccupancyPatch):
    offering: str
    room: str
    timeslot: str


class AdjustmentPatch(In):
    kind: AdjustmentKind | None = None
    faculty: Annotated[list[str] | None, Field(max_length=20)] = None
    room: str | None = None
    timeslot: str | None = None
    to_date: DateOrNone = None
    host: Host = None
    version: Annotated[int | None, Field(description="as If-Match; of its decision")] = None


class AdjustmentPut(AdjustmentPatch):
    kind: AdjustmentKind


class AdjustmentIn(In):
    occupancy: str
    date: Annotated[date, Field(description="the date of the class as planned")]
    kind: AdjustmentKind
    faculty: Annotated[list[str] | None, Field(max_length=20, description="who holds it then")] = None
    room: str | None = None
    timeslot: str | None = None
    to_date: DateOrNone = None
    host: Host = None


class OccupancyItemIn(In):
    type: Literal["occupancy"]
    id: str | None = None
    version: int | None = None
    offering: str | None = None
    room: str | None = None
    timeslot: str | None = None
    faculty: list[str] | None = None


class AdjustmentItemIn(In):
    type: Literal["adjustment"]
    id: str | None = None
    occupancy: str | None = None
    kind: AdjustmentKind | None = None
    faculty: list[str] | None = None
    room: str | None = None
    timeslot: str | None = None
    cause: str | None = None
    to_date: date | None = None
    host: Host = None
    date: Annotated[DateOrNone, Field(description="the date of the class as planned")] = None


ItemIn = Annotated[OccupancyItemIn | AdjustmentItemIn, Field(discriminator="type")]
Items = Annotated[list[ItemIn], Field(max_length=100)]


class UpdateIn(In):
    term: str
    create: Items = []
    update: Items = []
    delete: Items = []
    dry_run: bool = False


class ResultOut(BaseModel):
    op: str
    index: int
    status: str
    id: str


class UpdateOut(BaseModel):
    results: list[ResultOut]
