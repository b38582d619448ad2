"""Words by their key, with facts put in; what people wrote is escaped on the way."""

from html import escape

from bot.texts.en import WORDS


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def t(key: str, **facts: object) -> Html:
    """The words of this key as HTML for a message."""
    safe = {
        name: fact if isinstance(fact, Html) else escape(str(fact), quote=False)
        for name, fact in facts.items()
    }
    return Html(WORDS[key].format(**safe))


def plain(key: str, **facts: object) -> str:
    """The words of this key as they are, for a button, an alert or a menu."""
    return WORDS[key].format(**facts)


def has(key: str) -> bool:
    return key in WORDS


def lines(*parts: str) -> Html:
    """The parts that say something, one below the other."""
    return Html("\n".join(part for part in parts if part))
