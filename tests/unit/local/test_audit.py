"""The audit of dependencies: what it makes of pip-audit's answers."""

import json
from pathlib import Path
from typing import Any

import pytest

from operations.audit import main

KNOWN = {"id": "PYSEC-2026-1", "fix_versions": ["2.1"], "aliases": [], "description": "bad"}
SAFE = {"name": "safe", "version": "1.0", "vulns": []}
BAD = {"name": "bad", "version": "2.0", "vulns": [KNOWN]}
UNASKED = {"name": "far", "version": "1.0", "skip_reason": "Dependency not found on PyPI"}


def audited(folder: Path, *answer: dict[str, Any], error: str = "") -> int:
    """With a pip-audit that answers this."""
    output = json.dumps({"dependencies": answer}) if answer else ""
    program = folder / "pip-audit"
    program.write_text(f"#!/bin/sh\ncat <<'END' >&2\n{error}\nEND\nprintf '%s' '{output}'\n")
    program.chmod(0o700)
    return main(str(program), "lock.txt")


def test_a_known_vulnerability_ends_the_check_and_is_named_with_its_way_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audited(tmp_path, SAFE, BAD) == 1
    assert capsys.readouterr().out == "bad 2.0: PYSEC-2026-1 (fixed in: 2.1)\n"


def test_where_nothing_is_known_it_says_how_much_was_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audited(tmp_path, SAFE, UNASKED) == 0
    assert "1 of 2 dependencies" in capsys.readouterr().out


@pytest.mark.parametrize("error", ["", "requests.exceptions.ConnectionError: no way"])
def test_without_a_way_to_the_advisories_it_says_so_and_checks_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], error: str
) -> None:
    answer = () if error else (UNASKED,)

    assert audited(tmp_path, *answer, error=error) == 0
    assert "can't be reached" in capsys.readouterr().out


def test_a_lock_that_cannot_be_read_is_no_audit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audited(tmp_path, error="ERROR: invalid requirements input: lock.txt") == 2
    assert "lock.txt" in capsys.readouterr().out
