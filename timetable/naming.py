"""Finding things by the names people type: letter case, signs, word order, small slips don't matter."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

_EXACT, _WORDS, _PART, _ALIKE = 100, 90, 75, 70
# The part of the letters that two names share at least if one is a typing mistake for the other: Ioyer is
# Iyer.
_LEAST_ALIKE = 0.72
# How many points a match may be behind the best one and still be meant.
_NEAR = 15


@dataclass(frozen=True, slots=True)
class Named:
    """Something that people call by a name."""

    kind: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Match:
    named: Named
    # 100 for the exact name, and less the less alike they are.
    score: int


def matches(text: str, candidates: Iterable[Named]) -> list[Match]:
    """What may be meant, the likeliest first; an exact name is meant alone.

    "cse3a" is CSE-3-A, "rao" Dr Meera Rao, "lecture hall 2" and "hall lecture 2" the same room.
    """
    wanted = _plain(text)
    if not wanted:
        return []
    scored = [Match(c, _score(text, wanted, c.name)) for c in candidates]
    ranked = sorted((m for m in scored if m.score), key=lambda m: (-m.score, m.named.name, m.named.id))
    best = ranked[0].score if ranked else 0
    least = _EXACT if best == _EXACT else best - _NEAR
    return [m for m in ranked if m.score >= least]


def _score(text: str, wanted: str, name: str) -> int:
    plain = _plain(name)
    if plain == wanted:
        return _EXACT
    typed, words = _words(text), _words(name)
    if typed and all(any(w.startswith(t) for w in words) for t in typed):
        return _WORDS - min(len(words) - len(typed), 5)
    if wanted in plain:
        return _PART - min(len(plain) - len(wanted), 10)
    alike = max(SequenceMatcher(a=wanted, b=other).ratio() for other in [plain, *map(_plain, words)])
    return round(alike * _ALIKE) if alike >= _LEAST_ALIKE else 0


def _plain(text: str) -> str:
    """Its letters and digits, without accents and case."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if c.isalnum())


def _words(text: str) -> list[str]:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c if c.isalnum() or unicodedata.combining(c) else " " for c in apart).split()
