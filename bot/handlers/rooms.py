"""/free: rooms that nothing holds, now or at any date and period, by kind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.api_client import UserApi
from bot.callback_data import Tap
from bot.contract.schemas import MeOut
from bot.phrases.lookup import read_date_and_name
from bot.turn import Turn
from bot.views import lookups
from bot.views.screen import Screen

_PERIOD = re.compile(r"p?(\d{1,2})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WantedRooms:
    """Which free rooms somebody looks for; None stands for the present period, or for any kind."""

    on: date
    period: int | None
    kind: str | None


async def free_command(turn: Turn) -> None:
    """/free DATE PERIOD KIND, each optional: without a period the present one, or the next."""
    api = turn.api
    me, kinds = await api.me(), await api.room_kinds()
    wanted = read_free(turn.arguments, today=date.fromisoformat(me["today"]), kinds=kinds)
    period = wanted.period if wanted.period is not None else await present_period(api, me)
    await turn.say(await _screen(api, wanted.on.isoformat(), period, kind=wanted.kind, kinds=kinds, me=me))


async def free_button(turn: Turn) -> None:
    period, number, on = turn.fields
    api = turn.api
    me, kinds = await api.me(), await api.room_kinds()
    chosen = None if number == lookups.ANY_KIND else kinds[int(number) % len(kinds)]
    await turn.redraw(await _screen(api, on, int(period), kind=chosen, kinds=kinds, me=me))
    await turn.done()


async def present_period(api: UserApi, me: MeOut) -> int:
    """The period that runs, else the next of the day, else its first."""
    clock = (await api.present())["time"]
    to_come = [p["period"] for p in me["periods"] if clock < p["end"]]
    return to_come[0] if to_come else me["periods"][0]["period"]


def read_free(words: Sequence[str], *, today: date, kinds: Sequence[str]) -> WantedRooms:
    """`lab`, `P3 lab`, `fri 3`, `now`: what is no date and no period is the beginning of a kind's name."""
    left = [w for w in words if w.casefold() not in ("now", "अभी", "abhi")]
    period = next((int(m[1]) for w in left if (m := _PERIOD.fullmatch(w))), None)
    left = [w for w in left if not _PERIOD.fullmatch(w)]
    on, named = read_date_and_name(left, today=today)
    beginning = named.casefold()
    kind = next((k for k in kinds if beginning and beginning in k.casefold()), None)
    return WantedRooms(on or today, period, kind)


async def _screen(
    api: UserApi, on: str, period: int, *, kind: str | None, kinds: Sequence[str], me: MeOut
) -> Screen:
    rooms = await api.free_rooms(on, period, kind=kind)
    return lookups.free(rooms, on, period, kind=kind, kinds=kinds, me=me)


COMMANDS = {"free": free_command}
BUTTONS = {Tap.FREE: free_button}
