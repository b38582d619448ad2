"""Every language says everything, with the same facts, in no more letters than Telegram takes."""

import shutil
import string
import subprocess
import sys
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.contract.schemas import SpecialOut
from bot.texts import FALLBACK, FOLDER, LANGUAGES, dated, has, nearest, plain, set_language, t
from bot.views.screen import special
from tests.support.catalogues import keys, words_of

LONGEST_COMMAND = 256  # what Telegram takes as a command's description
LONGEST_ALERT = 200
ROOM_FOR_FACTS = 40
"""characters that a name, a date or a number may need"""


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


def copied_texts(root: Path) -> Path:
    """The bot's texts below another root, with nothing compiled."""
    (root / "bot").mkdir()
    (root / "bot" / "__init__.py").touch()
    shutil.copytree(FOLDER, root / "bot" / "texts", ignore=shutil.ignore_patterns("*.mo", "__pycache__"))
    return root / "bot" / "texts"


def in_a_new_process(root: Path) -> str:
    """Whether starting the bot's texts there compiles something, and some words of it."""
    program = (
        "import sys; from bot.texts import plain; words = plain('card.more', count=1);"
        "print('compiled' if 'bot.texts.compilation' in sys.modules else 'loaded', words)"
    )
    command = [sys.executable, "-c", program]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_language_has_words_for_every_key_and_no_other(language: str) -> None:
    assert keys(language) == keys(FALLBACK)


def test_what_was_written_is_what_the_bot_has_words_for() -> None:
    assert all(has(key) for key in keys(FALLBACK) - {"nobody"})  # whose word is the key
    assert not has("no.such.key")


def test_a_catalogue_is_compiled_once_and_again_when_it_was_edited(tmp_path: Path) -> None:
    folder = copied_texts(tmp_path)

    first, second = in_a_new_process(tmp_path), in_a_new_process(tmp_path)
    english = folder / "en.po"
    english.write_text(english.read_text().replace("and one more line", "and one further line"))
    third = in_a_new_process(tmp_path)

    assert first == "compiled … and one more line"
    assert second == "loaded … and one more line"
    assert third == "compiled … and one further line"


def test_compiled_catalogues_need_no_sources(tmp_path: Path) -> None:
    folder = copied_texts(tmp_path)
    subprocess.run([sys.executable, folder / "compilation.py"], check=True)

    for source in folder.glob("*.po"):
        source.unlink()

    assert in_a_new_process(tmp_path) == "loaded … and one more line"


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

    set_language("en")

    assert dated(day, "EEE d MMM") == "Fri 27 Nov"
    assert t("day.title", date=dated(day, "EEEE")) == "<b>Friday</b>"
    set_language("hi")
    assert dated(day, "EEEE d MMMM") == "शुक्रवार 27 नवंबर"
    set_language("en")


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
    set_language("hi")
    assert said()[2:4] == ["अवकाश: Onam", "सोमवार की समय-सारणी"]
    assert not any("a" <= letter <= "z" for words in said() for letter in words.replace("Onam", ""))
    set_language("en")
