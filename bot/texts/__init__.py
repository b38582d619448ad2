"""Words by their key, in the language of the person that they are for; what people wrote is escaped.

A language is one gettext catalogue beside this file: `xx.po`, with the keys of `en.po`, compiled to `xx.mo`
by `make setup` and the build of the zips. Names of days and months are the Unicode consortium's, by Babel.

It imports nothing of the bot; everything of the bot may import it.
"""

import io
from contextvars import ContextVar
from datetime import date
from functools import cache
from gettext import GNUTranslations, NullTranslations
from html import escape
from pathlib import Path

from babel import Locale
from babel.dates import format_date, get_day_names

FOLDER = Path(__file__).parent
FALLBACK = "en"
LANGUAGES = tuple(sorted({path.stem for path in FOLDER.iterdir() if path.suffix in (".po", ".mo")}))
_language: ContextVar[str] = ContextVar("language", default=FALLBACK)


class Html(str):
    """Text that is HTML already, and is not escaped again."""

    __slots__ = ()


def set_language(language: str | None) -> None:
    """From here on in this task, use this language (`hi`, `hi-IN`), or English where it has no catalogue."""
    _language.set(nearest(language))


def language() -> str:
    """The language in use."""
    return _language.get()


def nearest(language: str | None) -> str:
    """The catalogue's language that is closest to this one."""
    code = (language or FALLBACK).replace("_", "-").split("-")[0].lower()
    return code if code in LANGUAGES else FALLBACK


def own_name(language: str) -> str:
    """The name that a language has in itself: English, हिन्दी."""
    return str(Locale.parse(language).get_display_name(language)).capitalize()


def t(key: str, **facts: object) -> Html:
    """The words of this key as HTML for a message."""
    safe = {
        name: fact if isinstance(fact, Html) else escape(str(fact), quote=False)
        for name, fact in facts.items()
    }
    return Html(_words(key, facts.get("count")).format(**safe))


def plain(key: str, **facts: object) -> str:
    """The words of this key as they are, for a button, an alert or a menu."""
    return _words(key, facts.get("count")).format(**facts)


def has(key: str) -> bool:
    """True if there are words for this key, other than the key itself."""
    return _catalogue(FALLBACK).gettext(key) != key


def lines(*parts: str) -> Html:
    """The parts that are not empty, one below the other."""
    return Html("\n".join(part for part in parts if part))


def dated(day: date, pattern: str) -> str:
    """The date by a pattern of Unicode's: `EEE d MMM` is Fri 27 Nov."""
    return format_date(day, pattern, locale=_language.get())


def weekdays() -> list[str]:
    """Monday to Sunday, in few letters each."""
    return list(get_day_names("short", locale=_language.get()).values())


def _words(key: str, count: object) -> str:
    catalogue = _catalogue(_language.get())
    several = catalogue.ngettext(key, "", count) if isinstance(count, int) else ""
    return several if several not in ("", key) else catalogue.gettext(key)


@cache
def _catalogue(language: str) -> NullTranslations:
    catalogue = GNUTranslations(io.BytesIO(_compiled(language)))
    if language != FALLBACK:
        catalogue.add_fallback(_catalogue(FALLBACK))
    return catalogue


def _compiled(language: str) -> bytes:
    """The compiled catalogue; compiled now where it was edited since, or never was."""
    source, target = FOLDER / f"{language}.po", FOLDER / f"{language}.mo"
    if not source.exists():  # in a zip
        return target.read_bytes()
    if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
        from bot.texts.compilation import compile_catalogue

        return compile_catalogue(source)
    return target.read_bytes()
