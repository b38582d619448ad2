"""`make demo` plays the whole loop, again on the same data, and says in one line what it can't read."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from local.emulator import free_port
from operations.local_product import ROOT

_PATIENCE = 300


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A product of its own: its state, its ports."""
    state = tmp_path_factory.mktemp("demo") / "state"
    return {
        "DAYORDER_STATE": str(state),
        "DAYORDER_PORT": str(free_port()),
        "DAYORDER_CHAT_PORT": str(free_port()),
    }


def demo(settings: dict[str, str], **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "local.demo"],
        cwd=ROOT,
        env={**os.environ, **settings, **more},
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )


@pytest.mark.long
def test_the_demo_plays_the_loop_and_plays_it_again_on_the_same_data(settings: dict[str, str]) -> None:
    first = demo(settings, DEMO_SEED="1")
    second = demo(settings, DEMO_SEED="2")

    assert first.returncode == 0, first.stdout[-2000:] + first.stderr
    assert second.returncode == 0, second.stdout[-2000:] + second.stderr
    assert "founding" in first.stdout
    assert "founding" not in second.stdout


@pytest.mark.parametrize("text", ["", "Name: Broken\nCourses: many\n"])
def test_a_broken_instance_is_one_line_and_exit_code_2(
    settings: dict[str, str], tmp_path: Path, text: str
) -> None:
    broken = tmp_path / "broken.ctt"
    broken.write_text(text)

    ended = demo(settings, COLLEGE=str(broken))

    assert ended.returncode == 2
    assert "broken.ctt" in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert not ended.stdout


def test_a_missing_instance_is_one_line_and_exit_code_2(settings: dict[str, str], tmp_path: Path) -> None:
    ended = demo(settings, COLLEGE=str(tmp_path / "none.ctt"))

    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
