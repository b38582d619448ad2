"""The token with which the bot vouches for a Telegram account.

PyJWT checks the signature, the times, the issuer and the audience. The bot alone makes these tokens, so this
module also refuses whatever the bot would not have made of the same claims: another header, a further claim,
a time that is no integer, a longer life. Every refusal is the same.
"""

import re
from typing import Any

import jwt

from timetable.errors import NotAuthenticated

ISSUER, AUDIENCE = "dayorder-bot", "dayorder-api"
_ALGORITHM = "HS256"
MAX_LIFE_SECONDS = 300  # a token that leaks is of use for no longer
CLOCK_SKEW_SECONDS = 300  # with less, a bot whose clock is minutes off could not speak for anybody
_MAX_TOKEN_CHARACTERS = 1000
_CLAIMS = {"iss", "aud", "sub", "iat", "exp"}
_OPTIONS: jwt.types.Options = {"require": sorted(_CLAIMS), "strict_aud": True}
_ACCOUNT = re.compile(r"telegram:([1-9][0-9]{0,18})", re.ASCII)
_TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)


def account(token: str, key: str) -> int:
    """The Telegram account that the token vouches for now; raises NotAuthenticated, always the same."""
    if len(token) > _MAX_TOKEN_CHARACTERS or not _TOKEN.fullmatch(token):
        raise refused()
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=[_ALGORITHM],
            audience=AUDIENCE,
            issuer=ISSUER,
            leeway=CLOCK_SKEW_SECONDS,
            options=_OPTIONS,
        )
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise refused() from error
    subject = _ACCOUNT.fullmatch(claims["sub"])
    if subject is None or not _is_made_by_bot(claims) or jwt.encode(claims, key, _ALGORITHM) != token:
        raise refused()
    return int(subject[1])


def refused() -> NotAuthenticated:
    """The one answer to whatever is wrong with a token, so that it tells nothing of what was right."""
    return NotAuthenticated("This token is unknown, or not valid any more: Authorization: Bearer TOKEN.")


def _is_made_by_bot(claims: dict[str, Any]) -> bool:
    """Whether the claims are the bot's five and no others, with integers as times and a short life."""
    begins, ends = claims["iat"], claims["exp"]
    return (
        claims.keys() == _CLAIMS
        and type(begins) is int  # neither a bool nor a text of digits, which PyJWT takes
        and type(ends) is int
        and 0 < ends - begins <= MAX_LIFE_SECONDS
    )
