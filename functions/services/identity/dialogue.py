"""Where a person is in a conversation with the bot: one small note, forgotten after a day."""

import json
from typing import Any

from functions.services.ports import DIALOGUE, Dialogue, Request
from timetable.errors import Malformed

MAX_STATE_CHARACTERS = 8192


def read(request: Request) -> Dialogue | None:
    """The caller's dialogue; None if there is none, or it has been forgotten."""
    (dialogue,) = request.records.fetch(DIALOGUE[request.caller.id])
    return dialogue


def write(request: Request, flow: str, state: dict[str, Any]) -> None:
    """Store the caller's dialogue in place of the one before: a person has one conversation at a time."""
    if len(json.dumps(state)) > MAX_STATE_CHARACTERS:
        raise Malformed(f"A dialogue's state has at most {MAX_STATE_CHARACTERS} characters.", field="state")
    with request.write() as writing:
        writing.keep(DIALOGUE[request.caller.id], Dialogue(flow, state))


def end(request: Request) -> None:
    """Forget the caller's dialogue, if there is one."""
    with request.write() as writing:
        writing.forget(DIALOGUE[request.caller.id])
