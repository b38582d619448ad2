"""Groups: who is in them, the bot coming and going, and the step to a supergroup."""

from local.sandbox.people import tell_membership
from local.sandbox.store import Json
from local.sandbox.telegram import Telegram
from local.sandbox.wire import BOT, OUTSIDE

_FIRST, _FIRST_SUPER = -5001, -1000000005001


async def found(telegram: Telegram, title: str, people: list[Json], *, with_bot: bool) -> Json:
    """A group of these people; the first of them made it."""
    creator, *others = people
    taken = [g["id"] for g in telegram.store.groups() if g["type"] == "group"]
    group = {
        "id": min([*taken, _FIRST + 1]) - 1,
        "type": "group",
        "title": title,
        "members": {str(creator["id"]): "creator"} | {str(p["id"]): "member" for p in others},
        "bot": "left",
    }
    telegram.store.put_group(group)
    telegram.show(0, "groups", {})
    if with_bot:
        await set_bot(telegram, group, "member", creator)
    return telegram.store.group(group["id"]) or group


async def set_bot(telegram: Telegram, group: Json, status: str, by: Json) -> None:
    """The bot is added, made an administrator, or removed; it is told before it is gone."""
    old = group["bot"]
    if old == status:
        return
    changed = {**group, "bot": status}
    with telegram.store.writing():
        telegram.store.put_group(changed)
        if old in OUTSIDE:
            _service(telegram, changed, by, f"{by['name']} added Dayorder", new_chat_members=[BOT])
        elif status in OUTSIDE:
            _service(telegram, group, by, f"{by['name']} removed Dayorder", left_chat_member=BOT)
    await tell_membership(telegram, group["id"], by, old, status)
    telegram.show(0, "groups", {})


async def set_member(telegram: Telegram, group: Json, person: Json, status: str, by: Json) -> None:
    """A person joins, leaves, or gets another standing."""
    old = group["members"].get(str(person["id"]), "left")
    group = {**group, "members": {**group["members"], str(person["id"]): status}}
    telegram.store.put_group(group)
    who = telegram.wire.user(person["id"])
    if old in OUTSIDE and status not in OUTSIDE:
        _service(telegram, group, by, f"{person['name']} joined", new_chat_members=[who])
    elif status in OUTSIDE and old not in OUTSIDE:
        _service(telegram, group, by, f"{person['name']} left", left_chat_member=who)
    await telegram.updates.tell()
    telegram.show(0, "groups", {})


async def leave(telegram: Telegram, group: Json) -> None:
    """The bot goes by itself."""
    telegram.store.put_group({**group, "bot": "left"})
    telegram.say(group["id"], {"from": "bot", "service": {"left_chat_member": BOT}, "shown": "Dayorder left"})
    telegram.show(0, "groups", {})


async def migrate(telegram: Telegram, group: Json, by: Json) -> Json:
    """The group becomes a supergroup, with a new id; calls to the old one are refused and told the new."""
    new = {
        **group,
        "id": _FIRST_SUPER - (_FIRST - group["id"]),
        "type": "supergroup",
        "migrated_from": group["id"],
    }
    with telegram.store.writing():
        telegram.store.put_group(new)
        _service(telegram, group, by, "This is a supergroup now", migrate_to_chat_id=new["id"])
        telegram.store.put_group({**group, "migrated_to": new["id"]})
        _service(telegram, new, by, "This was a group", migrate_from_chat_id=group["id"])
    await telegram.updates.tell()
    telegram.show(0, "groups", {})
    return new


def _service(telegram: Telegram, group: Json, by: Json, shown: str, **fields: object) -> None:
    body = {"from": "person", "by": by["id"], "service": fields, "shown": shown}
    stored = telegram.say(group["id"], body)
    if group["bot"] not in OUTSIDE:
        telegram.updates.put("message", telegram.wire.message(group["id"], stored))
