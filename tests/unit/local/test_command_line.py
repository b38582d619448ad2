"""`./dayorder --help` is there at once: it imports what describes the verbs, not what carries them out."""

import re
import subprocess
import sys

import pytest

from operations.__main__ import action
from operations.command_line import parser

HEAVY = ("boto3", "botocore", "pynamodb", "pydantic", "ortools", "numba", "numpy", "telegram", "httpx", "jwt")
VERBS = {
    "import": "college.xlsx",
    "export": "college.xlsx",
    "template": "empty.xlsx",
    "solve": "draft.json",
    "publish": "draft.json",
    "verify": "",
    "repair-claims": "",
    "backup": "college.backup",
    "restore": "college.backup --table other",
    "bootstrap": "",
    "doctor": "",
    "redrive": "",
    "cost": "--students 1 --leaves-per-day 1",
}


@pytest.mark.parametrize("command", [["--help"], *([verb, "--help"] for verb in VERBS)], ids=" ".join)
def test_help_imports_nothing_heavy(command: list[str]) -> None:
    program = (
        "import atexit, runpy, sys\n"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
        f"sys.argv = ['dayorder', *{command}]\n"
        "runpy.run_module('operations', run_name='__main__')"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert "usage: dayorder" in done.stdout
    assert not {name.partition(".")[0] for name in done.stderr.split()} & set(HEAVY)


def test_every_verb_is_known_here() -> None:
    usage = parser().format_help()

    assert set(re.findall(r"^ {4}(\S+)", usage, re.M)) == set(VERBS)


@pytest.mark.parametrize(("verb", "values"), VERBS.items())
def test_every_verb_has_a_function_that_carries_it_out(verb: str, values: str) -> None:
    arguments = parser().parse_args([verb, *values.split()])

    assert callable(action(arguments.action))
