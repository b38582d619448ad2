"""The shapes of objects over the wire: one to write each kind, from which all others are derived."""

import datetime as dt
from typing import Annotated, Any, get_origin

from pydantic import BaseModel, ConfigDict, Field, create_model

from functions.api.shapes.base import In, Related
from functions.api.shapes.leaves import LeaveIn
from functions.api.shapes.resources import (
    CourseIn,
    DepartmentIn,
    FacultyIn,
    InfraIn,
    InstituteIn,
    OfferingIn,
    SectionIn,
    StudentIn,
    SubjectIn,
    TermIn,
    TimeSlotIn,
    UserIn,
)
from functions.services.ports import KINDS
from timetable.objects.relations import reference_field


class ObjectOut(BaseModel):
    """What every object carries besides its own fields."""

    model_config = ConfigDict(extra="allow")

    id: str
    version: Annotated[int, Field(description="for If-Match; a write against another one is refused")]
    created_at: dt.datetime | None = None
    updated_at: dt.datetime | None = None


WRITTEN: dict[str, type[In]] = {
    "institute": InstituteIn,
    "department": DepartmentIn,
    "course": CourseIn,
    "subject": SubjectIn,
    "section": SectionIn,
    "faculty": FacultyIn,
    "student": StudentIn,
    "user": UserIn,
    "timeslot": TimeSlotIn,
    "infra": InfraIn,
    "term": TermIn,
    "offering": OfferingIn,
}

# read-only fields: the names of what an id refers to, and what follows from other objects
DERIVED: dict[str, tuple[str, ...]] = {
    "department": ("hod_name", "acting_hod_name"),
    "course": ("department_name",),
    "subject": ("department", "department_name", "course_name"),
    "section": ("department", "department_name", "course_name"),
    "faculty": ("department_name",),
    "student": ("department", "department_name", "course_name", "section_name", "batch_name"),
    "user": ("department_name", "faculty", "student", "section", "linked"),
    "infra": ("department_name",),
    "offering": (
        "department",
        "department_name",
        "term_name",
        "subject_name",
        "section_names",
        "faculty_names",
    ),
}
_PLURAL = {"section_names", "faculty_names"}


def _read_shape(kind: str, written: type[In]) -> type[BaseModel]:
    """The shape in which an object is read: a reference is an id, or the object itself if it was expanded."""
    fields: dict[str, Any] = {}
    for name, field in written.model_fields.items():
        type_: Any = field.annotation
        if reference_field(KINDS[kind].type, name):
            type_ = list[str | Related] if get_origin(type_) is list else str | Related | None
        fields[name] = (type_, Field(description=field.description, examples=field.examples))
    for name in DERIVED.get(kind, ()):
        type_ = list[str] if name in _PLURAL else bool if name == "linked" else str | Related | None
        fields[name] = (type_, Field(description="read-only"))
    model: type[BaseModel] = create_model(f"{kind.title()}Out", __base__=ObjectOut, **fields)
    return model


def _list_shape(kind: str, read: type[BaseModel]) -> type[BaseModel]:
    """The shape of a page of a list."""
    model: type[BaseModel] = create_model(
        f"{kind.title()}List",
        results=(list[read], ...),  # type: ignore[valid-type]
        next=(str | None, Field(description="the cursor of the next page; null: that was all")),
    )
    return model


def _patch_shape(written: type[In]) -> type[In]:
    """The shape that changes some fields of an object: those that are left out stay as they are."""
    fields: dict[str, Any] = {}
    for name, field in written.model_fields.items():
        type_: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
        fields[name] = (type_, Field(default=None, description=field.description))
    fields["version"] = (int | None, Field(default=None, description="as If-Match"))
    model: type[In] = create_model(written.__name__.removesuffix("In") + "Patch", __base__=In, **fields)
    return model


def _put_shape(written: type[In]) -> type[In]:
    """The shape that replaces an object."""
    model: type[In] = create_model(
        written.__name__.removesuffix("In") + "Put",
        __base__=written,
        version=(int | None, Field(default=None, description="as If-Match")),
    )
    return model


READ = {kind: _read_shape(kind, shape) for kind, shape in WRITTEN.items()}
PATCHED = {kind: _patch_shape(shape) for kind, shape in WRITTEN.items()}
REPLACED = {kind: _put_shape(shape) for kind, shape in WRITTEN.items()}
LISTED = {kind: _list_shape(kind, shape) for kind, shape in READ.items()}
LEAVE_PATCH: Any = _patch_shape(LeaveIn)
