"""Who the bot is, what chats there are, who is in them."""

from typing import Any

from local.sandbox import groups
from local.sandbox.bot_api.call import Call
from local.sandbox.refusal import bad
from local.sandbox.store import Json
from local.sandbox.wire import ABILITIES, BOT, OUTSIDE, member

_MORE: Json = {"accent_color_id": 0, "max_reaction_count": 11}
_NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)


async def get_me(call: Call) -> Any:
    return {**BOT, **ABILITIES, "can_read_all_group_messages": not call.telegram.settings.is_privacy_on}


async def get_chat(call: Call) -> Any:
    chat = call.known_chat if (call.chat_id or 0) > 0 else call.chat
    return {**call.telegram.wire.chat(chat), **_MORE, "accepted_gift_types": _NO_GIFTS}


async def get_chat_member(call: Call) -> Any:
    chat, id = call.chat, call.number("user_id")
    group = call.telegram.store.group(chat) or {"members": {str(chat): "member"}, "bot": "member"}
    if id == BOT["id"]:
        return member(BOT, group["bot"])
    if call.telegram.store.person(id) is None:
        raise bad("user not found")
    return member(call.telegram.wire.user(id), group["members"].get(str(id), "left"))


async def get_chat_administrators(call: Call) -> Any:
    group = _group(call)
    ours = [member(BOT, "administrator")] if group["bot"] == "administrator" else []
    return ours + [
        member(call.telegram.wire.user(int(id)), status)
        for id, status in group["members"].items()
        if status in ("creator", "administrator")
    ]


async def get_chat_member_count(call: Call) -> Any:
    group = call.telegram.store.group(call.chat)
    if group is None:
        return 2
    return sum(status not in OUTSIDE for status in (*group["members"].values(), group["bot"]))


async def leave_chat(call: Call) -> Any:
    await groups.leave(call.telegram, _group(call))
    return True


def _group(call: Call) -> Json:
    group = call.telegram.store.group(call.chat)
    if group is None:
        raise bad("method is available for group and supergroup chats only")
    return group
