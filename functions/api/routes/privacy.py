"""Routes of personal data: reading everything that is stored about the caller, and having it erased."""

from datetime import datetime
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter
from pydantic import BaseModel, Field
from pydantic_core import to_jsonable_python

from functions.api.request import current_request
from functions.services.privacy import erasure, personal_data
from functions.services.privacy.erasure import ErasureState

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]
Id = Annotated[str, Path(min_length=1, max_length=64)]
Cursor = Annotated[str | None, Query(max_length=1000)]
NOT_ERASED = (
    "Who held which class when, and that something was done, stays on record under a pseudonym: the "
    "timetable and its history must stay true. Answers to repeated requests go after two days, "
    "backups after 35."
)


class DataOut(BaseModel):
    kept: Annotated[dict[str, Any], Field(description="by what it is")]
    done_by_me: Annotated[list[dict[str, Any]], Field(description="a page, the latest first")]
    next: str | None


class WishOut(BaseModel):
    asked_at: Annotated[datetime | None, Field(description="null: I have not asked")]
    in_the_way: Annotated[str | None, Field(description="heads, notified, waits, teaches or held")]
    about: Annotated[str, Field(description="which department, or which term")]
    stays: Annotated[str, Field(description="what is not erased, and why")]


class ForgettingOut(BaseModel):
    user: str
    name: str
    role: str
    asked_at: datetime


class ForgettingList(BaseModel):
    results: list[ForgettingOut]
    next: str | None


class ForgottenOut(BaseModel):
    user: str


@router.get("/me/data/", summary="Everything that is kept of me", tags=["privacy"])
def read_data(cursor: Cursor = None) -> DataOut:
    """`next` is where what I did goes on; the rest is in every answer."""
    stored, acts = personal_data.read(current_request(), cursor)
    done = [to_jsonable_python(event) for event in acts.values]
    return DataOut(kept=to_jsonable_python(stored), done_by_me=done, next=acts.next)


@router.get(
    "/me/forget/",
    operation_id="read_wish_me_forget__get",
    summary="Whether I have asked to be forgotten",
    tags=["privacy"],
)
def read_erasure_request() -> WishOut:
    return _erasure_fields(erasure.state(current_request()))


@router.post("/me/forget/", summary="Ask to be forgotten", tags=["privacy"])
def ask_to_be_forgotten() -> WishOut:
    """An admin confirms it; until then it can be taken back."""
    return _erasure_fields(erasure.ask(current_request()))


@router.delete("/me/forget/", status_code=204, summary="Take it back", tags=["privacy"])
def take_back() -> Response[None]:
    erasure.take_back(current_request())
    return Response(204)


@router.get("/forgettings/", summary="Who asks to be forgotten", tags=["privacy"])
def list_forgettings(
    limit: Annotated[int, Query(ge=1, le=100)] = 50, cursor: Cursor = None
) -> ForgettingList:
    request = current_request()
    users, page = erasure.waiting(request, limit=limit, after=cursor)
    asked_at = {f.id: f.created_at or request.now for f in page.values}
    rows = [ForgettingOut(user=u.id, name=u.name, role=u.role, asked_at=asked_at[u.id]) for u in users]
    return ForgettingList(results=rows, next=page.next)


@router.post("/forgettings/<id>/confirm/", summary="Forget this person, for good", tags=["privacy"])
def confirm(id: Id) -> ForgottenOut:
    """What names them is erased in several steps; where one fails, the same again goes on from there."""
    erasure.confirm(current_request(), id)
    return ForgottenOut(user=id)


@router.delete("/forgettings/<id>/", status_code=204, summary="Don't forget this person", tags=["privacy"])
def decline(id: Id) -> Response[None]:
    erasure.decline(current_request(), id)
    return Response(204)


def _erasure_fields(state: ErasureState) -> WishOut:
    asked_at = state.erasure.created_at if state.erasure else None
    code, about = state.obstacle or (None, "")
    return WishOut(asked_at=asked_at, in_the_way=code, about=about, stays=NOT_ERASED)
