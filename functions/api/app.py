"""The HTTP API's Lambda: routes, who asks, and the one place where refusals become answers."""

import time
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError

from functions.api import leaves, me, problems, records, resources, timetable
from functions.api.desk import seat
from timetable.errors import Refusal

OPEN_ROUTES = {"/links/"}
"""routes for accounts that are not linked yet; they look at the token themselves"""

logger = Logger(service="api")
app = APIGatewayHttpResolver(enable_validation=True)


def _seat(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[Any]:
    event = app.current_event
    if event.path not in OPEN_ROUTES:
        try:
            seat(event.headers, event.http_method, event.path, event.body or "")
        except Refusal as refusal:
            return problems.of_refusal(refusal)
    return next_middleware(app)


app.use(middlewares=[_seat])
for module in (me, leaves, timetable, records, resources):
    app.include_router(module.router)


@app.exception_handler(Refusal)  # type: ignore[untyped-decorator]
def _refused(refusal: Refusal) -> Response[str]:
    return problems.of_refusal(refusal)


@app.exception_handler(RequestValidationError)  # type: ignore[untyped-decorator]
def _malformed(error: RequestValidationError) -> Response[str]:
    return problems.of_validation(error)


@app.not_found
def _no_route(error: NotFoundError) -> Response[str]:
    return problems.problem(404, "not_found", "There is nothing at this address.")


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
