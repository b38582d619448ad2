"""Routes of the HTTP contract, and of the page on which people try it."""

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api import openapi

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]


@router.get("/openapi.json/", include_in_schema=False)
def contract() -> Response[str]:
    return Response(200, "application/json", openapi.served())


@router.get("/docs/", include_in_schema=False)
def docs() -> Response[str]:
    return Response(200, "text/html; charset=utf-8", openapi.page())
