"""A line and what it mentions: where days, times and kinds stand, and the text around them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.phrases.grammar.days import DAY_RULES
from bot.phrases.grammar.lexicon import Lexeme, Phrases, lexicon
from bot.phrases.grammar.meanings import Kind, Marker, Meaning
from bot.phrases.grammar.patterns import Builder, Grammar, Reading
from bot.phrases.grammar.times import TIME_RULES

_MARKERS = ("leave", "because", "every", "except", "except_here")
# senses of words that are no reason by themselves
_LIGHT = {"courtesy", "filler", "joining", "joined", "and", "the", "of", "for", "on", "therefore"}
# senses of words that a reason loses at its beginning, and at its end
_BEGINNINGS = {"courtesy", "and", "for", "joined", "because", "the", "from_here", "until_here"}
_ENDINGS = {"courtesy", "and", "for", "joining", "joined", "therefore", "because", "from"}
_PUNCTUATION = set("-–—,;:.!|/()[]\"'&+=*_") | {"..", "...", "->", "=>"}


def _kind(sure: bool) -> Builder:
    def built(codes: tuple[str, ...], word: str = "") -> Kind:
        return Kind(codes, sure, bool(word))

    return built


def _marker(what: str) -> Builder:
    return lambda: Marker(what)


_OTHER_RULES: dict[str, list[tuple[str, Builder]]] = {
    "Kind": [
        ("codes=sure_leave joined? word=leave?", _kind(True)),
        ("codes=weak_leave joined? word=leave?", _kind(False)),
        ("codes=no_leave joined? word=leave", _kind(False)),
    ],
    "Marker": [(what, _marker(what)) for what in _MARKERS],
}
GRAMMAR = Grammar.of(DAY_RULES | TIME_RULES | _OTHER_RULES)
_RULES = ("Days", "Times", "Kind", "Marker")  # of two that reach as far, the first is meant
_MAX_JOINING_WORDS = 2


@dataclass(frozen=True, slots=True)
class Mention:
    """A meaning, and from which to which lexeme (not included) it stands."""

    meaning: Meaning
    start: int
    end: int


class Line:
    """What was typed, cut into mentions and text between them; a mention that is dropped is text again."""

    def __init__(self, typed: str, more: Phrases | None = None) -> None:
        self.typed = typed
        self.lexemes: Sequence[Lexeme] = lexicon().lexemes(typed, more)
        self.mentions: list[Mention] = []
        reading = Reading(GRAMMAR, self.lexemes)
        at = 0
        while at < len(self.lexemes):
            best = self._best(reading, at)
            if best:
                self.mentions.append(best)
            at = best.end if best else at + 1
        self._taken = self._places()

    def _best(self, reading: Reading, at: int) -> Mention | None:
        """The meaning that reaches furthest from here, after words such as "on"."""
        best: Mention | None = None
        for skipped in range(_MAX_JOINING_WORDS + 1):
            for rule in _RULES:
                parse = reading.longest(rule, at + skipped)
                if parse and (best is None or parse[1] > best.end):
                    best = Mention(parse[0], at, parse[1])
            if not self._says(at + skipped, {"joining"}):
                break
        return best

    def drop(self, *dropped: Mention) -> None:
        """Make text of these mentions again."""
        self.mentions = [f for f in self.mentions if not any(f is d for d in dropped)]
        self._taken = self._places()

    def put(self, mention: Mention, instead: Mention) -> None:
        """Put a mention in place of another."""
        self.mentions = [mention if f is instead else f for f in self.mentions]
        self._taken = self._places()

    def all(self, *types: type) -> list[Mention]:
        """The mentions whose meaning is of these types."""
        return [f for f in self.mentions if isinstance(f.meaning, types)]

    def text(self, mention: Mention) -> str:
        """The mention as it was typed."""
        start, end = self._without_joining(mention), mention.end
        return self.typed[self.lexemes[start].start : self.lexemes[end - 1].end]

    def clean_before(self, mention: Mention) -> bool:
        """True if no text stands right before it."""
        return self._clean(mention.start - 1, -1)

    def clean_after(self, mention: Mention) -> bool:
        return self._clean(mention.end, 1)

    def clean(self, mention: Mention) -> bool:
        return self.clean_before(mention) and self.clean_after(mention)

    def touched(self, mention: Mention) -> bool:
        return self.clean_before(mention) or self.clean_after(mention)

    def before(self, mention: Mention) -> Mention | None:
        """The mention before it, with nothing but light words between."""
        earlier = [f for f in self.mentions if f.end <= mention.start]
        return earlier[-1] if earlier and self._only_light(earlier[-1].end, mention.start) else None

    def are_connected(self, first: Mention, second: Mention) -> bool:
        """True if nothing but light words, punctuation and other mentions is between them."""
        gaps = set(range(first.end, second.start)) - self._taken
        return all(self._is_light(i) or self._is_sign(i) for i in gaps)

    def word_after(self, mention: Mention) -> str:
        return self.lexemes[mention.end].text if mention.end < len(self.lexemes) else ""

    def says_after(self, mention: Mention, sense: str) -> bool:
        """True if the text goes on with a word of that sense."""
        return mention.end not in self._taken and self._says(mention.end, {sense})

    def reason(self) -> str:
        """The text that is left, as typed, without what only joined it to the rest."""
        spans = [self._trimmed(run) for run in self._runs()]
        return ", ".join(self.typed[a:b] for a, b in filter(None, spans))

    def _places(self) -> set[int]:
        return {i for f in self.mentions for i in range(f.start, f.end)}

    def wordless(self) -> list[str]:
        """Text with numbers in it, and not a word that says more than "and"."""
        runs = [(run, self._trimmed(run)) for run in self._runs()]
        return [
            self.typed[span[0] : span[1]]
            for run, span in runs
            if span
            and any(self.lexemes[i].text[0].isdecimal() for i in run)
            and not any(map(self._is_word, run))
        ]

    def _is_word(self, at: int) -> bool:
        return self.lexemes[at].text[0].isalpha() and not self._is_light(at)

    def _clean(self, at: int, step: int) -> bool:
        taken = self._taken
        while 0 <= at < len(self.lexemes) and at not in taken:
            if self._is_sign(at):
                return True
            if not self._is_light(at):
                return False
            at += step
        return True

    def _runs(self) -> Iterable[list[int]]:
        run: list[int] = []
        taken = self._taken
        for at in range(len(self.lexemes) + 1):
            if at == len(self.lexemes) or at in taken:
                yield run
                run = []
            else:
                run.append(at)

    def _trimmed(self, run: list[int]) -> tuple[int, int] | None:
        """From where to where its text goes; None: it says nothing."""
        if all(self._is_sign(i) or self._is_light(i) for i in run):
            return None
        while self._is_sign(run[0]) or self._says(run[0], _BEGINNINGS):
            run = run[1:]
            if not run:
                return None
        while self._is_sign(run[-1]) or self._says(run[-1], _ENDINGS):
            run = run[:-1]
            if not run:
                return None
        return self.lexemes[run[0]].start, self.lexemes[run[-1]].end

    def _only_light(self, start: int, end: int) -> bool:
        return all(self._is_light(i) or self._is_sign(i) for i in range(start, end))

    def _is_sign(self, at: int) -> bool:
        return self.lexemes[at].text in _PUNCTUATION

    def _is_light(self, at: int) -> bool:
        return self._says(at, _LIGHT)

    def _says(self, at: int, senses: set[str]) -> bool:
        return at < len(self.lexemes) and not senses.isdisjoint(self.lexemes[at].senses)

    def _without_joining(self, mention: Mention) -> int:
        start = mention.start
        while start < mention.end - 1 and self._says(start, {"joining"}):
            start += 1
        return start
