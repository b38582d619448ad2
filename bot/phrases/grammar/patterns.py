"""A small grammar machine: rules as patterns over what words may mean, tried everywhere, the longest wins.

A pattern is atoms with spaces between: `month` a word of that sense, `'/'` that sign, `Day` another rule, `$`
the end of the line; `m=month` binds its value for the builder, `~'/'` has no space before it, `unit?` may be
missing, `Day+` comes once or more often, `!Date` must not follow. A rule is some patterns, each with the
function that builds its meaning, or None: not this one after all.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.phrases.grammar.lexicon import Lexeme

Builder = Callable[..., Any]
Parse = tuple[Any, int]  # a meaning, and where it ends

_MAX_REPEATS = 31
_ATOM = re.compile(r"(?P<not>!)?(?P<glued>~)?(?:(?P<name>[a-z_]+)=)?(?P<what>'.+'|\$|\w+)(?P<times>[?+])?")


@dataclass(frozen=True, slots=True)
class _Atom:
    what: str
    name: str
    forbidden: bool
    glued: bool
    optional: bool
    repeated: bool

    @classmethod
    def of(cls, written: str) -> "_Atom":
        match = _ATOM.fullmatch(written)
        assert match, written
        times = match["times"]
        name = match["name"] or ""
        return cls(match["what"], name, bool(match["not"]), bool(match["glued"]), times == "?", times == "+")


@dataclass(frozen=True, slots=True)
class Grammar:
    """Rules by their name; a name begins with a capital letter."""

    rules: Mapping[str, Sequence[tuple[tuple[_Atom, ...], Builder]]]

    @classmethod
    def of(cls, written: Mapping[str, Sequence[tuple[str, Builder]]]) -> "Grammar":
        return cls(
            {
                rule: [(tuple(map(_Atom.of, pattern.split())), build) for pattern, build in patterns]
                for rule, patterns in written.items()
            }
        )


@dataclass(slots=True)
class Reading:
    """A line, read by a grammar; each rule is tried once at each place."""

    grammar: Grammar
    line: Sequence[Lexeme]
    _parses: dict[tuple[str, int], list[Parse]] = field(default_factory=dict)

    def longest(self, rule: str, at: int) -> Parse | None:
        """The parse that reaches furthest."""
        return max(self.parses(rule, at), key=lambda parse: parse[1], default=None)

    def parses(self, rule: str, at: int) -> Sequence[Parse]:
        """One for each place that it may end at: by the pattern that stands first."""
        if (rule, at) not in self._parses:
            meanings: dict[int, Any] = {}
            for pattern, build in self.grammar.rules[rule]:
                for bound, end in self._matches(pattern, 0, at=at, bound={}):
                    if end not in meanings and (meaning := build(**bound)) is not None:
                        meanings[end] = meaning
            self._parses[rule, at] = [(meaning, end) for end, meaning in meanings.items()]
        return self._parses[rule, at]

    def _matches(
        self, pattern: tuple[_Atom, ...], index: int, *, at: int, bound: dict[str, Any]
    ) -> Iterator[tuple[dict[str, Any], int]]:
        """What the pattern binds from this atom on, and where it ends, in every way that it matches."""
        if index == len(pattern):
            yield bound, at
            return
        atom = pattern[index]
        ways = self._repeated(atom.what, at) if atom.repeated else self._ways(atom, at)
        if atom.forbidden:
            ways = () if ways else ((None, at),)
        for value, end in ways:
            more = bound | {atom.name: value} if atom.name else bound
            yield from self._matches(pattern, index + 1, at=end, bound=more)
        if atom.optional:
            yield from self._matches(pattern, index + 1, at=at, bound=bound)

    def _ways(self, atom: _Atom, at: int) -> Sequence[Parse]:
        if atom.what == "$":
            return [(None, at)] if at == len(self.line) else []
        if at >= len(self.line) or (atom.glued and not self.line[at].glued):
            return []
        if atom.what[0].isupper():
            return self.parses(atom.what, at)
        lexeme = self.line[at]
        if atom.what[0] == "'":
            return [(lexeme.text, at + 1)] if lexeme.text == atom.what[1:-1] else []
        return [(lexeme.senses[atom.what], at + 1)] if atom.what in lexeme.senses else []

    def _repeated(self, rule: str, at: int) -> Sequence[Parse]:
        """As many of the rule as there are one after the other, each as long as it can be."""
        meanings: list[Any] = []
        while len(meanings) < _MAX_REPEATS and (parse := self.longest(rule, at)):
            meanings.append(parse[0])
            at = parse[1]
        return [(tuple(meanings), at)] if meanings else []
