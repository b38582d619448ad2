"""What the pages name exists: paths, links, targets of make, modules, functions, kinds, folders."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from functions.services.ports import KINDS
from operations.local_product import ROOT
from tests.unit.local.test_docs_commands import code_of

PAGES = [
    ROOT / page
    for page in ("CONTRIBUTING.md", "README.md", "docs/data-model.md", "docs/glossary.md", "docs/promises.md")
]
LINKED = [
    *(ROOT / page for page in ("CONTRIBUTING.md", "README.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
PACKAGES = {path.parent.name for path in ROOT.glob("*/__init__.py")} | {"tests"}
FOLDERS = PACKAGES | {"docs", "infra", "requirements"}
PLACEHOLDER = re.compile(r"\bxx\b")  # `bot/texts/xx.po`: any language


def relative(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def named(pattern: str) -> list[tuple[str, str]]:
    """(page, what the pattern's group matches) wherever it matches all of a piece of code, each once."""
    matches = {
        (relative(page), match[1])
        for page in PAGES
        for code in code_of(page)
        if (match := re.fullmatch(pattern, code.strip()))
    }
    return sorted(matches)


def in_words(pattern: str) -> list[tuple[str, ...]]:
    """The page and the groups of every match in its text, each once."""
    matches = {
        (relative(page), *match.groups())
        for page in PAGES
        for match in re.finditer(pattern, page.read_text())
    }
    return sorted(matches)


def table(page: Path, header: str) -> list[list[str]]:
    """The rows of the table whose first column has this header, as their cells."""
    block = re.search(rf"^\| {header} \|.*\n\| -.*\n((?:\|.*\n)+)", page.read_text(), re.M)
    assert block, f"{page.name} has no table with the column {header!r}"
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in block[1].splitlines()]


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives to the page's headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.M)
    kept = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in kept}


def links() -> Iterator[tuple[str, str]]:
    """(page, target) of every link to something in this repository."""
    for page in LINKED:
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
            if "://" not in target:
                yield relative(page), target


def defined_in(module: Path) -> set[str]:
    """The functions, classes and methods of a module, and the names it binds."""
    nodes = list(ast.walk(ast.parse(module.read_text())))
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {n.name for n in nodes if isinstance(n, definitions)} | {
        n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }


PATHS = [
    *named(rf"((?:{'|'.join(sorted(FOLDERS))})/[\w./*-]*)(?:::\w+)?"),
    *named(r"([\w-]+\.(?:py|md))"),
]
TARGETS = in_words(r"`(?:[A-Z_]+=\S+ )*make ([a-z][a-z-]*)") + in_words(r"^make ([a-z][a-z-]*)")
MODULE = rf"(?:{'|'.join(sorted(PACKAGES))})(?:\.\w+)"
MODULES = in_words(rf"python -m ({MODULE}*)\b") + named(rf"({MODULE}+)")
DEFINITIONS = in_words(r"`(\w+)` in `([\w/]+\.py)`") + in_words(r"`(\w+)` \(`([\w/]+\.py)`\)")


def test_the_pages_name_something_to_look_for() -> None:
    assert len(PATHS) > 60 and len(TARGETS) > 10 and len(DEFINITIONS) > 4


@pytest.mark.parametrize(("page", "path"), PATHS)
def test_a_path_exists(page: str, path: str) -> None:
    pattern = PLACEHOLDER.sub("*", path).rstrip("/")

    matches = ROOT.glob(pattern) if "/" in path else ROOT.glob(f"[!.]*/**/{pattern}")

    assert any(matches) or (ROOT / path).exists()


@pytest.mark.parametrize(("page", "target"), sorted(set(links())))
def test_a_link_leads_somewhere(page: str, target: str) -> None:
    file, _, anchor = target.partition("#")
    path = (ROOT / page).parent / file if file else ROOT / page

    assert path.exists()
    assert not anchor or anchor in anchors(path)


@pytest.mark.parametrize(("page", "target"), TARGETS)
def test_a_target_is_in_the_makefile(page: str, target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.M)


@pytest.mark.parametrize(("page", "module"), MODULES)
def test_a_module_exists(page: str, module: str) -> None:
    path = ROOT.joinpath(*module.split("."))
    parent = path.parent.with_suffix(".py")

    is_module = path.is_dir() or path.with_suffix(".py").exists()

    assert is_module or (parent.exists() and path.name in defined_in(parent))


@pytest.mark.parametrize(("page", "name", "module"), DEFINITIONS)
def test_a_module_defines_what_a_page_says_is_in_it(page: str, name: str, module: str) -> None:
    assert name in defined_in(ROOT / module)


def test_the_data_model_has_every_kind() -> None:
    rows = table(ROOT / "docs" / "data-model.md", "kind")

    described = [kind for row in rows for kind in re.findall(r"`(\w+)`", row[0])]

    assert sorted(described) == sorted(KINDS)


def test_the_map_has_every_package_and_folders_that_exist() -> None:
    rows = table(ROOT / "README.md", "folder")
    folders = {row[0].strip("`"): re.findall(r"`(\w+)/`", row[1]) for row in rows}

    assert {folder.rstrip("/") for folder in folders} >= PACKAGES
    assert [f for f in folders if not (ROOT / f).exists()] == []
    assert [f"{f}{inner}" for f in folders for inner in folders[f] if not (ROOT / f / inner).is_dir()] == []


def test_every_word_of_the_glossary_has_one_meaning() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text()
    words = re.findall(r"^\| (?!word |struck )([a-z][\w -]*) \|", text, re.M)

    assert len(words) > 40
    assert sorted(words) == sorted(set(words))
