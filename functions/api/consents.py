"""Routes of questions: substitutes and heads of other departments say yes or no to their part of a leave."""

from collections.abc import Sequence
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.event_handler.openapi.params import Body, Path
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api import describe, shapes
from functions.api.desk import Desk, desk
from functions.services import consents
from functions.services.consents import Asked
from timetable.consent import Consent, ConsentKind

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]
TAGS = ["consents"]
Id = Annotated[str, Path(min_length=1, max_length=140)]


@router.get("/consents/", summary="What I am asked, and have not answered", tags=TAGS)
def mine() -> shapes.ConsentList:
    """The most urgent first."""
    here = desk()
    found = consents.mine(here.records, here.caller, here.now)
    return shapes.ConsentList(results=[shown(here, asked) for asked in found])


@router.get("/consents/<id>/", summary="One question", tags=TAGS)
def read(id: Id) -> shapes.ConsentOut:
    return shown(desk(), consents.one(desk().records, desk().caller, id, desk().now))


@router.post("/consents/<id>/accept/", summary="Yes", tags=TAGS)
def accept(id: Id) -> shapes.ConsentOut:
    """A substitute takes the classes; a head lets them take place."""
    return shown(desk(), consents.accept(desk().records, desk().caller, id, desk().now))


@router.post("/consents/<id>/decline/", summary="No, and why", tags=TAGS)
def decline(id: Id, body: Annotated[shapes.DeclineIn, Body()]) -> shapes.ConsentOut:
    """The classes are without cover again, and the solver looks for others."""
    return shown(desk(), consents.decline(desk().records, desk().caller, id, body.note, desk().now))


def shown(here: Desk, asked: Asked) -> shapes.ConsentOut:
    faculty = here.records.reference.get("faculty", asked.leave.faculty)
    zone = ZoneInfo(here.records.reference.institute.zone)
    return shapes.ConsentOut(
        **_answered(here, asked.consent),
        id=asked.consent.id,
        version=asked.consent.version,
        leave=asked.leave.id,
        faculty_name=faculty.name if faculty else "?",
        is_open=asked.is_open,
        deadline=asked.consent.deadline,
        until=f"{asked.consent.deadline.astimezone(zone):%Y-%m-%dT%H:%M}",
        classes=list(describe.rows(here, asked.adjustments)),
    )


def answers(here: Desk, found: Sequence[Consent]) -> list[shapes.AnswerOut]:
    """Who was asked, and what they said, for who decides."""
    return [shapes.AnswerOut(**_answered(here, consent)) for consent in found]


def _answered(here: Desk, consent: Consent) -> dict[str, Any]:
    kind = "faculty" if consent.kind is ConsentKind.COVER else "department"
    of = here.records.reference.get(kind, consent.of)
    return {
        "kind": str(consent.kind),
        "of_name": of.name if of else "?",
        "status": str(consent.status),
        "note": consent.note,
    }
