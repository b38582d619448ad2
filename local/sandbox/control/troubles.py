"""What tests and people turn on: errors, limits, the clock put forward; and the log of what was sent."""

from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from typing import Any

from aiohttp import web

from local.sandbox.control.request import body_of, number, telegram_of
from local.sandbox.faults import KINDS, Fault
from local.sandbox.store import Json

_OF_A_FAULT = {f.name for f in fields(Fault)} - {"id", "met", "methods", "kind"}


def routes() -> Sequence[web.RouteDef]:
    return [
        web.get("/sandbox/faults", faults),
        web.post("/sandbox/faults", turn_on),
        web.delete("/sandbox/faults", turn_all_off),
        web.delete("/sandbox/faults/{id}", turn_off),
        web.get("/sandbox/settings", settings),
        web.patch("/sandbox/settings", change_settings),
        web.post("/sandbox/clock", put_forward),
        web.get("/sandbox/sends", sends),
        web.post("/sandbox/clear", clear),
    ]


async def faults(request: web.Request) -> web.Response:
    return web.json_response([_shown(fault) for fault in telegram_of(request).faults])


async def turn_on(request: web.Request) -> web.Response:
    """`{"kind", "chat", "methods", "times", "every", "retry_after", "migrate_to_chat_id", "code", ...}`."""
    parameters = await body_of(request)
    unknown = set(parameters) - _OF_A_FAULT - {"kind", "methods"}
    if parameters.get("kind") not in KINDS or unknown or number(parameters.get("every", 1)) < 1:
        raise web.HTTPBadRequest(text=f"A fault's kind is one of {', '.join(KINDS)}.")
    methods = frozenset(str(m).lower() for m in parameters.pop("methods", None) or ())
    fault = telegram_of(request).faults.turn_on(Fault(id=0, methods=methods, **parameters))
    return web.json_response(_shown(fault))


async def turn_off(request: web.Request) -> web.Response:
    telegram_of(request).faults.turn_off(number(request.match_info["id"]))
    return web.json_response({"ok": True})


async def turn_all_off(request: web.Request) -> web.Response:
    telegram_of(request).faults.turn_off()
    return web.json_response({"ok": True})


def _shown(fault: Fault) -> Json:
    return {**asdict(fault), "methods": sorted(fault.methods)}


async def settings(request: web.Request) -> web.Response:
    return web.json_response(asdict(telegram_of(request).settings))


async def change_settings(request: web.Request) -> web.Response:
    telegram, changes = telegram_of(request), await body_of(request)
    current = asdict(telegram.settings)
    if wrong := [n for n, value in changes.items() if n not in current or not _is_like(current[n], value)]:
        raise web.HTTPBadRequest(text=f"No such setting, or not such a value: {', '.join(wrong)}.")
    telegram.settings = replace(telegram.settings, **changes)
    return web.json_response(asdict(telegram.settings))


def _is_like(current: Any, value: Any) -> bool:
    return isinstance(value, bool) if isinstance(current, bool) else isinstance(value, int | float)


async def put_forward(request: web.Request) -> web.Response:
    """`{"seconds"}`: the sandbox's clock goes so far ahead; taps and caches grow old at once."""
    telegram = telegram_of(request)
    telegram.clock_ahead_seconds += float(number((await body_of(request)).get("seconds")))
    return web.json_response({"now": telegram.now()})


async def sends(request: web.Request) -> web.Response:
    """Everything the bot sent and edited: number, time, chat, method; from a number on with `after`."""
    return web.json_response(telegram_of(request).sends.after(number(request.query.get("after", "0"))))


async def clear(request: web.Request) -> web.Response:
    telegram_of(request).clear()
    telegram_of(request).show(0, "cleared", {})
    return web.json_response({"ok": True})
