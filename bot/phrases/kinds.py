"""What a college's kinds of leave may be called: by code, by name, by the word that its name has for it."""

from collections.abc import Sequence

from bot.contract.schemas import LeaveKindOut
from bot.phrases.grammar.lexicon import Phrases, Value, cut, lexicon


def kind_phrases(kinds: Sequence[LeaveKindOut]) -> Phrases:
    """Phrases with what they say: `sure_leave`, `weak_leave` (reasons have such words too) or `no_leave`: the
    codes that may be meant, none where the college has no such kind."""
    names = {kind["code"]: _words(kind["name"]) for kind in kinds}
    phrases: Phrases = {}
    for concept in dict.fromkeys(lexicon().phrases_with("kind").values()):
        called = [phrase for phrase, value in lexicon().phrases_with("kind").items() if value == concept]
        codes = tuple(code for code, name in names.items() if any(_within(p, name) for p in called))
        for phrase in called:
            phrases[phrase] = {_how_sure(phrase, codes): codes}
    for kind in kinds:
        for phrase in _own(kind["code"]) | {names[kind["code"]], _bare(names[kind["code"]])} - {()}:
            phrases[phrase] = {_how_sure(phrase, (kind["code"],), own=phrase): (kind["code"],)}
    return phrases


def _own(code: str) -> set[tuple[str, ...]]:
    """The code as it may be typed: cl, and c.l. with dots between its letters."""
    dotted = ".".join(code)
    return {cut(code), cut(dotted), cut(f"{dotted}.")}


def _words(name: str) -> tuple[str, ...]:
    return tuple(lexicon().nearest_word(word) for word in cut(name))


def _bare(name: tuple[str, ...]) -> tuple[str, ...]:
    """The name without "leave", as casual for casual leave."""
    return tuple(word for word in name if "leave" not in lexicon().phrases.get((word,), {}))


def _within(phrase: tuple[str, ...], name: tuple[str, ...]) -> bool:
    return any(name[at : at + len(phrase)] == phrase for at in range(len(name)))


def _how_sure(phrase: tuple[str, ...], codes: tuple[Value, ...], own: tuple[str, ...] = ()) -> str:
    senses = lexicon().phrases.get(phrase, {})
    if not codes:
        return "no_leave"
    return "sure_leave" if "sure_kind" in senses or (own and "kind" not in senses) else "weak_leave"
