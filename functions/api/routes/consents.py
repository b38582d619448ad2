"""Routes of consents: what substitutes and HODs of other departments are asked about a plan, and answer."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api.answers import consents
from functions.api.request import current_request
from functions.api.shapes.plans import AskList, AskOut, DeclineIn
from functions.services.leave import consent_answers
from functions.services.ports import LEAVE
from timetable.leave.consents import Consent, ConsentStatus

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]
TAGS = ["asks"]
Id = Annotated[str, Path(min_length=1, max_length=64)]


@router.get(
    "/asks/",
    operation_id="list_asks_asks__get",
    summary="What I am asked, the most urgent first",
    tags=TAGS,
)
def list_consents(
    status: Annotated[ConsentStatus, Query()] = ConsentStatus.ASKED,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=1000)] = None,
) -> AskList:
    """As a substitute, and as head of departments."""
    request = current_request()
    page = consent_answers.consents_for_caller(request, status, limit=limit, after=cursor)
    leaves = request.records.fetch(*(LEAVE[a.leave] for a in page.values)) if page.values else []
    shown = [consents.ask(request, a, leave) for a, leave in zip(page.values, leaves, strict=True) if leave]
    return AskList(results=shown, next=page.next)


@router.get("/asks/<id>/", summary="One question, with the classes it is about", tags=TAGS)
def read_ask(id: Id) -> AskOut:
    """For whoever is asked, and for whoever may see the leave."""
    request = current_request()
    case = consent_answers.readable_consent(request, id)
    return consents.ask(request, case.consent, case.leave)


@router.post("/asks/<id>/accept/", summary="Yes", tags=TAGS)
def accept(id: Id) -> AskOut:
    """Before the decision, the periods stay kept for the plan; after it, the classes are held from now on."""
    request = current_request()
    return _shown(consent_answers.accept(request, id))


@router.post("/asks/<id>/decline/", summary="No, and why", tags=TAGS)
def decline(id: Id, body: Annotated[DeclineIn, Body()]) -> AskOut:
    """Another plan is looked for, without this substitute for these classes."""
    request = current_request()
    return _shown(consent_answers.decline(request, id, body.note))


def _shown(answer: Consent) -> AskOut:
    request = current_request()
    (leave,) = request.records.fetch(LEAVE[answer.leave])
    assert leave is not None, "a consent is about a leave"
    return consents.ask(request, answer, leave)
