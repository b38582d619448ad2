"""The API's Lambda handler behind the bot's HTTP client, in this process."""

import time
from typing import Any
from urllib.parse import parse_qsl

import httpx

from functions.api.app import handler


class Backend(httpx.AsyncBaseTransport):
    """The Lambda handler, called with the event that API Gateway makes of a request."""

    def __init__(self) -> None:
        self.seconds = 0.0
        """of CPU that this process has spent in the handler"""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        event = event_of(request, await request.aread())
        began = time.process_time()
        answer = handler(event, None)
        self.seconds += time.process_time() - began
        return response_of(answer)


def event_of(request: httpx.Request, body: bytes) -> dict[str, Any]:
    query = dict(parse_qsl(request.url.query.decode()))
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": request.url.path,
        "rawQueryString": request.url.query.decode(),
        "headers": {k.lower(): v for k, v in request.headers.items()},
        "requestContext": {
            "http": {"method": request.method, "path": request.url.path},
            "stage": "$default",
        },
        "isBase64Encoded": False,
        "body": body.decode(),
        **({"queryStringParameters": query} if query else {}),
    }


def response_of(answer: dict[str, Any]) -> httpx.Response:
    return httpx.Response(answer["statusCode"], headers=answer["headers"], text=answer.get("body") or "")
