"""Whatever the bot would not have made is no token: all refused in the same words, none with more work."""

import base64
import hmac
import json
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any, Self

import jwt
import pytest

from functions.api.bot_tokens import CLOCK_SKEW_SECONDS, MAX_LIFE_SECONDS, account
from timetable.errors import NotAuthenticated

KEY = "a key for tests only, of 32 characters"
NOW = 1_790_000_000
GOOD: dict[str, Any] = {
    "iss": "dayorder-bot", "aud": "dayorder-api", "sub": "telegram:107", "iat": NOW, "exp": NOW + 60,
}  # fmt: skip
HEADER = {"alg": "HS256", "typ": "JWT"}


def part(value: Any) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def signed(header: Any, body: Any, key: str = KEY, hashed: str = "sha256") -> str:
    unsigned = f"{part(header)}.{part(body)}"
    return f"{unsigned}.{part(hmac.digest(key.encode(), unsigned.encode(), hashed))}"


def claiming(**changed: Any) -> str:
    return signed(HEADER, GOOD | changed)


def lacking(claim: str) -> str:
    return signed(HEADER, {k: v for k, v in GOOD.items() if k != claim})


def headed(**changed: Any) -> str:
    return signed(HEADER | changed, GOOD)


TOKEN = signed(HEADER, GOOD)
_HEAD, _BODY, _SIGNATURE = TOKEN.split(".")
_RAW = json.dumps(GOOD, separators=(",", ":"))[:-1]
BAD: dict[str, str] = {
    "nothing": "",
    "a word": "token",
    "dots": "..",
    "more dots": "....",
    "no algorithm, no signature": f"{part({'alg': 'none', 'typ': 'JWT'})}.{_BODY}.",
    "no algorithm in capitals": f"{part({'alg': 'NONE', 'typ': 'JWT'})}.{_BODY}.",
    "no algorithm, signed": headed(alg="none"),
    "an empty algorithm": headed(alg=""),
    "a null algorithm": headed(alg=None),
    "an algorithm in a list": headed(alg=["HS256"]),
    "the algorithm in small letters": headed(alg="hs256"),
    "another hash, truly used": signed(HEADER | {"alg": "HS512"}, GOOD, hashed="sha512"),
    "another hash than the header says": signed(HEADER, GOOD, hashed="sha512"),
    "a public key's algorithm": headed(alg="RS256"),
    "an elliptic curve's algorithm": headed(alg="ES256"),
    "no header": f".{_BODY}.{_SIGNATURE}",
    "a header without type": signed({"alg": "HS256"}, GOOD),
    "another type": headed(typ="at+jwt"),
    "a key's name": headed(kid="1"),
    "a key's name that is a path": headed(kid="../../dev/null"),
    "a key's name that is a query": headed(kid="' UNION SELECT 'key"),
    "a key of its own": headed(jwk={"kty": "oct", "k": "AAAA"}),
    "an address of keys": headed(jku="https://keys.example/"),
    "an address of a certificate": headed(x5u="https://keys.example/"),
    "something critical": headed(crit=["b64"], b64=False),
    "something critical that is known": headed(crit=["exp"]),
    "something critical that is no list": headed(crit="b64"),
    "nothing critical, in a list": headed(crit=[]),
    "a body that is not encoded": headed(b64=False),
    "a compressed body": headed(zip="DEF"),
    "a header that is a list": signed([HEADER], GOOD),
    "a header that is no JSON": signed(b"{alg", GOOD),
    "a header said twice": signed(b'{"alg":"none","alg":"HS256","typ":"JWT"}', GOOD),
    "another key": signed(HEADER, GOOD, "another key for tests of 32 letters"),
    "an empty key": signed(HEADER, GOOD, ""),
    "no signature": f"{_HEAD}.{_BODY}.",
    "no signature and no dot": f"{_HEAD}.{_BODY}",
    "another body under the signature": f"{_HEAD}.{part(GOOD | {'sub': 'telegram:1'})}.{_SIGNATURE}",
    "one letter of the signature": f"{_HEAD}.{_BODY}.{'A' if _SIGNATURE[0] != 'A' else 'B'}{_SIGNATURE[1:]}",
    "a signature said another way": TOKEN[:-1] + chr(ord(TOKEN[-1]) + 1),
    "a signature with its filling": f"{TOKEN}=",
    "truncated by a letter": TOKEN[:-1],
    "truncated by half": TOKEN[: len(TOKEN) // 2],
    "doubled": TOKEN + TOKEN,
    "doubled with a dot": f"{TOKEN}.{TOKEN}",
    "a fourth part": f"{TOKEN}.x",
    "a line's end": f"{TOKEN}\n",
    "blanks before": f" {TOKEN}",
    "a zero byte": f"{TOKEN}\x00",
    "letters that are not ASCII": TOKEN.replace("e", "е", 1),
    "digits that are not ASCII": claiming(sub="telegram:١٠٧"),
    "huge": signed(HEADER, GOOD | {"sub": "telegram:" + "1" * 100_000}),
    "deeply nested": signed(HEADER, b'{"a":' * 140 + b"1" + b"}" * 140),
    "expired": claiming(iat=NOW - CLOCK_SKEW_SECONDS - 200, exp=NOW - CLOCK_SKEW_SECONDS - 1),
    "expired for ever": claiming(iat=-2, exp=-1),
    "made in the future": claiming(iat=NOW + CLOCK_SKEW_SECONDS + 1, exp=NOW + CLOCK_SKEW_SECONDS + 60),
    "not valid before later": claiming(nbf=NOW + 600),
    "valid for a day": claiming(exp=NOW + 86_400),
    "valid just too long": claiming(exp=NOW + MAX_LIFE_SECONDS + 1),
    "ending before it began": claiming(exp=NOW - 1),
    "another audience": claiming(aud="somebody-else"),
    "the audience in a list": claiming(aud=["dayorder-api"]),
    "an audience that is empty": claiming(aud=""),
    "an audience in no list": claiming(aud=[]),
    "an audience that is an object": claiming(aud={"dayorder-api": True}),
    "a null audience": claiming(aud=None),
    "several audiences": claiming(aud=["dayorder-api", "somebody-else"]),
    "another issuer": claiming(iss="somebody-else"),
    "an issuer that begins alike": claiming(iss="dayorder-bot.example"),
    "an issuer in a list": claiming(iss=["dayorder-bot"]),
    "an issuer that is a number": claiming(iss=1),
    "a null end": claiming(exp=None),
    "a null beginning": claiming(iat=None),
    "a null subject": claiming(sub=None),
    "no issuer": lacking("iss"),
    "no audience": lacking("aud"),
    "no subject": lacking("sub"),
    "no beginning": lacking("iat"),
    "no end": lacking("exp"),
    "numbers as strings": claiming(iat=str(NOW), exp=str(NOW + 60)),
    "numbers with fractions": claiming(iat=NOW + 0.0, exp=NOW + 60.0),
    "an end that is true": claiming(exp=True),
    "an end as text": claiming(exp=str(NOW + 60)),
    "a beginning as text": claiming(iat=str(NOW)),
    "a beginning that is true": claiming(iat=True, exp=MAX_LIFE_SECONDS),
    "an end with a fraction": claiming(exp=NOW + 60.5),
    "an end in a list": claiming(exp=[NOW + 60]),
    "an end in an object": claiming(exp={"seconds": NOW + 60}),
    "a huge end": claiming(exp=10**300),
    "a huge beginning": claiming(iat=10**300),
    "a huge beginning and end": claiming(iat=10**300, exp=10**300 + 60),
    "an end of more digits than Python reads": signed(
        HEADER, _RAW.replace(str(NOW + 60), "9" * 5000).encode() + b"}"
    ),
    "a hugely negative beginning": claiming(iat=-(10**300)),
    "an infinite end by name": signed(HEADER, _RAW.replace(str(NOW + 60), "Infinity").encode() + b"}"),
    "an end before all time": signed(HEADER, _RAW.replace(str(NOW + 60), "-Infinity").encode() + b"}"),
    "a beginning that is no number": signed(
        HEADER, _RAW.replace(f'"iat":{NOW}', '"iat":NaN').encode() + b"}"
    ),
    "an infinite beginning": signed(HEADER, _RAW.replace(f'"iat":{NOW}', '"iat":1e999').encode() + b"}"),
    "an infinite end": signed(HEADER, _RAW.replace(str(NOW + 60), "1e999").encode() + b"}"),
    "an end that is no number": signed(HEADER, _RAW.replace(str(NOW + 60), "NaN").encode() + b"}"),
    "a claim said twice": signed(HEADER, _RAW.encode() + b', "sub": "telegram:1"}'),
    "valid before now, as a further claim": claiming(nbf=NOW),
    "a token's id": claiming(jti="1"),
    "one claim more": claiming(role="admin"),
    "an account that is a number": claiming(sub=107),
    "an account in a list": claiming(sub=["telegram:107"]),
    "an account with a sign": claiming(sub="telegram:-107"),
    "an account with zeros": claiming(sub="telegram:0107"),
    "an account of another network": claiming(sub="signal:107"),
    "two accounts": claiming(sub="telegram:107 telegram:1"),
    "no account": claiming(sub="telegram:"),
    "claims in a list": signed(HEADER, [GOOD]),
    "claims that are no JSON": signed(HEADER, b"{iss"),
    "claims that are no text": signed(HEADER, b"\xff\xfe"),
}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """PyJWT's clock: it stands at NOW, and is set by calling this."""

    def set_to(time: int) -> None:
        class Clock(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Self:
                return cls.fromtimestamp(time, tz)

        monkeypatch.setattr(jwt.api_jwt, "datetime", Clock)

    set_to(NOW)
    return set_to


def test_what_the_bot_makes_is_taken() -> None:
    assert account(TOKEN, KEY) == 107


@pytest.mark.parametrize("late", [-CLOCK_SKEW_SECONDS, 0, 60 + CLOCK_SKEW_SECONDS - 1])
def test_clocks_may_differ_a_little(late: int, clock: Callable[[int], None]) -> None:
    clock(NOW + late)

    assert account(TOKEN, KEY) == 107


@pytest.mark.parametrize("late", [-CLOCK_SKEW_SECONDS - 1, 60 + CLOCK_SKEW_SECONDS])
def test_a_second_more_is_too_much(late: int, clock: Callable[[int], None]) -> None:
    clock(NOW + late)

    with pytest.raises(NotAuthenticated):
        account(TOKEN, KEY)


@pytest.mark.parametrize("bad", BAD)
def test_whatever_else_is_refused_in_the_same_words(bad: str) -> None:
    with pytest.raises(NotAuthenticated) as refused:
        account(BAD[bad], KEY)

    assert (refused.value.sentence, refused.value.field, refused.value.facts) == _plain_refusal()


def _plain_refusal() -> tuple[str, Any, Any]:
    with pytest.raises(NotAuthenticated) as refused:
        account("x", KEY)
    return refused.value.sentence, refused.value.field, refused.value.facts


def test_there_are_enough_of_them() -> None:
    assert len(BAD) >= 60 and len(set(BAD.values())) == len(BAD)


def test_a_signature_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the first letter is wrong or the last, the whole of it is compared, before anything is read."""
    compared: list[int] = []
    real: Callable[[bytes, bytes], bool] = hmac.compare_digest

    def compare(first: bytes, second: bytes) -> bool:
        compared.append(len(second))
        return real(first, second)

    monkeypatch.setattr(hmac, "compare_digest", compare)
    for at in (0, 20, 41):
        letter = "A" if _SIGNATURE[at] != "A" else "B"
        with pytest.raises(NotAuthenticated):
            account(f"{_HEAD}.{_BODY}.{_SIGNATURE[:at]}{letter}{_SIGNATURE[at + 1 :]}", KEY)

    assert compared == [32, 32, 32]
