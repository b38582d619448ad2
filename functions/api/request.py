"""Who asks: the request is authenticated and made one value before the route's function runs."""

import hashlib
from contextvars import ContextVar
from typing import Any

from functions import wiring
from functions.api import bot_tokens
from functions.services.identity import guessing
from functions.services.identity.hashing import hash_secret
from functions.services.ports import Once, Request
from timetable.access import Caller
from timetable.errors import Malformed, NotAllowed, NotLinked
from timetable.model import Role

_MAX_KEY_CHARACTERS = 200
_MAX_VERSION_DIGITS = 12
PROGRAM_RATE_FACTOR = 10  # a service token may send ten times a person's requests per minute


_current: ContextVar[Request] = ContextVar("request")
_language: ContextVar[str | None] = ContextVar("language", default=None)
_SENDER_PATHS = ("/me/notices/", "/me/unreachable/")  # called for a person who has written nothing


def current_request() -> Request:
    """The request that is being answered."""
    return _current.get()


def language() -> str | None:
    """The language that the caller has chosen; None while it is not known who calls, or they chose none."""
    return _language.get()


def set_language(language: str | None) -> None:
    _language.set(language)


def address(event: dict[str, Any]) -> str:
    """The address that a request comes from, as API Gateway saw it."""
    return str(event["requestContext"]["http"].get("sourceIp", ""))


def authenticate(event: dict[str, Any]) -> None:
    """Find out who calls and make it the current request; raises NotAuthenticated, NotLinked, NotAllowed or
    TooManyRequests."""
    headers, body = event.get("headers") or {}, event.get("body") or ""
    method, path = event["requestContext"]["http"]["method"], event["rawPath"]
    token = _bearer(headers)
    now = wiring.now()
    if token.startswith("dos_"):
        hashed = hash_secret(token)
        opened = wiring.directory().by_token(hashed)
        if opened is None or opened[0].expires <= now:
            guessing.count_miss(wiring.directory(), address(event), now)
            raise bot_tokens.refused()
        secret, records = opened[0], opened[1]
        scopes = frozenset(secret.scopes)
        caller = Caller(secret.institute, Role.SCHEDULER, token=secret.token, secret=hashed, scopes=scopes)
        if method == "GET" and "read" not in scopes:
            raise NotAllowed("This token may not read: its scopes lack `read`.")
    else:
        linked = wiring.directory().by_telegram(telegram_of(headers))
        if linked is None:
            raise NotLinked(
                "This Telegram account is not linked yet. Open the link that your college gave you."
            )
        user, records = linked
        set_language(user.language)
        if not user.active:
            raise NotAllowed("This account is inactive. Ask your college's admin.")
        caller = Caller(records.institute, user.role, user)
        if not user.reachable and not path.startswith(_SENDER_PATHS):
            from functions.services.identity import settings  # for whoever comes back, which is rare

            caller = settings.mark_reachable(Request(records, caller, now))
    limit = records.reference.institute.policies.requests_per_minute
    many = PROGRAM_RATE_FACTOR if caller.role is Role.SCHEDULER else 1
    wiring.directory().rates.admit(f"{records.institute}#{caller.id}", many * limit, now)
    once = _once(headers, method=method, path=path, body=body)
    _current.set(Request(records, caller, now, once, _version(headers)))


def telegram_of(headers: dict[str, Any]) -> int:
    """The Telegram account that the bot vouches for, with a short-lived signed token."""
    return bot_tokens.account(_bearer(headers), wiring.bot_key())


def _bearer(headers: dict[str, Any]) -> str:
    scheme, _, token = str(headers.get("authorization", "")).partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise bot_tokens.refused()
    return token


def _once(headers: dict[str, Any], *, method: str, path: str, body: str) -> Once | None:
    key = headers.get("idempotency-key")
    if key is None or method != "POST":
        return None
    if not key.strip() or len(key) > _MAX_KEY_CHARACTERS:
        raise Malformed(
            f"An Idempotency-Key has 1 to {_MAX_KEY_CHARACTERS} characters.", field="Idempotency-Key"
        )
    return Once(key, hashlib.sha256(f"{method} {path} {body}".encode()).hexdigest())


def _version(headers: dict[str, Any]) -> int | None:
    """If-Match carries the version as ETag does: "3"."""
    given = headers.get("if-match")
    if given is None or given.strip() == "*":
        return None
    number = str(given).strip().removeprefix("W/").strip('"')
    if not number.isdecimal() or len(number) > _MAX_VERSION_DIGITS:
        raise Malformed('If-Match carries the version that you read, as in If-Match: "3".', field="If-Match")
    return int(number)
