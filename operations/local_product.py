"""The product that runs on this machine, as its operator finds it: its folder, its account, its stack."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STACK = "dayorder"
REGION = "ap-south-1"
RUNNING = "running.json"  # a file in the state folder while the product runs: its addresses and its process


class CannotStart(Exception):
    """Something of the product could not be started; the message is one line for a person."""


def state_folder(ctt: str | None = None) -> Path:
    """Where the product's data is; a college made from an instance has a folder of its own."""
    base = Path(os.environ.get("DAYORDER_STATE", ROOT / ".dayorder" / "state"))
    return base.with_name(f"{base.name}-{Path(ctt).stem}") if ctt else base


def forget_accounts() -> None:
    """Remove AWS's variables from the environment: no account that is configured here is ever talked to."""
    for name in [n for n in os.environ if n.startswith("AWS_")]:
        del os.environ[name]


def session(endpoint: str) -> dict[str, str]:
    """Keyword arguments for every client that talks to the emulator."""
    return {
        "endpoint_url": endpoint,
        "region_name": REGION,
        "aws_access_key_id": "test",
        "aws_secret_access_key": "test",
    }
