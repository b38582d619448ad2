"""Every language says everything, with the same facts, in no more letters than Telegram takes."""

import string
from datetime import date
from html.parser import HTMLParser

import pytest
from babel.messages.pofile import read_po

from bot import texts
from bot.contract.schemas import SpecialOut
from bot.texts import FALLBACK, LANGUAGES, dated, keys, nearest, plain, speak, t
from bot.views.screen import special

LONGEST_COMMAND = 256  # what Telegram takes as a command's description
LONGEST_ALERT = 200
ROOM_FOR_FACTS = 40
"""characters that a name, a date or a number may need"""


def words_of(language: str) -> dict[str, list[str]]:
    """Per key, its words: several where the number decides."""
    with (texts.FOLDER / f"{language}.po").open("rb") as file:
        catalogue = read_po(file)
    said = {m.id[0] if m.pluralizable else m.id: m.string for m in catalogue if m.id}
    return {str(k): list(v) if isinstance(v, (tuple, list)) else [str(v)] for k, v in said.items()}


def facts_of(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


class Balanced(HTMLParser):
    """Whether each tag is closed in its line, as messages that are cut between lines need it."""

    def __init__(self, line: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fine = True
        self.feed(line)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.fine = self.fine and bool(self.open) and self.open.pop() == tag


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_language_has_words_for_every_key_and_no_other(language: str) -> None:
    assert keys(language) == keys(FALLBACK)


def test_every_language_puts_in_the_same_facts(language: str) -> None:
    english = {k: set().union(*map(facts_of, w)) for k, w in words_of(FALLBACK).items()}

    said = {k: set().union(*map(facts_of, w)) for k, w in words_of(language).items()}

    assert said == english


def test_no_words_are_longer_than_telegram_takes_them(language: str) -> None:
    for key, forms in words_of(language).items():
        for words in forms:
            most = {"command": LONGEST_COMMAND, "alert": LONGEST_ALERT}.get(key.split(".")[0], 2048)
            assert len(words) + ROOM_FOR_FACTS * len(facts_of(words)) <= most, key


def test_every_tag_is_closed_in_its_own_line(language: str) -> None:
    for key, forms in words_of(language).items():
        for line in "\n".join(forms).split("\n"):
            checked = Balanced(line)
            assert checked.fine and not checked.open, key


def test_a_language_is_found_by_what_telegram_calls_it() -> None:
    assert [nearest(code) for code in ("en-GB", "EN", None, "xx")] == ["en"] * 4
    assert [nearest(code) for code in ("hi", "hi-IN", "HI_in")] == ["hi"] * 3


def test_a_number_chooses_its_words() -> None:
    assert [plain("card.more", count=n) for n in (1, 2)] == ["… and one more line", "… and 2 more lines"]


def test_dates_are_written_in_the_language_spoken() -> None:
    day = date(2026, 11, 27)

    speak("en")

    assert dated(day, "EEE d MMM") == "Fri 27 Nov"
    assert t("day.title", date=dated(day, "EEEE")) == "<b>Friday</b>"
    speak("hi")
    assert dated(day, "EEEE d MMMM") == "शुक्रवार 27 नवंबर"
    speak("en")


def test_every_kind_of_special_date_has_its_words_in_each_language() -> None:
    kinds = "outside_term, holiday, holiday Onam, follows 1, follows 9, half 4, examinations, no_classes"

    def said() -> list[str]:
        found = [kind.partition(" ") for kind in kinds.split(", ")]
        return [special(SpecialOut(code=code, about=about)) for code, _, about in found]

    assert said() == [
        "outside the term",
        "holiday",
        "holiday: Onam",
        "follows Monday",
        "follows day 9",
        "half day, until period 4",
        "examinations",
        "no classes",
    ]
    speak("hi")
    assert said()[2:4] == ["अवकाश: Onam", "सोमवार की समय-सारणी"]
    assert not any("a" <= letter <= "z" for words in said() for letter in words.replace("Onam", ""))
    speak("en")
