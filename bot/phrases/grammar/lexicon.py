"""What words may mean, in all languages at once: the files in `lexicons/`, read as one.

A lexicon says `[sense]`, then `value = phrases`. A word that no lexicon has is looked for in the spelling of
each language (`[spelling]`: letters written for one another), then among the long words with a slip in them.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from bot.phrases.grammar.slips import is_slip, undoubled
from bot.phrases.grammar.tokens import tokenize

Value = int | str | tuple[str, ...]
Senses = Mapping[str, Value]
Phrases = dict[tuple[str, ...], dict[str, Value]]

FOLDER = Path(__file__).parent / "lexicons"
LANGUAGES = tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))
# senses whose long words are also recognised with a slip in them; a short one is soon another word
_MISTYPED_SENSES = {"weekday", "month", "relative", "half"}
_MIN_LETTERS_FOR_SLIPS = 7
_TWO, _YEAR, _CENTURIES = 2, 4, ("19", "20")
_MIN_LATIN_LETTERS_FOR_SPELLING = 4


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One or more tokens that mean something together, or one that means nothing known."""

    text: str
    senses: Senses
    start: int
    end: int
    glued: bool


@dataclass(frozen=True, slots=True)
class _Language:
    """How this language's words are found by their spelling."""

    same: tuple[tuple[str, str], ...]
    spelled: dict[str, str] = field(default_factory=dict)

    def spelling(self, word: str) -> str:
        for letters, standard in self.same:
            word = word.replace(letters, standard)
        return undoubled(word)

    def word(self, typed: str) -> str | None:
        spelling = self.spelling(typed)
        short = typed.isascii() and len(spelling) < _MIN_LATIN_LETTERS_FOR_SPELLING
        return None if short else self.spelled.get(spelling)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All phrases with their senses, and every word of them."""

    phrases: Phrases
    words: frozenset[str]
    languages: tuple[_Language, ...]
    mistyped: tuple[str, ...]
    longest: int

    def lexemes(self, line: str, more: Phrases | None = None) -> list[Lexeme]:
        """The line as the longest phrases there are, from left to right; `more`: this college's own."""
        tokens = tokenize(line)
        more = more or {}
        own = {word for phrase in more for word in phrase}
        words = [t.text if t.text in own else self.nearest_word(t.text) for t in tokens]
        longest = max([self.longest, *map(len, more)])
        lexemes: list[Lexeme] = []
        at = 0
        while at < len(tokens):
            size, senses = self._longest_at(words, at, more=more, longest=longest)
            part = tokens[at : at + size]
            text = " ".join(words[at : at + size])
            lexemes.append(Lexeme(text, senses, part[0].start, part[-1].end, part[0].glued))
            at += size
        return lexemes

    def nearest_word(self, typed: str) -> str:
        """The word that is meant by what was typed; itself, if it is one or nothing is like it."""
        if typed in self.words or not typed[0].isalpha():
            return typed
        for language in self.languages:
            if word := language.word(typed):
                return word
        if len(typed) < _MIN_LETTERS_FOR_SLIPS - 1:
            return typed
        return next((word for word in self.mistyped if is_slip(typed, word)), typed)

    def phrases_with(self, sense: str) -> dict[tuple[str, ...], Value]:
        """Every phrase that has this sense, and with which value."""
        return {phrase: senses[sense] for phrase, senses in self.phrases.items() if sense in senses}

    def _longest_at(
        self, words: Sequence[str], at: int, *, more: Phrases, longest: int
    ) -> tuple[int, dict[str, Value]]:
        for size in range(min(longest, len(words) - at), 0, -1):
            phrase = tuple(words[at : at + size])
            if phrase in self.phrases or phrase in more:
                return size, _number(phrase) | self.phrases.get(phrase, {}) | more.get(phrase, {})
        return 1, _number((words[at],))


def cut(phrase: str) -> tuple[str, ...]:
    """A phrase as the words that it is looked up by."""
    return tuple(token.text for token in tokenize(phrase))


@cache
def lexicon() -> Lexicon:
    """Every language's words; read once."""
    phrases: Phrases = {}
    languages: list[_Language] = []
    mistyped: list[str] = []
    for name in LANGUAGES:
        table = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
        same = tuple((letters, standard) for letters, standard in table.pop("spelling", {}).get("same", []))
        language = _Language(same)
        for sense, value, phrase in _entries(table):
            phrases.setdefault(phrase, {})[sense] = value
            for word in phrase:
                language.spelled.setdefault(language.spelling(word), word)
            if sense in _MISTYPED_SENSES and len(phrase) == 1 and len(phrase[0]) >= _MIN_LETTERS_FOR_SLIPS:
                mistyped += phrase
        languages.append(language)
    return Lexicon(
        phrases,
        frozenset(word for phrase in phrases for word in phrase),
        tuple(languages),
        tuple(dict.fromkeys(mistyped)),
        max(map(len, phrases)),
    )


def _entries(
    table: Mapping[str, Mapping[str, Sequence[str]]],
) -> Iterable[tuple[str, Value, tuple[str, ...]]]:
    for sense, values in table.items():
        for value, phrases in values.items():
            for phrase in phrases:
                yield sense, _value(value), cut(phrase)


def _value(text: str) -> Value:
    return int(text) if text.lstrip("-").isdecimal() else text


def _number(phrase: tuple[str, ...]) -> dict[str, Value]:
    """What digits are by their count: a number of one or two, those with two, a year."""
    text = phrase[0]
    if len(phrase) > 1 or not text.isdecimal():
        return {}
    if len(text) == _YEAR and text[:2] in _CENTURIES:
        return {"year": int(text)}
    if len(text) > _TWO:
        return {}
    return {"num": int(text), "two": int(text)} if len(text) == _TWO else {"num": int(text)}
