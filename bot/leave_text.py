"""Reads what people type after /leave: dates, periods, a half day, a kind; the rest is the reason."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.date_text import TO, Dates, Unreadable, read_dates
from bot.texts import plain

LONGEST_REASON = 500

_HALVES = {
    "fn": "forenoon", "forenoon": "forenoon", "morning": "forenoon",
    "an": "afternoon", "afternoon": "afternoon",
}  # fmt: skip
_BETWEEN = re.compile(r"[\s,;:]+")
_JOINING = re.compile(r"(?:on|for|from|in the|and)\s+", re.IGNORECASE)
_NUMBER = r"(\d{1,2})(?:st|nd|rd|th)?"
_END = r"(?![\w]|[/.-]\d)"
_NAMED = re.compile(rf"(?:p|periods?)\s*{_NUMBER}(?:{TO}p?\s*{_NUMBER})?{_END}", re.IGNORECASE)
_MORE = re.compile(rf"\s*[,&+]\s*(?:p|periods?)?\s*{_NUMBER}(?:{TO}p?\s*{_NUMBER})?{_END}", re.IGNORECASE)
_ORDINALS = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?(?:{TO}(\d{{1,2}}))?(?:st|nd|rd|th)(?:\s+periods?\b|(?=\s|,|$))",
    re.IGNORECASE,
)
_BARE_RANGE = re.compile(rf"(\d{{1,2}}){TO}(\d{{1,2}}){_END}")
_BARE_LIST = re.compile(rf"(\d{{1,2}})(?:{TO}(\d{{1,2}}))?(?=\s*[,&+]\s*p?\d{{1,2}}(?!\w))", re.IGNORECASE)
_WORD = re.compile(r"[^\s,;:]+")


@dataclass(frozen=True, slots=True)
class Draft:
    """A leave as typed; `start_date` None: no date was named."""

    start_date: date | None
    end_date: date | None
    periods: tuple[int, ...] | None
    half: str | None
    kind: str
    reason: str

    def as_json(self) -> dict[str, Any]:
        return {
            "start_date": self.start_date.isoformat() if self.start_date else None,
            "end_date": self.end_date.isoformat() if self.end_date else None,
            "periods": list(self.periods) if self.periods else None,
            "half": self.half,
            "kind": self.kind,
            "reason": self.reason,
        }


def parse_leave(
    words: Sequence[str], *, today: date, periods: Sequence[int], forenoon_until: int, kinds: Sequence[str]
) -> Draft:
    """The draft; raises Unreadable at the first thing that can't be read."""
    reading = _Reading(" ".join(words).strip(), today, kinds)
    while reading.takes_one_more():
        pass
    _check_periods(reading, periods, forenoon_until)
    reason = reading.rest().strip(" -–—,;:")
    if len(reason) > LONGEST_REASON:
        raise Unreadable("reason", plain("leave.long_reason", most=LONGEST_REASON))
    return Draft(
        start_date=reading.dates.first if reading.dates else None,
        end_date=reading.dates.last if reading.dates else None,
        periods=tuple(sorted(reading.periods)) or None,
        half=reading.half,
        kind=reading.kind or kinds[0],
        reason=reason,
    )


def _check_periods(reading: "_Reading", periods: Sequence[int], forenoon_until: int) -> None:
    unknown = sorted(reading.periods - set(periods))
    if unknown:
        known = {"unknown": unknown[0], "first": min(periods), "last": max(periods)}
        raise Unreadable("periods", plain("leave.no_period", **known))
    if reading.periods and reading.half:
        raise Unreadable("half", plain("leave.periods_and_half"))
    if reading.half == "afternoon" and max(periods) <= forenoon_until:
        raise Unreadable("half", plain("leave.no_afternoon"))


class _Reading:
    """A line, how far it is read, and what was found on the way; each thing is found once."""

    def __init__(self, line: str, today: date, kinds: Sequence[str]) -> None:
        self._line = line
        self._today = today
        self._kinds = kinds
        self._at = 0
        self.dates: Dates | None = None
        self.periods: set[int] = set()
        self.half: str | None = None
        self.kind: str | None = None

    def rest(self) -> str:
        return self._line[self._at :]

    def takes_one_more(self) -> bool:
        """Reads one more thing, and a word like "on" before it; False: what is left is the reason."""
        start = self._at
        if between := _BETWEEN.match(self.rest()):
            self._at += between.end()
        before_joining = self._at
        if joining := _JOINING.match(self.rest()):
            self._at += joining.end()
        if self._takes_dates() or self._takes_periods() or self._takes_half() or self._takes_kind():
            return self._at > start
        self._at = before_joining
        return False

    def _takes_dates(self) -> bool:
        if self.dates:
            return False
        self.dates = read_dates(self.rest(), today=self._today)
        if self.dates is None:
            return False
        self._at += self.dates.length
        return True

    def _takes_periods(self) -> bool:
        if self.periods:
            return False
        found = _NAMED.match(self.rest()) or _ORDINALS.match(self.rest())
        if not found and self.dates:
            found = _BARE_RANGE.match(self.rest()) or _BARE_LIST.match(self.rest())
        while found:
            self._at += found.end()
            first, last = int(found[1]), int(found[2] or found[1])
            self.periods.update(range(min(first, last), max(first, last) + 1))
            found = _MORE.match(self.rest()) or _next_named(self.rest())
        return bool(self.periods)

    def _takes_half(self) -> bool:
        word = self._word()
        if self.half or word.lower() not in _HALVES:
            return False
        self.half = _HALVES[word.lower()]
        self._at += len(word)
        return True

    def _takes_kind(self) -> bool:
        word = self._word()
        if self.kind or word.lower() not in {k.lower() for k in self._kinds}:
            return False
        self.kind = next(k for k in self._kinds if k.lower() == word.lower())
        self._at += len(word)
        return True

    def _word(self) -> str:
        found = _WORD.match(self.rest())
        return found.group() if found else ""


def _next_named(text: str) -> re.Match[str] | None:
    """ "p3 p5": a further period after nothing but a space."""
    found = re.match(r"\s+", text)
    return _NAMED.match(text, found.end()) if found else None
