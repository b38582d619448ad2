"""Refusals as HTTP: the one table from a refusal's code to a status, and bodies as RFC 9457 has them."""

import json
from collections.abc import Mapping
from types import MappingProxyType

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError

from timetable.errors import OutOfReach, Refusal, Refused

MEDIA_TYPE = "application/problem+json"
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


def from_refusal(refusal: Refusal) -> Response[str]:
    """The answer to a refusal; that of a batch carries every refused item and the status of the worst."""
    if not isinstance(refusal, Refused):
        return _refused(refusal, refusal.facts)
    items = [
        {"op": op, "index": index, "code": r.code, "detail": r.sentence, "field": r.field, **r.facts}
        for op, index, r in refusal.refusals
    ]
    return _refused(refusal.worst, {**refusal.worst.facts, "items": items})


def from_validation(error: RequestValidationError) -> Response[str]:
    """The answer to a body or a query that does not have the right form: it names the first wrong field."""
    first = error.errors()[0]
    path = [str(part) for part in first["loc"] if part not in ("body", "query", "path", "header")]
    if first["type"] == "json_invalid":
        return problem(400, "malformed", "The body is not JSON.", field="body")
    field = ".".join(path) or "body"
    return problem(400, "malformed", f"{field}: {first['msg']}.", field=field)


def out_of_reach() -> Response[str]:
    """The answer while the table can't be reached. Nothing is half done, and asking again is safe: what was
    written is answered again to the same Idempotency-Key."""
    sentence = "The college's data can't be reached right now. Try again in a moment."
    return problem(503, OutOfReach.code, sentence, facts={"retry_after": OutOfReach.RETRY_AFTER})


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    field: str | None = None,
    facts: Mapping[str, object] = MappingProxyType({}),
) -> Response[str]:
    """An application/problem+json answer; the facts become further members of its body.

    A fact `retry_after` (seconds) is sent as the header Retry-After, too.
    """
    body = {
        **facts,
        "type": f"urn:dayorder:{code}",
        "title": _TITLES[status],
        "status": status,
        "code": code,
        "detail": detail,
        **({"field": field} if field else {}),
    }
    headers = {"Retry-After": str(body["retry_after"])} if "retry_after" in body else {}
    return Response(status_code=status, content_type=MEDIA_TYPE, body=json.dumps(body), headers=headers)


def _refused(refusal: Refusal, facts: Mapping[str, object]) -> Response[str]:
    status = STATUS[refusal.code]
    return problem(status, refusal.code, refusal.sentence, field=refusal.field, facts=facts)
