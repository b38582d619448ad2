"""Groups: who is in them, the bot coming and going, and the step to a supergroup."""

from local.sandbox.people import tell_membership
from local.sandbox.store import Json
from local.sandbox.telegram import Telegram
from local.sandbox.wire import BOT, OUTSIDE

_FIRST_ID, _FIRST_SUPERGROUP_ID = -5001, -1000000005001


async def create(telegram: Telegram, title: str, people: list[Json], *, with_bot: bool) -> Json:
    """Create a group of these people. The first of them is its creator."""
    creator, *others = people
    taken = [g["id"] for g in telegram.store.groups() if g["type"] == "group"]
    group = {
        "id": min([*taken, _FIRST_ID + 1]) - 1,
        "type": "group",
        "title": title,
        "members": {str(creator["id"]): "creator"} | {str(p["id"]): "member" for p in others},
        "bot": "left",
    }
    telegram.store.put_group(group)
    telegram.show(0, "groups", {})
    if with_bot:
        await set_bot(telegram, group, "member", by=creator)
    return telegram.store.group(group["id"]) or group


async def set_bot(telegram: Telegram, group: Json, status: str, *, by: Json) -> None:
    """The bot is added, made an administrator, or removed; it is told before it is gone."""
    old = group["bot"]
    if old == status:
        return
    changed = {**group, "bot": status}
    with telegram.store.writing():
        telegram.store.put_group(changed)
        if old in OUTSIDE:
            _announce(telegram, changed, f"{by['name']} added Dayorder", by=by, new_chat_members=[BOT])
        elif status in OUTSIDE:
            _announce(telegram, group, f"{by['name']} removed Dayorder", by=by, left_chat_member=BOT)
    await tell_membership(telegram, group["id"], by=by, old=old, new=status)
    telegram.show(0, "groups", {})


async def set_member(telegram: Telegram, group: Json, person: Json, *, status: str, by: Json) -> None:
    """A person joins, leaves, or gets another standing."""
    old = group["members"].get(str(person["id"]), "left")
    group = {**group, "members": {**group["members"], str(person["id"]): status}}
    telegram.store.put_group(group)
    who = telegram.wire.user(person["id"])
    if old in OUTSIDE and status not in OUTSIDE:
        _announce(telegram, group, f"{person['name']} joined", by=by, new_chat_members=[who])
    elif status in OUTSIDE and old not in OUTSIDE:
        _announce(telegram, group, f"{person['name']} left", by=by, left_chat_member=who)
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
        "id": _FIRST_SUPERGROUP_ID - (_FIRST_ID - group["id"]),
        "type": "supergroup",
        "migrated_from": group["id"],
    }
    with telegram.store.writing():
        telegram.store.put_group(new)
        _announce(telegram, group, "This is a supergroup now", by=by, migrate_to_chat_id=new["id"])
        telegram.store.put_group({**group, "migrated_to": new["id"]})
        _announce(telegram, new, "This was a group", by=by, migrate_from_chat_id=group["id"])
    await telegram.updates.tell()
    telegram.show(0, "groups", {})
    return new


def _announce(telegram: Telegram, group: Json, text: str, *, by: Json, **fields: object) -> None:
    """Put a service message into the group. People see its text, the bot gets its fields."""
    body = {"from": "person", "by": by["id"], "service": fields, "shown": text}
    stored = telegram.say(group["id"], body)
    if group["bot"] not in OUTSIDE:
        telegram.updates.put("message", telegram.wire.message(group["id"], stored))
