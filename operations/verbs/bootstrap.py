"""`./dayorder bootstrap`: what a fresh deployment needs to be a college; again, and it changes nothing."""

import argparse
import asyncio
import secrets
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import available_timezones

from telegram import Bot
from telegram.error import TelegramError

from bot import menus
from bot.app import build
from bot.delivery import registration
from functions.services.college import founding
from functions.services.identity import linking
from functions.services.identity.clock import clock_request
from functions.services.ports import USER, Request
from functions.store.records import TableRecords
from operations.deployment import Deployment, deployment
from operations.local_product import CannotStart
from timetable.access import Caller
from timetable.model import Institute, InstituteId, Role, User, UserId
from timetable.objects import listings

DEFAULT_ZONE = "Asia/Kolkata"
_ADMINS = 50


def register(verbs: Any) -> None:
    verb = verbs.add_parser("bootstrap", help="the first institute and admin, webhook and commands")
    verb.add_argument("--stack", help="the deployed stack's name; without, what runs on this machine")
    verb.add_argument("--institute", default="", help="the college's name")
    verb.add_argument("--admin", default="", help="its first admin's name")
    verb.add_argument(
        "--zone", default=DEFAULT_ZONE, help=f"IANA time zone, {DEFAULT_ZONE} unless told otherwise"
    )
    verb.set_defaults(act=_act)


def _act(asked: argparse.Namespace) -> int:
    for line in bootstrap(deployment(asked.stack), asked.institute, asked.admin, asked.zone):
        print(f"  {line}", flush=True)
    print("Done. Look at all of it: ./dayorder doctor" + (f" --stack {asked.stack}" if asked.stack else ""))
    return 0


def bootstrap(to: Deployment, institute: str, admin: str, zone: str) -> Iterator[str]:
    """Says what it did, or found done, line by line. Raises CannotStart for what only a person can mend."""
    now = datetime.now(UTC)
    records = yield from _institute(to, institute, admin, zone, now)
    fresh = founding.admit_scheduler(clock_request(records, now), to.environment("Solve")["SCHEDULER_TOKEN"])
    yield f"scheduler's token: {'written' if fresh else 'is there already'}"
    try:
        name, said = asyncio.run(_telegram(to))
    except TelegramError as error:
        raise CannotStart(f"Telegram does not take the bot's token or address: {error}") from error
    yield from _link(records, name, now)
    yield from said


def _institute(
    to: Deployment, name: str, admin: str, zone: str, now: datetime
) -> Generator[str, None, TableRecords]:
    """The one institute, made where there is none yet."""
    known = to.door.institutes()
    if known:
        records = to.door.records(known[0])
        yield f"institute: {records.reference.institute.name} is there already"
        return records
    if not name or not admin:
        raise CannotStart(
            'The table is empty. Name the college and its admin: --institute "..." --admin "..."'
        )
    if zone not in available_timezones():
        raise CannotStart(f"{zone} is no time zone. Give one such as {DEFAULT_ZONE}: --zone ...")
    made = Institute(InstituteId(f"i{secrets.token_hex(6)}"), name, zone)
    records = to.door.records(made.id)
    first = User(UserId(f"u{secrets.token_hex(6)}"), admin, Role.ADMIN)
    founding.begin(clock_request(records, now), made, first)
    yield f"institute: {name} made, with {admin} as its admin"
    return to.door.records(made.id)


async def _telegram(to: Deployment) -> tuple[str, list[str]]:
    """The bot's name, and what became of webhook and commands."""
    async with build(to.bot) as app:
        bot: Bot = app.bot
        me = await bot.get_me()
        if to.polling:
            return str(me.username), ["webhook: none; here the bot fetches its updates itself"]
        url = to.outputs["WebhookUrl"]
        known = await bot.get_webhook_info()
        await registration.set_webhook(bot, url, to.bot.webhook_secret)
        said = [f"webhook: {'is' if known.url == url else 'set to'} {url}"]
        await menus.show_everywhere(bot)
        return str(me.username), [*said, "commands: set, in every language the bot speaks"]


def _link(records: TableRecords, bot: str, now: datetime) -> Iterator[str]:
    admins = _admins(records)
    if linked := [u for u in admins if u.telegram is not None]:
        yield f"admin: {linked[0].name} is linked already"
        return
    for admin in admins[:1]:
        code = linking.invite(
            Request(records, Caller(records.institute, Role.ADMIN, token="operator"), now), admin.id
        )
        days = linking.LIVES.days
        yield f"admin: {admin.name} opens https://t.me/{bot}?start={code} (once, within {days} days)"


def _admins(records: TableRecords) -> list[User]:
    page = records.page(USER, [listings.users_of(Role.ADMIN, None)], limit=_ADMINS)
    return [u for u in page.values if u.active]
