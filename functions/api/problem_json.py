"""The one table from refusals to HTTP, and their body: application/problem+json (RFC 9457)."""

import json
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError

from functions.services.schedule.update_context import Refused
from timetable.errors import OutOfReach, Refusal

STATUS = {
    "malformed": 400,
    "not_authenticated": 401,
    "not_linked": 401,
    "not_allowed": 403,
    "not_found": 404,
    "link_spent": 404,
    "already_linked": 409,
    "already_decided": 409,
    "stale_plan": 409,
    "overlaps": 409,
    "taken": 409,
    "duplicate": 409,
    "in_use": 409,
    "in_the_way": 409,
    "key_reused": 409,
    "busy": 409,
    "stale_version": 412,
    "rule_broken": 422,
    "too_many_writes": 422,
    "infeasible": 422,
    "not_found_in_time": 422,
    "too_many_requests": 429,
}
_TITLES = {
    400: "Malformed",
    401: "Not authenticated",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    412: "Stale version",
    422: "Rule broken",
    429: "Too many requests",
    500: "A fault of ours",
    503: "Out of reach",
}
MEDIA_TYPE = "application/problem+json"


def of_refusal(refusal: Refusal) -> Response[str]:
    if isinstance(refusal, Refused):
        items = [
            {"op": op, "index": index, "code": r.code, "detail": r.sentence, "field": r.field, **r.facts}
            for op, index, r in refusal.refusals
        ]
        worst = refusal.worst
        return problem(
            STATUS[worst.code], worst.code, worst.sentence, worst.field, {**worst.facts, "items": items}
        )
    return problem(STATUS[refusal.code], refusal.code, refusal.sentence, refusal.field, refusal.facts)


def of_what_is_out_of_reach() -> Response[str]:
    """Nothing is half done; what was written is found by its Idempotency-Key."""
    said = "The college's data can't be reached right now. Try again in a moment."
    return problem(503, OutOfReach.code, said, facts={"retry_after": OutOfReach.RETRY_AFTER})


def of_validation(error: RequestValidationError) -> Response[str]:
    """A body or a query that does not have the right form: the first field that is wrong."""
    first = error.errors()[0]
    where = [str(part) for part in first["loc"] if part not in ("body", "query", "path", "header")]
    if first["type"] == "json_invalid":
        return problem(400, "malformed", "The body is not JSON.", "body")
    field = ".".join(where) or "body"
    return problem(400, "malformed", f"{field}: {first['msg']}.", field)


def problem(
    status: int, code: str, detail: str, field: str | None = None, facts: dict[str, Any] | None = None
) -> Response[str]:
    body = {
        **(facts or {}),
        "type": f"urn:dayorder:{code}",
        "title": _TITLES[status],
        "status": status,
        "code": code,
        "detail": detail,
        **({"field": field} if field else {}),
    }
    headers = {"Retry-After": str(body["retry_after"])} if "retry_after" in body else {}
    return Response(status_code=status, content_type=MEDIA_TYPE, body=json.dumps(body), headers=headers)
