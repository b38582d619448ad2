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
        web.post("/sandbox/groups", create_group),
        web.put("/sandbox/groups/{chat}/bot", set_bot),
        web.put("/sandbox/groups/{chat}/members/{person}", set_member),
        web.post("/sandbox/groups/{chat}/migrate", migrate),
    ]


async def bot(request: web.Request) -> web.Response:
    return web.json_response(BOT)


async def people(request: web.Request) -> web.Response:
    return web.json_response(telegram_of(request).store.people())


async def add_people(request: web.Request) -> web.Response:
    new = await any_body(request)
    if not isinstance(new, list) or not all(isinstance(p, dict) and "id" in p and "name" in p for p in new):
        raise web.HTTPBadRequest(text="Send a list of people, each with id and name.")
    telegram_of(request).store.add_people(new)
    telegram_of(request).show(0, "people", {})
    return web.json_response({"added": len(new)})


async def change_person(request: web.Request) -> web.Response:
    """`language`: what their Telegram says they read; `blocked`: whether the bot may write to them."""
    telegram, who = telegram_of(request), person(request, request.match_info["person"])
    changes = await body_of(request)
    if language := changes.get("language"):
        telegram.store.set_standing(who["id"], {"language": str(language)})
    if "blocked" in changes:
        await block(telegram, who, blocks=bool(changes["blocked"]))
    telegram.show(0, "people", {})
    return web.json_response(telegram.store.person(who["id"]))


async def all_groups(request: web.Request) -> web.Response:
    return web.json_response([g for g in telegram_of(request).store.groups() if not g.get("migrated_to")])


async def create_group(request: web.Request) -> web.Response:
    """`{"title", "members": [ids], "with_bot"}`: its first member is its creator; the bot is in it unless
    `with_bot` is false."""
    body = await body_of(request)
    if not str(body.get("title") or "").strip() or not body.get("members"):
        raise web.HTTPBadRequest(text="A group has a title and members.")
    members = [person(request, id) for id in body["members"]]
    title, with_bot = str(body["title"]).strip(), bool(body.get("with_bot", True))
    return web.json_response(await groups.create(telegram_of(request), title, members, with_bot=with_bot))


async def set_bot(request: web.Request) -> web.Response:
    """`{"status", "by"}`: `member`, `administrator`, `left` or `kicked`."""
    body, group = await body_of(request), group_of(request)
    by = person(request, body.get("by") or next(iter(group["members"])))
    await groups.set_bot(telegram_of(request), group, _standing(body), by=by)
    return web.json_response(group_of(request))


async def set_member(request: web.Request) -> web.Response:
    body, group = await body_of(request), group_of(request)
    who = person(request, request.match_info["person"])
    by = person(request, body.get("by") or who["id"])
    await groups.set_member(telegram_of(request), group, who, status=_standing(body), by=by)
    return web.json_response(group_of(request))


async def migrate(request: web.Request) -> web.Response:
    group = group_of(request)
    if group["type"] != "group" or group.get("migrated_to"):
        raise web.HTTPConflict(text="This is a supergroup already.")
    by = person(request, next(iter(group["members"])))
    return web.json_response(await groups.migrate(telegram_of(request), group, by))


def _standing(body: dict[str, object]) -> str:
    status = str(body.get("status") or "")
    if status not in _STANDINGS:
        raise web.HTTPBadRequest(text=f"A status is one of {', '.join(_STANDINGS)}.")
    return status
