"""The AWS emulator as a child process: started, waited for, stopped."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Self

from operations.local_product import ROOT, CannotStart

# ministack pins botocore exactly, so it has an environment of its own (`make setup`)
PYTHON = ROOT / ".dayorder" / "emulator" / "bin" / "python"
_PATIENCE_SECONDS = 40.0


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def is_taken(port: int) -> bool:
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


class Emulator:
    """ministack on 127.0.0.1, with its state in a folder. Handlers run from the working tree."""

    def __init__(self, state: Path, port: int | None = None) -> None:
        self.port = port or free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self._state = state
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if is_taken(self.port):
            raise CannotStart(
                f"Port {self.port} is taken by another program. Stop it, or choose another: "
                "DAYORDER_PORT=4570 make up"
            )
        if not PYTHON.exists():
            raise CannotStart("The emulator is not installed yet. Run: make setup")
        self._state.mkdir(parents=True, exist_ok=True)
        with (self._state / "emulator.log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(PYTHON), str(ROOT / "local" / "emulator_main.py")],
                env=self._environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait()

    def _environment(self) -> dict[str, str]:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "PYTHON"))}
        return inherited | {
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "PERSIST_STATE": "1",
            "S3_PERSIST": "1",
            "STATE_DIR": str(self._state / "aws"),
            "S3_DATA_DIR": str(self._state / "s3"),
            "TMPDIR": str(_create(self._state / "tmp")),
            "LAMBDA_EXECUTOR": "local",
            "LAMBDA_WARM_TTL_SECONDS": "86400",
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
            "LOG_LEVEL": "WARNING",
            "DAYORDER_PYTHON": sys.executable,
            "DAYORDER_PARENT": str(os.getpid()),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def _wait(self) -> None:
        assert self._process is not None
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until:
            if self._process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.endpoint}/_ministack/health", timeout=1):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        self.stop()
        raise CannotStart(f"The emulator did not start. Its log: {self._state / 'emulator.log'}")

    @property
    def pid(self) -> int:
        assert self._process is not None, "the emulator runs"
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Stop the emulator, which saves its state first. The workers of handlers are its children and end
        too."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _create(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
