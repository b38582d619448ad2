"""Whatever the bot would not have made is no token: all refused in the same words, none with more work."""

import base64
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest

from functions.api.bot_tokens import LONGEST_LIFE, SKEW, account
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
    said = f"{part(header)}.{part(body)}"
    return f"{said}.{part(hmac.digest(key.encode(), said.encode(), hashed))}"


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
    "expired": claiming(iat=NOW - SKEW - 200, exp=NOW - SKEW - 1),
    "expired for ever": claiming(iat=-2, exp=-1),
    "made in the future": claiming(iat=NOW + SKEW + 1, exp=NOW + SKEW + 60),
    "not valid before later": claiming(nbf=NOW + 600),
    "valid for a day": claiming(exp=NOW + 86_400),
    "valid just too long": claiming(exp=NOW + LONGEST_LIFE + 1),
    "ending before it began": claiming(exp=NOW - 1),
    "another audience": claiming(aud="somebody-else"),
    "several audiences": claiming(aud=["dayorder-api", "somebody-else"]),
    "another issuer": claiming(iss="somebody-else"),
    "an issuer that begins alike": claiming(iss="dayorder-bot.example"),
    "no issuer": lacking("iss"),
    "no audience": lacking("aud"),
    "no subject": lacking("sub"),
    "no beginning": lacking("iat"),
    "no end": lacking("exp"),
    "numbers as strings": claiming(iat=str(NOW), exp=str(NOW + 60)),
    "numbers with fractions": claiming(iat=NOW + 0.0, exp=NOW + 60.0),
    "an end that is true": claiming(exp=True),
    "an infinite end": signed(HEADER, _RAW.replace(str(NOW + 60), "1e999").encode() + b"}"),
    "an end that is no number": signed(HEADER, _RAW.replace(str(NOW + 60), "NaN").encode() + b"}"),
    "a claim said twice": signed(HEADER, _RAW.encode() + b', "sub": "telegram:1"}'),
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


def test_what_the_bot_makes_is_taken() -> None:
    assert account(TOKEN, KEY, NOW) == 107


@pytest.mark.parametrize("late", [-SKEW, 0, 60 + SKEW - 1])
def test_clocks_may_differ_a_little(late: int) -> None:
    assert account(TOKEN, KEY, NOW + late) == 107


@pytest.mark.parametrize("bad", BAD)
def test_whatever_else_is_refused_in_the_same_words(bad: str) -> None:
    with pytest.raises(NotAuthenticated) as refused:
        account(BAD[bad], KEY, NOW)

    assert (refused.value.sentence, refused.value.field, refused.value.facts) == _plain_refusal()


def _plain_refusal() -> tuple[str, Any, Any]:
    with pytest.raises(NotAuthenticated) as refused:
        account("x", KEY, NOW)
    return refused.value.sentence, refused.value.field, refused.value.facts


def test_there_are_enough_of_them() -> None:
    assert len(BAD) >= 60 and len(set(BAD.values())) == len(BAD)


def test_a_signature_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the first letter is wrong or the last, the whole of it is compared, before anything is read."""
    compared: list[int] = []
    real: Callable[[bytes, bytes], bool] = hmac.compare_digest

    def compare(one: bytes, other: bytes) -> bool:
        compared.append(len(other))
        return real(one, other)

    monkeypatch.setattr(hmac, "compare_digest", compare)
    for at in (0, 20, 41):
        letter = "A" if _SIGNATURE[at] != "A" else "B"
        with pytest.raises(NotAuthenticated):
            account(f"{_HEAD}.{_BODY}.{_SIGNATURE[:at]}{letter}{_SIGNATURE[at + 1 :]}", KEY, NOW)

    assert compared == [32, 32, 32]
