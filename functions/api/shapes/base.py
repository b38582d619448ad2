"""What the bodies of requests and answers have in common."""

from datetime import date
from typing import Annotated, Any

import pydantic
from pydantic import ConfigDict, Field

DateOrNone = date | None
Related = Annotated[dict[str, Any], Field(description="the object itself, where it was expanded")]
Reference = str | Related
Host = Annotated[str | None, Field(max_length=64, description="merged: the occupancy that it joins")]


class BaseModel(pydantic.BaseModel):
    """A shape whose validator is built on first use, as most processes use only a few shapes."""

    model_config = ConfigDict(defer_build=True)


class In(BaseModel):
    """A request's body: a field that is not known is an error, not a silent nothing."""

    model_config = ConfigDict(extra="forbid")


class NothingOut(BaseModel):
    pass


class ReasonShape(BaseModel):
    code: Annotated[str, Field(max_length=40)]
    about: Annotated[str, Field(max_length=200)] = ""
