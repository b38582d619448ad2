"""Every package is a room: small enough to be seen at once, and it says what it is for and who may enter."""

import ast
from pathlib import Path

import pytest

from operations.local_product import ROOT

PRODUCT = ("timetable", "functions", "solver_layer", "bot", "operations", "local")
MAX_MODULES = 17  # "about 15": what fits on a screen of a tree
PACKAGES = sorted(path.parent for name in PRODUCT for path in (ROOT / name).rglob("__init__.py"))


def name_of(package: Path) -> str:
    return package.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("package", PACKAGES, ids=name_of)
def test_a_package_says_what_it_is_for_and_who_may_import_it(package: Path) -> None:
    doc = ast.get_docstring(ast.parse((package / "__init__.py").read_text())) or ""
    first = doc.split("\n")[0]

    assert len(first.split()) > 3, f"{name_of(package)} opens with no sentence"
    assert "import" in doc, f"{name_of(package)} does not say who may import it"


@pytest.mark.parametrize("package", PACKAGES, ids=name_of)
def test_a_package_is_small(package: Path) -> None:
    modules = [path.name for path in package.glob("*.py") if path.name != "__init__.py"]

    assert len(modules) <= MAX_MODULES, modules
