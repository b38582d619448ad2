"""The Lambda handler as a WSGI application: requests as API Gateway's HTTP API hands them over."""

import base64
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from functions.api.app import handler
from tests.support.permissions import acting_as

StartResponse = Callable[[str, list[tuple[str, str]]], Any]


def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    with acting_as("Api"):
        answer = handler(_event(environ), None)
    status = HTTPStatus(answer["statusCode"])
    body = answer.get("body") or ""
    data = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
    headers = {str(k): str(v) for k, v in (answer.get("headers") or {}).items()}
    start_response(f"{status.value} {status.phrase}", [*headers.items(), ("Content-Length", str(len(data)))])
    return [data]


def _event(environ: dict[str, Any]) -> dict[str, Any]:
    path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
    query = environ.get("QUERY_STRING", "")
    joined: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True, errors="replace"):
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    headers = {k[5:].replace("_", "-").lower(): v for k, v in environ.items() if k.startswith("HTTP_")}
    if environ.get("CONTENT_TYPE"):
        headers["content-type"] = environ["CONTENT_TYPE"]
    data = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers,
        "requestContext": {"http": {"method": environ["REQUEST_METHOD"], "path": path}, "stage": "$default"},
        **({"queryStringParameters": joined} if joined else {}),
        **_body(data),
    }


def _body(data: bytes) -> dict[str, Any]:
    """Text as it is, anything else in base64."""
    if not data:
        return {"isBase64Encoded": False}
    try:
        return {"body": data.decode(), "isBase64Encoded": False}
    except UnicodeDecodeError:
        return {"body": base64.b64encode(data).decode(), "isBase64Encoded": True}
