"""`python -m local.sandbox`: the sandbox as a process, on 127.0.0.1."""

import argparse
import json
import signal
import sys
from pathlib import Path

from aiohttp import web

from local.sandbox.app import create_app
from local.sandbox.telegram import TELEGRAM


def main() -> None:
    parser = argparse.ArgumentParser(prog="local.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--state", type=Path, required=True, help="the SQLite file")
    parser.add_argument("--token", required=True, help="the bot's token")
    parser.add_argument("--people", type=Path, help="JSON file: who is there")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    app = create_app(asked.state, asked.token)
    if asked.people and asked.people.exists():
        app[TELEGRAM].store.add_people(json.loads(asked.people.read_text()))
    try:
        web.run_app(app, host="127.0.0.1", port=asked.port, print=lambda *_: None, shutdown_timeout=1.0)
    except OSError as problem:
        sys.exit(f"The sandbox can't listen on port {asked.port}: {problem.strerror}")


if __name__ == "__main__":
    main()
