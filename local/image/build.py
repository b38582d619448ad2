"""Builds a root file system from a Dockerfile's steps, on this machine.

What stands in for AWS's base image is a fresh environment of this machine's Python with the same runtime
client (awslambdaric). COPY, RUN and ENV are done as they are written, in the folder that is /var/task there.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from operations.local_product import ROOT, CannotStart

_BASE = re.compile(r"public\.ecr\.aws/lambda/python:(3\.\d+)$")
_IGNORED = shutil.ignore_patterns("__pycache__", "*.pyc")


@dataclass(slots=True)
class Image:
    """The file system that the steps have made so far, with its environment and its command."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)
    command: str = ""

    @property
    def task(self) -> Path:
        """/var/task: where the code is, and where it runs."""
        return self.root / "var" / "task"

    @property
    def python(self) -> Path:
        return self.root / "var" / "lang" / "bin" / "python"

    @property
    def settings(self) -> dict[str, str]:
        """The environment of a process in the image; its /tmp is the image's own."""
        path = f"{self.python.parent}:{os.defpath}"
        own = {k: re.sub(r"^/tmp\b", str(self.root / "tmp"), v) for k, v in self.environment.items()}
        return {"PATH": path, "HOME": str(self.root / "tmp"), "PYTHONPATH": str(self.task), **own}


def build(dockerfile: Path, root: Path) -> Image:
    """Carry out the steps of a Dockerfile. Raises CannotStart for one that fails or is not known here."""
    image = Image(root)
    for folder in (image.task, root / "tmp"):
        folder.mkdir(parents=True, exist_ok=True)
    for verb, rest in steps(dockerfile):
        match verb:
            case "FROM":
                _base(image, rest)
            case "ENV":
                name, _, value = rest.partition("=")
                image.environment[name] = "".join(shlex.split(value))
            case "COPY":
                _copy(image, *rest.split())
            case "RUN":
                _run(image, ["sh", "-c", rest])
            case "CMD":
                image.command = str(json.loads(rest)[0])
            case _:
                raise CannotStart(f"{dockerfile} has a step that can't be done here: {verb} {rest}")
    return image


def steps(dockerfile: Path) -> Iterator[tuple[str, str]]:
    for line in dockerfile.read_text().replace("\\\n", " ").splitlines():
        if line.strip() and not line.startswith("#"):
            verb, _, rest = line.partition(" ")
            yield verb, rest.strip()


def _base(image: Image, name: str) -> None:
    version = _BASE.match(name)
    if not version:
        raise CannotStart(f"There is nothing here that stands in for {name}.")
    # the same minor version where this machine has it; the locks are for all from 3.11 on
    python = os.environ.get("IMAGE_PYTHON") or shutil.which(f"python{version.group(1)}") or sys.executable
    _run(image, [python, "-m", "venv", "--clear", str(image.python.parent.parent)])
    lock = ROOT / "requirements" / "runtime.txt"
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    _run(image, [str(image.python), *install, "--only-binary=:all:", "-r", str(lock)])


def _copy(image: Image, source: str, target: str) -> None:
    origin, destination = ROOT / source, image.task / target
    if origin.is_dir():
        shutil.copytree(origin, destination, ignore=_IGNORED, dirs_exist_ok=True)
    else:
        shutil.copy2(origin, destination / origin.name if destination.is_dir() else destination)


def _run(image: Image, command: list[str]) -> None:
    process = subprocess.run(
        command, cwd=image.task, env=image.settings, capture_output=True, text=True, check=False
    )
    if process.returncode:
        raise CannotStart(f"{' '.join(command)} failed:\n{process.stdout[-2000:]}{process.stderr[-2000:]}")
