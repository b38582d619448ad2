"""What starting a Lambda imports stays within its budget, and what is heavy waits for its use."""

import subprocess
import sys

import pytest

from tests.benchmarks.imports import ENTRIES, Entry, measured

HEAVY = ("boto3", "icalendar", "xlsxwriter", "PIL", "uharfbuzz", "numpy", "pandas", "ortools")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.name)
def test_an_entry_imports_no_more_than_its_budget(entry: Entry) -> None:
    assert measured(entry.module).modules <= entry.budget


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.name)
def test_what_is_heavy_waits_for_its_use(entry: Entry) -> None:
    program = f"import sys, {entry.module}; print(*sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert not set(HEAVY) & set(done.stdout.split())


def test_publishing_knows_neither_the_table_nor_the_domain() -> None:
    program = "import sys, functions.publish.app; print(*sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert not {"pynamodb", "pydantic", "timetable", "botocore.session"} & set(done.stdout.split())
