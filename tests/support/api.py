"""The API as its callers see it: signed requests to the Lambda handler, in this process."""

import base64
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt

from tests.support.permissions import acting_as
from tests.support.tiny import TELEGRAM

BOT_KEY = "a key for tests only, of 32 characters"
SCHEDULER = "dos_scheduler_token_for_tests"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Any

    @property
    def code(self) -> str:
        return str(self.body["code"])


def token(telegram: int, **claims: Any) -> str:
    now = int(time.time())
    usual = {
        "iss": "dayorder-bot",
        "aud": "dayorder-api",
        "sub": f"telegram:{telegram}",
        "iat": now,
        "exp": now + 60,
    }
    return jwt.encode(usual | claims, BOT_KEY, algorithm="HS256")


def call(
    who: str | None,
    method: str,
    url: str,
    body: Any = None,
    *,
    key: str | None = None,
    bearer: str | None = None,
    version: int | None = None,
    address: str = "192.0.2.1",
) -> Answer:
    """`who`: a person of the tiny college, `scheduler`, or None for nobody."""
    answer = _call(who, method, url, body, key, bearer, version, address)
    return Answer(answer["statusCode"], _body(answer))


def headers(who: str | None, method: str, url: str, body: Any = None) -> dict[str, str]:
    """The answer's."""
    answer = _call(who, method, url, body, None, None, None)
    return dict(answer["headers"])


def _call(
    who: str | None,
    method: str,
    url: str,
    body: Any,
    key: str | None,
    bearer: str | None,
    version: int | None,
    address: str = "192.0.2.1",
) -> dict[str, Any]:
    from functions.api.app import handler

    if bearer is None and who is not None:
        bearer = SCHEDULER if who == "scheduler" else token(TELEGRAM[who])
    sent = {"content-type": "application/json"}
    if bearer is not None:
        sent["authorization"] = f"Bearer {bearer}"
    if key is not None:
        sent["idempotency-key"] = key
    if version is not None:
        sent["if-match"] = f'"{version}"'
    split = urlsplit(url)
    query = dict(parse_qsl(split.query))
    event = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": split.path,
        "rawQueryString": split.query,
        "headers": sent,
        "requestContext": {
            "http": {"method": method, "path": split.path, "sourceIp": address},
            "stage": "$default",
        },
        "isBase64Encoded": False,
        **({"queryStringParameters": query} if query else {}),
        **({"body": body if isinstance(body, str) else json.dumps(body)} if body is not None else {}),
    }
    with acting_as("Api"):
        answered: dict[str, Any] = handler(event, None)
    return answered


def _body(answer: dict[str, Any]) -> Any:
    """JSON as what it says; a file as its bytes; a page as its text."""
    if answer.get("isBase64Encoded"):
        return base64.b64decode(answer["body"])
    headers = answer.get("headers") or answer.get("multiValueHeaders") or {}
    is_json = "json" in str({k.lower(): v for k, v in headers.items()}.get("content-type", "json"))
    text = answer.get("body") or "null"
    return json.loads(text) if is_json else text
