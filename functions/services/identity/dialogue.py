"""Where a person is in a conversation with the bot: one small note, forgotten after a day."""

import json
from datetime import datetime
from typing import Any

from functions.services.ports import Dialogue, Records, Ref
from timetable.access import Caller
from timetable.errors import Malformed

_LARGEST = 8192


def read(records: Records, by: Caller) -> Dialogue | None:
    (found,) = records.fetch(Ref("dialogue", by.id))
    return found


def write(records: Records, by: Caller, flow: str, state: dict[str, Any], now: datetime) -> None:
    """The last word wins: a person talks to the bot in one conversation at a time."""
    if len(json.dumps(state)) > _LARGEST:
        raise Malformed(f"A dialogue's state has at most {_LARGEST} characters.", field="state")
    with records.write(now) as writing:
        writing.keep("dialogue", by.id, Dialogue(flow, state))


def end(records: Records, by: Caller, now: datetime) -> None:
    with records.write(now) as writing:
        writing.forget("dialogue", by.id)
