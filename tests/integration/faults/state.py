"""What a table says in the end, without what differs from run to run: random ids, and numbers of messages."""

import json
import re
from collections.abc import Iterator
from typing import Any

from tests.integration.faults.chats import buttons
from tests.integration.faults.world import World
from tests.support import tiny

_RANDOM = re.compile(r"[0-9a-f]{8,}")
_PASSING = {"event", "answer", "rate"}
"""kinds that are forgotten by themselves: what was published, how requests were answered, how many came"""
Json = dict[str, Any]


def lasting(world: World) -> list[str]:
    """Every item that lasts, as a line."""
    return sorted(_lines(world))


def _lines(world: World) -> Iterator[str]:
    for item in world.items():
        kind = item["kind"]["S"]
        if kind in _PASSING:
            continue
        plain = {name: next(iter(value.values())) for name, value in item.items()}
        if kind == "notice":
            plain = _of_notice(world, plain)
        yield _RANDOM.sub("*", json.dumps(plain, sort_keys=True, ensure_ascii=False))


def _of_notice(world: World, item: Json) -> Json:
    """How often it was drawn depends on what was delivered when; what counts is what stands there now."""
    body = json.loads(item["body"])
    user = next(u for u in tiny.college().users if u.id == body["user"])
    message = world.chats.store.message(user.telegram or 0, body["message_id"])
    assert message is not None, "who was told has the message"
    shows = [message["text"], *(b["text"] for b in buttons(message))]
    return {"sk": item["sk"], "user": user.id, "shows": shows}
