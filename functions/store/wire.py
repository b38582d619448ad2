"""Reads of the table on connections of our own: by botocore's way to the wire a read costs twice as much CPU.

botocore still makes the request and is told the answer. What goes wrong here in any way (a refusal, a
throttle, a closed connection) is asked again by botocore's own way, with its retries and its errors.
"""

import hmac
import json
import socket
import ssl
import weakref
import zlib
from collections import deque
from datetime import UTC, datetime
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urlsplit

from botocore.client import BaseClient

READS = ("GetItem", "BatchGetItem", "Query")
_PATIENCE = 5.0
"""seconds without a byte, after which botocore is asked"""


class _Done(NamedTuple):
    """What botocore wants to know of an answer besides its body."""

    status_code: int


class _Unexpected(Exception):
    """Not the plain, whole answer that a read has nearly always."""


class Wire:
    """Kept connections to one endpoint; any thread takes one that is free."""

    def __init__(self, client: BaseClient) -> None:
        self._region = client.meta.region_name
        self._free: deque[_Line] = deque()
        for operation in READS:
            client.meta.events.register_first(f"before-call.dynamodb.{operation}", self._answer)

    def _answer(self, params: dict[str, Any], request_signer: Any, **_: Any) -> Any:
        """The answer as botocore takes it, or None where it is to ask by itself."""
        url, body = urlsplit(params["url"]), params["body"]
        body = body.encode() if isinstance(body, str) else body
        headers = self._signed(url.netloc, params["headers"], body, request_signer)
        try:
            line = self._free.pop() if self._free else _Line(url)
            said = line.ask(headers, body)
        except (OSError, ValueError, _Unexpected):
            return None  # the line is forgotten, which closes it
        self._free.append(line)
        return _Done(200), json.loads(said) | {"ResponseMetadata": {}}

    def _signed(self, host: str, given: Any, body: bytes, request_signer: Any) -> dict[str, str]:
        """The headers of a request, with AWS's signature (version 4)."""
        keys = request_signer._credentials.get_frozen_credentials()
        at = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        token = {"x-amz-security-token": keys.token} if keys.token else {}
        headers = {"host": host, "x-amz-date": at, **token, "x-amz-target": given["X-Amz-Target"]}
        lines, names = "".join(f"{n}:{v}\n" for n, v in headers.items()), ";".join(headers)
        request = f"POST\n/\n\n{lines}\n{names}\n{sha256(body).hexdigest()}"
        scope = f"{at[:8]}/{self._region}/dynamodb/aws4_request"
        signed = f"AWS4-HMAC-SHA256\n{at}\n{scope}\n{sha256(request.encode()).hexdigest()}"
        signature = hmac.digest(_key(keys.secret_key, scope), signed.encode(), "sha256").hex()
        by = f"AWS4-HMAC-SHA256 Credential={keys.access_key}/{scope}, SignedHeaders={names}"
        return headers | {
            "content-type": given["Content-Type"],
            "authorization": f"{by}, Signature={signature}",
        }


class _Line:
    """One connection: a request goes out in one piece, and its answer is read before the next."""

    def __init__(self, url: SplitResult) -> None:
        host, is_safe = url.hostname or "", url.scheme == "https"
        self._socket = socket.create_connection((host, url.port or (443 if is_safe else 80)), _PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if is_safe:
            self._socket = _trust().wrap_socket(self._socket, server_hostname=host)
        self._answers = self._socket.makefile("rb")
        weakref.finalize(self, _close, self._answers, self._socket)

    def ask(self, headers: dict[str, str], body: bytes) -> bytes:
        """The body of the answer, whose end is known and whose checksum is right; raises otherwise."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        head = f"POST / HTTP/1.1\r\n{lines}content-length: {len(body)}\r\n\r\n"
        self._socket.sendall(head.encode("ascii") + body)
        status, told = self._answers.readline(), dict(self._headers())
        if status.split(b" ")[1:2] != [b"200"] or told.get(b"connection") == b"close":
            raise _Unexpected
        said = self._answers.read(int(told.get(b"content-length", b"")))
        if zlib.crc32(said) != int(told.get(b"x-amz-crc32", zlib.crc32(said))):
            raise _Unexpected
        return said

    def _headers(self) -> Any:
        while (line := self._answers.readline()) not in (b"\r\n", b""):
            name, _, value = line.partition(b":")
            yield name.lower(), value.strip().lower()


def _close(*ends: Any) -> None:
    for end in ends:
        end.close()


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


@lru_cache(maxsize=4)
def _key(secret: str, scope: str) -> bytes:
    """The key of one day, region and service."""
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
