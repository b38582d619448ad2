"""The token with which the bot vouches for a Telegram account: what it must be, to the letter.

JSON Web Signature by HMAC-SHA256 and nothing else. The bot alone makes these, so whatever differs from what
it makes is refused, all in the same way: another header, another claim, a number written as text.
"""

import base64
import hmac
import json
import re
from typing import Any

from timetable.errors import NotAuthenticated

ISSUER, AUDIENCE = "dayorder-bot", "dayorder-api"
HEADER = {"alg": "HS256", "typ": "JWT"}
LONGEST_LIFE, SKEW = 300, 30
"""seconds: between being made and ending; by which the clocks of bot and API may differ"""
_LONGEST = 1000
_CLAIMS = {"iss": str, "aud": str, "sub": str, "iat": int, "exp": int}
_ACCOUNT = re.compile(r"telegram:([1-9][0-9]{0,18})", re.ASCII)


class _Bad(Exception):
    """It is no token of the bot's, or not any more."""


def account(token: str, key: str, now: float) -> int:
    """The Telegram account that the token vouches for; raises NotAuthenticated, always the same."""
    try:
        return _account(token, key, now)
    except (_Bad, ValueError, RecursionError) as error:
        raise refused() from error


def refused() -> NotAuthenticated:
    """The one answer to whatever is wrong with a token, so that it tells nothing of what was right."""
    return NotAuthenticated("This token is unknown, or not valid any more: Authorization: Bearer TOKEN.")


def _account(token: str, key: str, now: float) -> int:
    parts = token.split(".")
    if len(token) > _LONGEST or not token.isascii() or len(parts) != 3:
        raise _Bad
    header, body, signature = parts
    right = hmac.digest(key.encode(), f"{header}.{body}".encode(), "sha256")
    if not hmac.compare_digest(right, _bytes(signature)) or _object(header) != HEADER:
        raise _Bad
    claims = _object(body)
    if claims.keys() != _CLAIMS.keys() or any(type(claims[c]) is not t for c, t in _CLAIMS.items()):
        raise _Bad
    begins, ends = claims["iat"], claims["exp"]
    lives = begins - SKEW <= now < ends + SKEW and 0 < ends - begins <= LONGEST_LIFE
    vouched = _ACCOUNT.fullmatch(claims["sub"])
    if not lives or claims["iss"] != ISSUER or claims["aud"] != AUDIENCE or vouched is None:
        raise _Bad
    return int(vouched[1])


def _bytes(part: str) -> bytes:
    """What a part says in base64url; it can be written in one way only."""
    found = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if base64.urlsafe_b64encode(found).rstrip(b"=") != part.encode():
        raise _Bad
    return found


def _object(part: str) -> dict[str, Any]:
    found = json.loads(_bytes(part).decode(), object_pairs_hook=_once_each)
    if not isinstance(found, dict):
        raise _Bad
    return found


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Bad
    return found
