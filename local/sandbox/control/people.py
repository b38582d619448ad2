"""People and groups: who there is, what language they read, whether they have blocked the bot."""

from collections.abc import Sequence

from aiohttp import web

from local.sandbox import groups
from local.sandbox.control.request import any_body, body_of, group_of, person, telegram_of
from local.sandbox.people import block
from local.sandbox.wire import BOT

_STANDINGS = ("creator", "administrator", "member", "left", "kicked")


def routes() -> Sequence[web.RouteDef]:
    return [
        web.get("/sandbox/bot", bot),
        web.get("/sandbox/people", people),
        web.post("/sandbox/people", add_people),
        web.patch("/sandbox/people/{person}", change_person),
        web.get("/sandbox/groups", all_groups),
        web.post("/sandbox/groups", found_group),
        web.put("/sandbox/groups/{chat}/bot", set_bot),
        web.put("/sandbox/groups/{chat}/members/{person}", set_member),
        web.post("/sandbox/groups/{chat}/migrate", migrate),
    ]


async def bot(request: web.Request) -> web.Response:
    return web.json_response(BOT)


async def people(request: web.Request) -> web.Response:
    return web.json_response(telegram_of(request).store.people())


async def add_people(request: web.Request) -> web.Response:
    given = await any_body(request)
    if not isinstance(given, list) or not all(
        isinstance(p, dict) and "id" in p and "name" in p for p in given
    ):
        raise web.HTTPBadRequest(text="Send a list of people, each with id and name.")
    telegram_of(request).store.add_people(given)
    telegram_of(request).show(0, "people", {})
    return web.json_response({"added": len(given)})


async def change_person(request: web.Request) -> web.Response:
    """`language`: what their Telegram says they read; `blocked`: whether the bot may write to them."""
    telegram, who = telegram_of(request), person(request, request.match_info["person"])
    given = await body_of(request)
    if language := given.get("language"):
        telegram.store.set_standing(who["id"], {"language": str(language)})
    if "blocked" in given:
        await block(telegram, who, blocks=bool(given["blocked"]))
    telegram.show(0, "people", {})
    return web.json_response(telegram.store.person(who["id"]))


async def all_groups(request: web.Request) -> web.Response:
    return web.json_response([g for g in telegram_of(request).store.groups() if not g.get("migrated_to")])


async def found_group(request: web.Request) -> web.Response:
    """`{"title", "members": [ids], "with_bot"}`: its first member made it; the bot is in it unless told."""
    given = await body_of(request)
    if not str(given.get("title") or "").strip() or not given.get("members"):
        raise web.HTTPBadRequest(text="A group has a title and members.")
    members = [person(request, id) for id in given["members"]]
    title, with_bot = str(given["title"]).strip(), bool(given.get("with_bot", True))
    return web.json_response(await groups.found(telegram_of(request), title, members, with_bot=with_bot))


async def set_bot(request: web.Request) -> web.Response:
    """`{"status", "by"}`: `member`, `administrator`, `left` or `kicked`."""
    given, group = await body_of(request), group_of(request)
    by = person(request, given.get("by") or next(iter(group["members"])))
    await groups.set_bot(telegram_of(request), group, _standing(given), by)
    return web.json_response(group_of(request))


async def set_member(request: web.Request) -> web.Response:
    given, group = await body_of(request), group_of(request)
    who = person(request, request.match_info["person"])
    by = person(request, given.get("by") or who["id"])
    await groups.set_member(telegram_of(request), group, who, _standing(given), by)
    return web.json_response(group_of(request))


async def migrate(request: web.Request) -> web.Response:
    group = group_of(request)
    if group["type"] != "group" or group.get("migrated_to"):
        raise web.HTTPConflict(text="This is a supergroup already.")
    by = person(request, next(iter(group["members"])))
    return web.json_response(await groups.migrate(telegram_of(request), group, by))


def _standing(given: dict[str, object]) -> str:
    status = str(given.get("status") or "")
    if status not in _STANDINGS:
        raise web.HTTPBadRequest(text=f"A status is one of {', '.join(_STANDINGS)}.")
    return status
