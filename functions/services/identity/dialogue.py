"""Where a person is in a conversation with the bot: one small note, forgotten after a day."""

import json
from typing import Any

from functions.services.ports import DIALOGUE, Dialogue, Request
from timetable.errors import Malformed

_LARGEST = 8192


def read(request: Request) -> Dialogue | None:
    (dialogue,) = request.records.fetch(DIALOGUE[request.caller.id])
    return dialogue


def write(request: Request, flow: str, state: dict[str, Any]) -> None:
    """The last word wins: a person talks to the bot in one conversation at a time."""
    if len(json.dumps(state)) > _LARGEST:
        raise Malformed(f"A dialogue's state has at most {_LARGEST} characters.", field="state")
    with request.write() as writing:
        writing.keep(DIALOGUE[request.caller.id], Dialogue(flow, state))


def end(request: Request) -> None:
    with request.write() as writing:
        writing.forget(DIALOGUE[request.caller.id])
