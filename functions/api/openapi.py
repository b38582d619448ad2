"""`python -m functions.api.openapi`: the HTTP contract as OpenAPI 3.1, from the routes themselves."""

import json
import sys
from functools import cache
from importlib.resources import files
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.swagger_ui.html import generate_swagger_html

from functions.api.shapes import examples
from timetable import access_page

DESCRIPTION = """A college timetable that stays true while people are on leave.

Trailing slashes are canonical; requests without them work too. Every request says who asks:
`Authorization: Bearer TOKEN`, a service token of a program, or a token that the bot signed for a person.
What somebody may not read answers exactly as what does not exist. Refusals are `application/problem+json`
with a stable `code`, a sentence and the field. Lists answer `{"results": [...], "next": cursor or null}`.
Objects carry a `version`: sent as `If-Match: "3"`, a write against another version is refused (412).
An `Idempotency-Key` on a POST does the work once, and the same key answers the same for two days."""

_ACCESS = f"Who may read / write what:\n\n{access_page.table()}"

_PROBLEMS = {
    400: "Malformed: the field and what is wrong with it",
    401: "Nobody known is asking",
    403: "Not yours to do",
    404: "It does not exist, or not for you",
    409: "Conflict, with what it collides with",
    412: "Stale version: somebody else changed it first",
    422: "A rule is broken: the field and the way out",
    429: "Too many requests: wait as long as Retry-After says",
    503: "Out of reach right now, nothing half done: ask again when Retry-After has passed",
}
_READS, _WRITES = (400, 401, 403, 404, 422, 429, 503), tuple(_PROBLEMS)
_PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457; further members name what the refusal is about.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:dayorder:taken"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "stable", "examples": ["taken"]},
        "detail": {"type": "string", "description": "a sentence for a person"},
        "field": {"type": "string"},
    },
}
_FILE = {"schema": {"type": "string", "format": "binary"}}
_FILES = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/zip")
_IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key answers the same and does the work once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The version that is meant.",
    "schema": {"type": "string", "examples": ['"3"']},
}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of what is known.",
    "schema": {"type": "string"},
}


def document(app: APIGatewayHttpResolver) -> str:
    """The document as indented JSON, stable from run to run."""
    text = app.get_openapi_json_schema(
        title="Dayorder", version="1.0.0", description=f"{DESCRIPTION}\n\n{_ACCESS}", openapi_version="3.1.0"
    )
    contract = json.loads(text)
    contract["servers"] = [{"url": "/"}]
    contract["security"] = [{"bearer": []}]
    components = contract.setdefault("components", {})
    components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
    schemas = components.setdefault("schemas", {})
    schemas["Problem"] = _PROBLEM
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for name, schema in schemas.items():
        if example := examples.of(name):
            known = {field: value for field, value in example.items() if field in schema["properties"]}
            schema["examples"] = [known]
    for path, operations in contract["paths"].items():
        for method, operation in operations.items():
            _complete(method, path, operation)
    return json.dumps(contract, indent=1, sort_keys=True) + "\n"


def _complete(method: str, path: str, operation: dict[str, Any]) -> None:
    """What every operation has beside its own: its status, the refusals, and the headers of writes."""
    responses = operation["responses"]
    responses.pop("422", None)
    if (answered := _status(method, path)) != "200":
        done = responses.pop("200")
        responses[answered] = {"description": "Done"} if answered == "204" else done
    if path.startswith("/exports/"):
        responses["200"]["content"] = dict.fromkeys(_FILES, _FILE)
    if path.startswith("/calendar/"):
        operation["security"] = []
        responses["200"]["content"] = {"text/calendar": {"schema": {"type": "string"}}}
        responses["304"] = {"description": "As it was when it had the ETag of If-None-Match"}
        operation.setdefault("parameters", []).append(_IF_NONE_MATCH)
    if path == "/imports/":
        operation["requestBody"] = {"required": True, "content": {"application/octet-stream": _FILE}}
    for status in _READS if method == "get" else _WRITES:
        responses[str(status)] = {
            "description": _PROBLEMS[status],
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    for code in [s for s in responses if s.startswith("2")]:
        if not responses[code].get("description"):
            responses[code]["description"] = "Done"
    if method == "post":
        operation.setdefault("parameters", []).append(_IDEMPOTENCY)
    if method in ("put", "patch", "delete"):
        operation.setdefault("parameters", []).append(_IF_MATCH)


def _status(method: str, path: str) -> str:
    """What is answered when it is done: 201 for what was made, 202 for what will be, 204 for what is gone."""
    if path.endswith("/replan/"):
        return "202"
    made = path == "/me/calendarlinks/" or (path.count("/") == 2 and path not in ("/links/", "/imports/"))
    if method == "post" and (made or path.endswith("/invite/")):
        return "201"
    return "204" if method == "delete" else "200"


@cache
def served() -> str:
    """The document of the whole application."""
    from functions.api.app import whole  # which includes the routes that serve this

    return document(whole())


@cache
def page() -> str:
    """The page to read and try the contract on; it needs nothing from elsewhere, and asks the API that it
    was served by, whatever stage of whatever address that has."""
    here = "[{url: location.href.replace(/\\/docs\\/?([?#].*)?$/, '')}]"
    contract = served().replace("</", "<\\/")
    swagger = files("aws_lambda_powertools.event_handler.openapi.swagger_ui")
    return generate_swagger_html(
        spec=f"Object.assign({contract}, {{servers: {here}}})",
        swagger_js=(swagger / "swagger-ui-bundle.min.js").read_text(),
        swagger_css=(swagger / "swagger-ui.min.css").read_text(),
        swagger_base_url="",
        oauth2_config=None,
    ).replace("<title>Swagger UI</title>", "<title>Dayorder API</title>")


if __name__ == "__main__":
    sys.stdout.write(served())
