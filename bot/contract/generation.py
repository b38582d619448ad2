"""Writes schemas.py: the contract's schemas that the bot imports, and those they refer to, as TypedDicts.

Run by `make contract`. Needs datamodel-code-generator and ruff, which the bot itself does without.
"""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

BOT = Path(__file__).parent.parent
CONTRACT = BOT.parent / "docs" / "openapi.json"
SCHEMAS = Path(__file__).with_name("schemas.py")
_MODULE = "bot.contract.schemas"
_TOOLS = Path(sys.executable).parent
_HEADER = (
    '"""Generated from docs/openapi.json by `make contract`: do not edit. What the API takes and answers."""'
)
_GENERATOR_OPTIONS = (
    "--input-file-type=openapi",
    "--output-model-type=typing.TypedDict",
    "--target-python-version=3.11",
    "--enum-field-as-literal=all",
    "--no-use-closed-typed-dict",  # which mypy does not know
    "--disable-future-imports",  # or Python compiles each annotation's text when the bot starts
    "--use-schema-description",
    "--use-single-line-docstring",
    "--disable-timestamp",
    "--strict-refs",
    "--formatters=builtin",
    f"--custom-file-header={_HEADER}",
)
_REFERENCE = re.compile(r'"#/components/schemas/(\w+)"')


def generate() -> str:
    """The text of schemas.py."""
    contract = json.loads(CONTRACT.read_text())
    schemas = contract["components"]["schemas"]
    names = _with_references(schemas, _imported_names())
    part = {
        "openapi": contract["openapi"],
        "info": contract["info"],
        "paths": {},
        "components": {"schemas": {name: schemas[name] for name in sorted(names)}},
    }
    text = _run("datamodel-codegen", *_GENERATOR_OPTIONS, text=json.dumps(part))
    text = _run("ruff", "check", "--fix-only", "--quiet", f"--stdin-filename={SCHEMAS}", "-", text=text)
    return _run("ruff", "format", f"--stdin-filename={SCHEMAS}", "-", text=text)


def _imported_names() -> set[str]:
    """The schemas that some module of the bot imports by name."""
    return {name for path in BOT.rglob("*.py") for name in _names_in(ast.parse(path.read_text()))}


def _names_in(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module == _MODULE:
            yield from (alias.name for alias in node.names)


def _with_references(schemas: Mapping[str, Any], names: set[str]) -> set[str]:
    """These schemas and all that they refer to."""
    closed: set[str] = set()
    while names:
        closed |= names
        names = {ref for name in names for ref in _REFERENCE.findall(json.dumps(schemas[name]))} - closed
    return closed


def _run(tool: str, *arguments: str, text: str) -> str:
    done = subprocess.run(
        [_TOOLS / tool, *arguments], input=text, capture_output=True, text=True, cwd=BOT.parent, check=True
    )
    return done.stdout


if __name__ == "__main__":
    SCHEMAS.write_text(generate())
