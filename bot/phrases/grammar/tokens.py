"""Cuts a line into words, numbers and signs; case, the script of digits and the kind of dash don't matter."""

import unicodedata
from dataclasses import dataclass
from itertools import groupby

_SAME_SIGN = {
    "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "→": "->", "…": "...", "～": "-",
    "।": ".", "：": ":", "’": "'", "‘": "'",
}  # fmt: skip
_INVISIBLE = {"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\ufe0e", "\ufe0f"}
_LONG_SIGNS = ("...", "..", "->", "=>")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the line: `text` folded, where it stands as typed, and whether no space is before it."""

    text: str
    start: int
    end: int
    glued: bool


def tokenize(line: str) -> list[Token]:
    """Words are letters with their marks, numbers digits of any script; every other sign is one by itself."""
    tokens: list[Token] = []
    for kind, run in groupby(_kinds(line), key=lambda at: at[0]):
        places = [place for _, place in run]
        start, end = places[0], places[-1] + 1
        if kind == "sign":
            tokens += _signs(line, start, end, before=tokens)
        elif kind != "space":
            tokens.append(Token(_folded(line[start:end]), start, end, _touches(tokens, start)))
    return tokens


def _kinds(line: str) -> list[tuple[str, int]]:
    """What each character belongs to; an apostrophe between letters is a letter, as marks after them are."""
    kinds: list[tuple[str, int]] = []
    for at, sign in enumerate(line):
        before = kinds[-1][0] if kinds else "space"
        if sign.isspace():
            kind = "space"
        elif sign.isdecimal():
            kind = "digit"
        elif sign.isalpha() or (before == "letter" and _goes_on(line, at)):
            kind = "letter"
        else:
            kind = "space" if sign in _INVISIBLE else "sign"
        kinds.append((kind, at))
    return kinds


def _goes_on(line: str, at: int) -> bool:
    """Whether a word goes on with this sign, which is no letter: a mark, or an apostrophe and letters."""
    sign = line[at]
    is_mark = unicodedata.category(sign).startswith("M") or sign in _INVISIBLE
    return is_mark or (sign in "'’" and line[at + 1 : at + 2].isalpha())


def _folded(text: str) -> str:
    if text[0].isdecimal():
        return "".join(str(unicodedata.decimal(digit)) for digit in text)
    visible = "".join(sign for sign in text if sign not in _INVISIBLE)
    return unicodedata.normalize("NFKC", visible).casefold().replace("’", "'")


def _signs(line: str, start: int, end: int, *, before: list[Token]) -> list[Token]:
    signs: list[Token] = []
    at = start
    while at < end:
        dots = end - at - len(line[at:end].lstrip("."))
        long = next((s for s in _LONG_SIGNS if line.startswith(s, at) and at + len(s) <= end), "")
        size = dots if dots > 1 else len(long) or 1
        text = ".." if dots == 2 else "..." if dots > 2 else _SAME_SIGN.get(line[at], line[at : at + size])
        signs.append(Token(text, at, at + size, _touches(signs or before, at)))
        at += size
    return signs


def _touches(before: list[Token], start: int) -> bool:
    return bool(before) and before[-1].end == start
