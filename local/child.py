"""`python -m local.child COMMAND...`: runs a part of the product, and stops it when the parent process is
gone."""

import contextlib
import os
import signal
import subprocess
import sys

_POLL_SECONDS = 0.5


def main() -> int:
    parent = os.getppid()
    child = subprocess.Popen(sys.argv[1:])
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    while child.poll() is None:
        if os.getppid() != parent:
            child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(_POLL_SECONDS)
    return child.returncode


if __name__ == "__main__":
    sys.exit(main())
