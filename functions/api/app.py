"""The HTTP API's Lambda: routes, who asks, and the one place where refusals become answers."""

import time
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError

from functions.api import adjustments, leaves, me, openapi, problems, records, resources, timetable
from functions.api.desk import seat
from timetable.errors import Moved, Refusal

OPEN_ROUTES = {"/links/", "/openapi.json/", "/docs/"}
"""routes for who is not linked yet, or need not be; /links/ looks at the token itself"""
_CHECKS = 3
"""times that a request is checked anew when what it was checked against moves"""

logger = Logger(service="api")
app = APIGatewayHttpResolver(enable_validation=True)


def _seat(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[Any]:
    event = app.current_event
    if event.path in OPEN_ROUTES:
        return next_middleware(app)
    for attempt in range(1, _CHECKS + 1):
        try:
            seat(event.headers, event.http_method, event.path, event.body or "")
        except Refusal as refusal:
            return problems.of_refusal(refusal)
        try:
            return next_middleware(app)
        except Moved:
            if attempt == _CHECKS:
                raise
    raise AssertionError("the last attempt returns or raises")


app.use(middlewares=[_seat])
for module in (me, leaves, timetable, adjustments, records, resources):
    app.include_router(module.router)


@app.get("/openapi.json/", include_in_schema=False)
def contract() -> Response[str]:
    return Response(200, "application/json", openapi.document(app))


@app.get("/docs/", include_in_schema=False)
def docs() -> Response[str]:
    return Response(200, "text/html; charset=utf-8", openapi.page(app))


@app.exception_handler(Refusal)  # type: ignore[untyped-decorator]
def _refused(refusal: Refusal) -> Response[str]:
    return problems.of_refusal(refusal)


@app.exception_handler(RequestValidationError)  # type: ignore[untyped-decorator]
def _malformed(error: RequestValidationError) -> Response[str]:
    return problems.of_validation(error)


@app.not_found
def _no_route(error: NotFoundError) -> Response[str]:
    event = app.current_event
    allowed = sorted({r.method for r in _routes() if r.rule.match(event.path)})
    if not allowed:
        return problems.problem(404, "not_found", "There is nothing at this address.")
    said = f"{event.http_method} is not for this address; it takes {', '.join(allowed)}."
    refused = problems.problem(405, "method_not_allowed", said)
    refused.headers["Allow"] = ", ".join(allowed)
    return refused


def _routes() -> list[Any]:
    """The resolver says nowhere else which methods an address takes."""
    return [*app._static_routes, *app._dynamic_routes]


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """One request of API Gateway's HTTP API (payload 2.0); the trailing slash may be missing."""
    began = time.perf_counter()
    if not event["rawPath"].endswith("/"):
        event["rawPath"] += "/"
    try:
        answer = app.resolve(event, context)
    except Exception:
        logger.exception("a bug", extra={"request": getattr(context, "aws_request_id", "")})
        fault = problems.problem(500, "fault", "Something is broken here. It was noted; try again later.")
        answer = {"statusCode": 500, "headers": {"Content-Type": problems.MEDIA_TYPE}, "body": fault.body}
    logger.info(
        "request",
        extra={
            "method": event["requestContext"]["http"]["method"],
            "path": event["rawPath"],
            "status": answer["statusCode"],
            "ms": round((time.perf_counter() - began) * 1000, 1),
        },
    )
    return answer
