"""The HTTP API's Lambda: routes, who asks, and the one place where refusals become answers."""

import base64
import re
import time
from functools import cache
from importlib import import_module
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError

from functions import correlation
from functions.api import problem_json
from functions.api.request import authenticate, language, set_language
from functions.traces import trace
from timetable.errors import Malformed, Moved, OutOfReach, Refusal

# open to callers who are not linked yet, or need not be; /links/ looks at the token itself
OPEN_ROUTES = {"/links/", "/openapi.json/", "/docs/"}
CALENDARS = "/calendar/"  # addresses below it are open to whoever has them, and are in no log
_ID = re.compile(r"[A-Za-z0-9_.-]{0,40}", re.ASCII)
_MAX_ATTEMPTS = 3  # at one request, if data that it was checked against changes before it is written

logger = Logger(service="api")
app = APIGatewayHttpResolver(enable_validation=True)


def _again(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[Any]:
    """Answer a request anew if data that it was checked against has changed before it was written."""
    for _ in range(1, _MAX_ATTEMPTS):
        try:
            return next_middleware(app)
        except Moved:
            _authenticate(app.current_event.raw_event)
    return next_middleware(app)


def _check_text(event: dict[str, Any]) -> None:
    """Bodies are JSON text, but for a file that is imported."""
    if not event.get("isBase64Encoded") or event["rawPath"] == "/imports/":
        return
    try:
        base64.b64decode(event.get("body") or "").decode()
    except UnicodeDecodeError as error:
        raise Malformed("The body is not JSON: it is no UTF-8 text.", field="body") from error


def _authenticate(event: dict[str, Any]) -> None:
    path = event["rawPath"]
    if path not in OPEN_ROUTES and not path.startswith(CALENDARS):
        authenticate(event)


app.use(middlewares=[_again])
# each module of routes, in the order in which they are tried, and what its addresses begin with
ROUTES: dict[str, tuple[str, ...]] = {
    "me": ("links", "me", "users", "invites", "health"),
    "calendars": ("me/calendarlinks", "calendar"),
    "lookups": ("days", "me/now", "search"),
    "leaves": ("facultyunavailability",),
    "consents": ("asks",),
    "comparison": ("facultyunavailability",),
    "whatifs": ("whatifs",),
    "timetable": ("occupancies", "rooms"),
    "drafts": ("drafts",),
    "adjustments": ("adjustments",),
    "privacy": ("me/data", "me/forget", "forgettings"),
    "audit": ("auditevents", "servicetokens"),
    "departments": ("me/load", "departments", "coverage"),
    "resources": (
        "institutes", "departments", "courses", "subjects", "sections", "faculty", "students", "users",
        "timeslots", "infra", "terms", "offerings",
    ),
    "terms": ("terms",),
    "imports": ("imports", "exports"),
    "contract": ("openapi.json", "docs"),
}  # fmt: skip


def include(address: str) -> None:
    """Include the routes that an address may belong to: a process imports only modules that it needs."""
    for module, beginnings in ROUTES.items():
        if any(address.startswith(f"/{beginning}/") for beginning in beginnings):
            _include_module(module)


@cache
def _include_module(module: str) -> None:
    app.include_router(import_module(f"functions.api.routes.{module}").router)


def whole() -> APIGatewayHttpResolver:
    """The application with all its routes."""
    for module in ROUTES:
        _include_module(module)
    return app


@app.exception_handler(Refusal)  # type: ignore[untyped-decorator]
def _refused(refusal: Refusal) -> Response[str]:
    return problem_json.from_refusal(refusal)


@app.exception_handler(RequestValidationError)  # type: ignore[untyped-decorator]
def _malformed(error: RequestValidationError) -> Response[str]:
    return problem_json.from_validation(error)


@app.not_found
def _no_route(error: NotFoundError) -> Response[str]:
    event = app.current_event
    allowed = sorted({r.method for r in _routes() if r.rule.match(event.path)})
    if not allowed:
        return problem_json.problem(404, "not_found", "There is nothing at this address.")
    sentence = f"{event.http_method} is not for this address; it takes {', '.join(allowed)}."
    refused = problem_json.problem(405, "method_not_allowed", sentence)
    refused.headers["Allow"] = ", ".join(allowed)
    return refused


def _routes() -> list[Any]:
    """The resolver says nowhere else which methods an address takes."""
    return [*app._static_routes, *app._dynamic_routes]


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """One request of API Gateway's HTTP API (payload 2.0); the trailing slash may be missing."""
    began = time.perf_counter()
    sent_id = correlation.of_request(event.get("headers") or {})
    logger.set_correlation_id(correlation.begin(sent_id, otherwise="api"))
    set_language(None)
    if not event["rawPath"].endswith("/"):
        event["rawPath"] += "/"
    try:
        # who asks comes before what is asked: a stranger learns nothing of the routes' bodies
        _authenticate(event)
        _check_text(event)
        include(event["rawPath"])
        answer = app.resolve(event, context)
    except Refusal as refusal:
        answer = _plain(problem_json.from_refusal(refusal))
    except OutOfReach as error:
        logger.warning("out of reach", extra={"error": str(error)})
        answer = _plain(problem_json.out_of_reach())
    except RecursionError:
        answer = _plain(
            problem_json.problem(400, "malformed", "The body is nested too deeply.", field="body")
        )
    except Exception as error:  # a bug is answered as a problem, never as a stack trace
        facts = {"request": getattr(context, "aws_request_id", ""), "error": trace(error)}
        logger.error("a bug", extra=facts)
        sentence = "Something is broken here. It was noted; try again later."
        answer = _plain(problem_json.problem(500, "fault", sentence))
    if chosen := language():
        answer.setdefault("headers", {})["Content-Language"] = chosen
    logger.info(
        "request",
        extra={
            "method": event["requestContext"]["http"]["method"],
            "path": _logged(event["rawPath"]),
            "status": answer["statusCode"],
            "ms": round((time.perf_counter() - began) * 1000, 1),
        },
    )
    return answer


def _logged(path: str) -> str:
    """An address as the log has it: ids, and a star for whatever else somebody may have written there."""
    if path.startswith(CALENDARS):
        return CALENDARS
    return "/".join(part if _ID.fullmatch(part) else "*" for part in path.split("/"))


def _plain(response: Response[str]) -> dict[str, Any]:
    """A response as API Gateway takes it."""
    headers = {**response.headers, "Content-Type": problem_json.MEDIA_TYPE}
    return {"statusCode": response.status_code, "headers": headers, "body": response.body}
