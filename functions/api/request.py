"""Who asks and what they may use: one desk per request, set up before the route's function runs."""

import hashlib
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from functions import wiring
from functions.api import bot_tokens
from functions.services.identity import guessing, settings
from functions.services.identity.hashing import digest
from functions.services.ports import Once, Records
from timetable import calendar
from timetable.access import Caller
from timetable.errors import Malformed, NotAllowed, NotLinked
from timetable.model import Role

_LONGEST_KEY = 200
_LONGEST_VERSION = 12
_PROGRAMS = 10
"""times as much as a person may a program ask"""


@dataclass(frozen=True, slots=True)
class Desk:
    """One request: the caller, their institute's records, its time and its idempotency key."""

    records: Records
    caller: Caller
    now: datetime
    once: Once | None
    version: int | None = None
    """the version that the caller means to write, from If-Match"""

    @property
    def today(self) -> date:
        """The institute's date."""
        return calendar.today(self.records.reference.institute.zone, self.now)


_current: ContextVar[Desk] = ContextVar("desk")
_language: ContextVar[str | None] = ContextVar("language", default=None)
_OF_THE_SENDER = ("/me/notices/", "/me/unreachable/")
"""what is asked for a person before they have written anything"""


def desk() -> Desk:
    return _current.get()


def language() -> str | None:
    """That whoever asks has chosen, as far as it is known who they are."""
    return _language.get()


def speak(language: str | None) -> None:
    _language.set(language)


def address(event: dict[str, Any]) -> str:
    """Whence a request comes, as API Gateway saw it."""
    return str(event["requestContext"]["http"].get("sourceIp", ""))


def seat(event: dict[str, Any]) -> None:
    """Find out who asks; raises NotAuthenticated, NotLinked or NotAllowed."""
    headers, body = event.get("headers") or {}, event.get("body") or ""
    method, path = event["requestContext"]["http"]["method"], event["rawPath"]
    token = _bearer(headers)
    now = wiring.now()
    if token.startswith("dos_"):
        hashed = digest(token)
        found = wiring.door().by_token(hashed)
        if found is None or found[0].expires <= now:
            guessing.missed(wiring.door(), address(event), now)
            raise bot_tokens.refused()
        secret, records = found[0], found[1]
        scopes = frozenset(secret.scopes)
        caller = Caller(secret.institute, Role.SCHEDULER, token=secret.token, secret=hashed, scopes=scopes)
        if method == "GET" and "read" not in scopes:
            raise NotAllowed("This token may not read: its scopes lack `read`.")
    else:
        linked = wiring.door().by_telegram(telegram_of(headers))
        if linked is None:
            raise NotLinked(
                "This Telegram account is not linked yet. Open the link that your college gave you."
            )
        user, records = linked
        speak(user.language)
        if not user.active:
            raise NotAllowed("This account is inactive. Ask your college's admin.")
        caller = Caller(records.institute, user.role, user)
        if not user.reachable and not path.startswith(_OF_THE_SENDER):
            caller = settings.find_again(records, caller, now)
    limit = records.reference.institute.policies.requests_per_minute
    many = _PROGRAMS if caller.role is Role.SCHEDULER else 1
    wiring.door().rates.admit(f"{records.institute}#{caller.id}", many * limit, now)
    once = _once(headers, method, path, body)
    _current.set(Desk(records, caller, now, once, _version(headers)))


def telegram_of(headers: dict[str, Any]) -> int:
    """The Telegram account that the bot vouches for, with a short-lived signed token."""
    return bot_tokens.account(_bearer(headers), wiring.bot_key())


def _bearer(headers: dict[str, Any]) -> str:
    scheme, _, token = str(headers.get("authorization", "")).partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise bot_tokens.refused()
    return token


def _once(headers: dict[str, Any], method: str, path: str, body: str) -> Once | None:
    key = headers.get("idempotency-key")
    if key is None or method != "POST":
        return None
    if not key.strip() or len(key) > _LONGEST_KEY:
        raise Malformed(f"An Idempotency-Key has 1 to {_LONGEST_KEY} characters.", field="Idempotency-Key")
    return Once(key, hashlib.sha256(f"{method} {path} {body}".encode()).hexdigest())


def _version(headers: dict[str, Any]) -> int | None:
    """If-Match carries the version as ETag does: "3"."""
    given = headers.get("if-match")
    if given is None or given.strip() == "*":
        return None
    number = str(given).strip().removeprefix("W/").strip('"')
    if not number.isdecimal() or len(number) > _LONGEST_VERSION:
        raise Malformed('If-Match carries the version that you read, as in If-Match: "3".', field="If-Match")
    return int(number)
