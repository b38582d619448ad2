"""The running product on one machine: emulator, deployment, sandbox, bot; started and stopped together."""

import json
import os
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from local import deploy
from local.emulator import Emulator, free_port, is_taken
from operations import local_product
from operations.local_product import ROOT, CannotStart

Progress = Callable[[str], None]
TELEGRAM = "https://api.telegram.org"
_PATIENCE_SECONDS = 30.0


class Stack:
    """Everything that `make up` runs. Data lives in `state` and survives a restart.

    With a token of a real bot there is no sandbox: the same bot talks to Telegram by long polling.
    """

    def __init__(
        self,
        state: Path,
        *,
        port: int | None = None,
        chat_port: int | None = None,
        telegram_token: str | None = None,
        progress: Progress = lambda line: None,
    ) -> None:
        self.state = state
        self.progress = progress
        self.emulator = Emulator(state, port)
        self.chat_port = chat_port or free_port()
        self._telegram_token = telegram_token
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self.deployed: deploy.Deployed

    @property
    def endpoint(self) -> str:
        return self.emulator.endpoint

    @property
    def api_url(self) -> str:
        return self.deployed.api_url

    @property
    def is_sandboxed(self) -> bool:
        return self._telegram_token is None

    @property
    def chat_url(self) -> str:
        """The sandbox: its chat page, its control API and its Bot API."""
        return f"http://127.0.0.1:{self.chat_port}"

    @property
    def secrets(self) -> dict[str, str]:
        """The product's secrets: made once, in the state folder, readable by its owner only."""
        file = self.state / "secrets.json"
        if not file.exists():
            self.state.mkdir(parents=True, exist_ok=True)
            values = {
                "BotKey": secrets.token_urlsafe(32),
                "WebhookSecret": secrets.token_urlsafe(24),
                "SchedulerToken": f"dos_{secrets.token_urlsafe(32)}",
                "TelegramToken": f"{secrets.randbelow(10**9) + 10**9}:{secrets.token_urlsafe(26)}",
            }
            unfinished = file.with_suffix(".new")
            with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as output:
                json.dump(values, output)
            unfinished.rename(file)
        stored: dict[str, str] = json.loads(file.read_text())
        return stored | ({"TelegramToken": self._telegram_token} if self._telegram_token else {})

    @property
    def settings(self) -> dict[str, str]:
        """The environment of a process that is part of the product."""
        return {
            "TABLE": self.deployed.table,
            "API_URL": self.api_url,
            "BOT_KEY": self.secrets["BotKey"],
            "SCHEDULER_TOKEN": self.secrets["SchedulerToken"],
            "WEBHOOK_SECRET": self.secrets["WebhookSecret"],
            "TELEGRAM_TOKEN": self.secrets["TelegramToken"],
            "TELEGRAM_API": self.chat_url if self.is_sandboxed else TELEGRAM,
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": local_product.REGION,
        }

    # starting and stopping

    def start(self) -> None:
        """Emulator, deployment and sandbox; the bot starts when there is a college (`start_bot`)."""
        try:
            if self.is_sandboxed and is_taken(self.chat_port):
                raise CannotStart(
                    f"Port {self.chat_port} is taken by another program. Stop it, or choose another: "
                    "DAYORDER_CHAT_PORT=8090 make up"
                )
            self.progress("starting the AWS emulator")
            self.emulator.start()
            self.progress("deploying infra/template.yaml to it")
            self.deployed = deploy.deploy(self.endpoint, self._parameters())
            if self.is_sandboxed:
                self.progress("starting the chat sandbox")
                self._start_sandbox()
        except BaseException:  # Ctrl-C too leaves nothing running
            self.stop()
            raise

    def start_bot(self) -> None:
        self.progress("starting the bot")
        self._run("bot", [sys.executable, "-m", "bot"])

    def stop(self) -> None:
        """Stop every part that was started. The emulator saves its state."""
        for child in reversed(self._children.values()):
            child.terminate()
        for child in self._children.values():
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self._children.clear()
        self.emulator.stop()

    def ended(self) -> str | None:
        """The name of a part that has stopped by itself, if one has."""
        if not self.emulator.is_running:
            return "emulator"
        return next((name for name, child in self._children.items() if child.poll() is not None), None)

    @property
    def process_groups(self) -> list[int]:
        """Each part leads a group of its own, with all that it starts."""
        return [*(child.pid for child in self._children.values()), self.emulator.pid]

    def log_of(self, part: str) -> Path:
        return self.state / f"{part}.log"

    def _parameters(self) -> dict[str, str]:
        names = ("BotKey", "WebhookSecret", "SchedulerToken", "TelegramToken")
        api = self.chat_url if self.is_sandboxed else TELEGRAM
        return {name: self.secrets[name] for name in names} | {"TelegramApi": api}

    def _start_sandbox(self) -> None:
        people = self.state / "people.json"
        if not people.exists():
            people.write_text("[]")
        arguments = {
            "--port": str(self.chat_port),
            "--state": str(self.state / "sandbox.sqlite"),
            "--token": self.secrets["TelegramToken"],
            "--people": str(people),
        }
        self._run(
            "sandbox",
            [sys.executable, "-m", "local.sandbox", *(a for pair in arguments.items() for a in pair)],
        )
        self._wait_for("sandbox", f"{self.chat_url}/sandbox/health")

    def _run(self, name: str, command: list[str]) -> None:
        with self.log_of(name).open("ab") as log:
            self._children[name] = subprocess.Popen(
                [sys.executable, "-m", "local.child", *command],
                cwd=ROOT,
                env={**os.environ, **self.settings},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _wait_for(self, name: str, url: str) -> None:
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until and self._children[name].poll() is None:
            try:
                with urllib.request.urlopen(url, timeout=1):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise CannotStart(f"The {name} did not start. Its log: {self.log_of(name)}")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
