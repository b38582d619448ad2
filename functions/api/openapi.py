"""`python -m functions.api.openapi`: the HTTP contract as OpenAPI 3.1, from the routes themselves."""

import json
import sys
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.swagger_ui.html import generate_swagger_html

from functions.api.shapes import examples
from timetable import access_page

JSONObject: TypeAlias = dict[str, Any]

DESCRIPTION = """A college timetable that stays true while people are on leave.

Trailing slashes are canonical; requests without them work too. Every request says who asks:
`Authorization: Bearer TOKEN`, a service token of a program, or a token that the bot signed for a person.
What somebody may not read answers exactly as what does not exist. Refusals are `application/problem+json`
with a stable `code`, a sentence and the field. Lists answer `{"results": [...], "next": cursor or null}`.
Objects carry a `version`: sent as `If-Match: "3"`, a write against another version is refused (412).
An `Idempotency-Key` on a POST does the work once, and the same key answers the same for two days."""

_ACCESS = f"Who may read / write what:\n\n{access_page.table()}"

_REFUSALS = {
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
_WITHOUT_BODY = ("204", "304")
_REFUSALS_OF_READS, _REFUSALS_OF_WRITES = (400, 401, 403, 404, 422, 429, 503), tuple(_REFUSALS)
_PROBLEM: JSONObject = {
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
_IDEMPOTENCY: JSONObject = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key answers the same and does the work once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}
_IF_MATCH: JSONObject = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The version that is meant.",
    "schema": {"type": "string", "examples": ['"3"']},
}
_IF_NONE_MATCH: JSONObject = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of what is known.",
    "schema": {"type": "string"},
}


# types that have another name in the contract than in the code: clients know the first one
PUBLISHED_NAMES = {"ConsentStatus": "AskStatus"}


def document(app: APIGatewayHttpResolver) -> str:
    """The OpenAPI document of an application's routes as indented JSON, the same from run to run."""
    text = app.get_openapi_json_schema(
        title="Dayorder", version="1.0.0", description=f"{DESCRIPTION}\n\n{_ACCESS}", openapi_version="3.1.0"
    )
    for name, published in PUBLISHED_NAMES.items():
        text = text.replace(name, published)
    contract: JSONObject = json.loads(text)
    contract["servers"] = [{"url": "/"}]
    contract["security"] = [{"bearer": []}]
    components = contract.setdefault("components", {})
    components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
    _complete_schemas(components.setdefault("schemas", {}))
    for operations in contract["paths"].values():
        for method, operation in operations.items():
            _complete_operation(method, operation)
    return json.dumps(contract, indent=1, sort_keys=True) + "\n"


def _complete_schemas(schemas: JSONObject) -> None:
    """Add the schema of a refusal and an example for each body, in place; drop Powertools' own refusals."""
    schemas["Problem"] = _PROBLEM
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for name, schema in schemas.items():
        if example := examples.example(name):
            accepted = {field: value for field, value in example.items() if field in schema["properties"]}
            schema["examples"] = [accepted]


def _complete_operation(method: str, operation: JSONObject) -> None:
    """Add to an operation, in place, what its route does not declare: refusals, and headers by its method."""
    responses = operation["responses"]
    responses.pop("422", None)  # Powertools' own validation error; the refusals below have another body
    for status, response in responses.items():
        if status in _WITHOUT_BODY:
            response.pop("content", None)
    if "204" in responses:
        responses["204"]["description"] = "Done"
    for code in _REFUSALS_OF_READS if method == "get" else _REFUSALS_OF_WRITES:
        responses[str(code)] = {
            "description": _REFUSALS[code],
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    if headers := _request_headers(method, responses):
        operation.setdefault("parameters", []).extend(headers)


def _request_headers(method: str, responses: JSONObject) -> list[JSONObject]:
    """The headers that an operation takes, by its method and by what it can answer."""
    if method == "post":
        return [_IDEMPOTENCY]
    if method in ("put", "patch", "delete"):
        return [_IF_MATCH]
    return [_IF_NONE_MATCH] if "304" in responses else []


@cache
def served() -> str:
    """The document of the whole application, made once in a process."""
    from functions.api.app import whole  # which includes the routes that serve this

    return document(whole())


@cache
def page() -> str:
    """The page on which people read the contract and try it.

    The page loads nothing from other addresses. It asks the API that served it, under any address and stage.
    """
    server = "[{url: location.href.replace(/\\/docs\\/?([?#].*)?$/, '')}]"
    contract = served().replace("</", "<\\/")
    swagger = files("aws_lambda_powertools.event_handler.openapi.swagger_ui")
    return generate_swagger_html(
        spec=f"Object.assign({contract}, {{servers: {server}}})",
        swagger_js=(swagger / "swagger-ui-bundle.min.js").read_text(),
        swagger_css=(swagger / "swagger-ui.min.css").read_text(),
        swagger_base_url="",
        oauth2_config=None,
    ).replace("<title>Swagger UI</title>", "<title>Dayorder API</title>")


if __name__ == "__main__":
    sys.stdout.write(served())
