"""What the pages tell an operator to type exists: verbs and flags, targets of make, words in the log."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from operations.__main__ import main
from operations.local_product import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
CODE = ("functions", "solver_layer", "bot")


def code_of(page: Path) -> Iterator[str]:
    """What stands between backticks, and in blocks."""
    text = page.read_text()
    for block in re.findall(r"^```.*?^```", text, re.M | re.S):
        yield from block.splitlines()
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))


def commands(pattern: str) -> list[tuple[str, str]]:
    """Each match of the pattern in the code of the pages, with the page's name, once."""
    matches = {
        (page.name, command)
        for page in PAGES
        for code in code_of(page)
        for command in re.findall(pattern, code)
    }
    return sorted(matches)


VERBS = commands(r"\./dayorder (\w[^&#|;]*)")
TARGETS = commands(r"(?:^|\s)make ([a-z][a-z-]*)")
LOGGED = commands(r'filter message = "([^"]+)"')


def test_the_pages_have_commands_to_look_at() -> None:
    assert len(VERBS) > 20 and len(TARGETS) > 5 and len(LOGGED) > 3


@pytest.mark.parametrize(("page", "command"), VERBS)
def test_a_verb_and_its_flags_are_there(page: str, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    verb, *flags = re.findall(r"(?:^[a-z-]+)|(?:--[a-z-]+)", command)

    with pytest.raises(SystemExit) as ended:
        main([verb, "--help"])

    usage = capsys.readouterr().out
    assert ended.value.code == 0
    assert [flag for flag in flags if flag not in usage] == []


@pytest.mark.parametrize(("page", "target"), TARGETS)
def test_a_target_is_in_the_makefile(page: str, target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.M)


def test_make_help_names_every_target_once_and_says_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = re.findall(r"^([a-z][a-z-]*):", makefile, re.M)
    phony = " ".join(re.findall(r"^\.PHONY: (.*)", makefile, re.M)).split()

    printed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    described = dict(re.findall(r"^  make ([a-z-]+) +(\S.*)$", printed, re.M))
    assert sorted(described) == sorted(targets) == sorted(phony)


@pytest.mark.parametrize(("page", "words"), LOGGED)
def test_what_is_searched_for_in_the_log_is_written_there(page: str, words: str) -> None:
    sources = (path.read_text() for folder in CODE for path in (ROOT / folder).rglob("*.py"))

    assert any(f'"{words}"' in source for source in sources)
