"""The token with which the bot vouches for a Telegram account: what it must be, to the letter.

PyJWT checks the signature. The bot alone makes these, so whatever differs from what it would have made of the
same claims is refused, all in the same way: another header, another claim, a number written as text.
"""

import re
from typing import Any

import jwt

from timetable.errors import NotAuthenticated

ISSUER, AUDIENCE = "dayorder-bot", "dayorder-api"
_ALGORITHM = "HS256"
LONGEST_LIFE, SKEW = 300, 300
"""seconds: between being made and ending; by which the clocks of bot and API may differ. Less, and a clock
minutes off would silence the whole chat; more, and a token that leaks would be of use for longer."""
_LONGEST = 1000
_CLAIMS = {"iss": str, "aud": str, "sub": str, "iat": int, "exp": int}
_ACCOUNT = re.compile(r"telegram:([1-9][0-9]{0,18})", re.ASCII)
_TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
_ONLY_SIGNED: Any = {f"verify_{claim}": False for claim in ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")}
"""the claims are looked at here, more strictly: none more, none less, each of its type"""


def account(token: str, key: str, now: float) -> int:
    """The Telegram account that the token vouches for; raises NotAuthenticated, always the same."""
    if len(token) > _LONGEST or not _TOKEN.fullmatch(token):
        raise refused()
    try:
        claims = jwt.decode(token, key, algorithms=[_ALGORITHM], options=_ONLY_SIGNED)
        vouched = _vouched(claims, now)
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise refused() from error
    if vouched is None or jwt.encode(claims, key, algorithm=_ALGORITHM) != token:
        raise refused()
    return vouched


def refused() -> NotAuthenticated:
    """The one answer to whatever is wrong with a token, so that it tells nothing of what was right."""
    return NotAuthenticated("This token is unknown, or not valid any more: Authorization: Bearer TOKEN.")


def _vouched(claims: dict[str, Any], now: float) -> int | None:
    if claims.keys() != _CLAIMS.keys() or any(type(claims[c]) is not t for c, t in _CLAIMS.items()):
        return None
    begins, ends = claims["iat"], claims["exp"]
    lives = begins - SKEW <= now < ends + SKEW and 0 < ends - begins <= LONGEST_LIFE
    found = _ACCOUNT.fullmatch(claims["sub"])
    if not lives or claims["iss"] != ISSUER or claims["aud"] != AUDIENCE or found is None:
        return None
    return int(found[1])
