"""`./dayorder bootstrap`: what a fresh deployment needs to be a college; again, and it changes nothing."""

import argparse
import asyncio
import secrets
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
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
from operations.command_line import DEFAULT_ZONE
from operations.deployment import Deployment, deployment
from operations.institutes import OPERATOR
from operations.local_product import CannotStart
from timetable.access import Caller
from timetable.model import Institute, InstituteId, Role, User, UserId
from timetable.objects import listings

_MAX_ADMINS = 50


def bootstrap(arguments: argparse.Namespace) -> int:
    """Make a college of a fresh deployment, and print each step. Repeated, it changes nothing."""
    target = deployment(arguments.stack)
    for line in steps(target, institute=arguments.institute, admin=arguments.admin, zone=arguments.zone):
        print(f"  {line}", flush=True)
    option = f" --stack {arguments.stack}" if arguments.stack else ""
    print(f"Done. Look at all of it: ./dayorder doctor{option}")
    return 0


def steps(target: Deployment, *, institute: str, admin: str, zone: str) -> Iterator[str]:
    """Do each step that has not been done, and yield a line that says so. Raises CannotStart for what only a
    person can mend."""
    now = datetime.now(UTC)
    records = yield from _institute(target, name=institute, admin=admin, zone=zone, now=now)
    fresh = founding.admit_scheduler(
        clock_request(records, now), target.environment("Solve")["SCHEDULER_TOKEN"]
    )
    yield f"scheduler's token: {'written' if fresh else 'is there already'}"
    try:
        username, lines = asyncio.run(_configure_telegram(target))
    except TelegramError as error:
        raise CannotStart(f"Telegram does not take the bot's token or address: {error}") from error
    yield from _link(records, username, now)
    yield from lines


def _institute(
    target: Deployment, *, name: str, admin: str, zone: str, now: datetime
) -> Generator[str, None, TableRecords]:
    """The records of the one institute, which is made if the table is empty."""
    institutes = target.directory.institutes()
    if institutes:
        records = target.directory.records(institutes[0])
        yield f"institute: {records.reference.institute.name} is there already"
        return records
    if not name or not admin:
        raise CannotStart(
            'The table is empty. Name the college and its admin: --institute "..." --admin "..."'
        )
    if zone not in available_timezones():
        raise CannotStart(f"{zone} is no time zone. Give one such as {DEFAULT_ZONE}: --zone ...")
    institute = Institute(InstituteId(f"i{secrets.token_hex(6)}"), name, zone)
    records = target.directory.records(institute.id)
    first = User(UserId(f"u{secrets.token_hex(6)}"), admin, Role.ADMIN)
    founding.begin(clock_request(records, now), institute, first)
    yield f"institute: {name} made, with {admin} as its admin"
    return target.directory.records(institute.id)


async def _configure_telegram(target: Deployment) -> tuple[str, list[str]]:
    """Set the bot's webhook and commands. Returns the bot's name, and a line for each."""
    async with build(target.bot) as app:
        bot: Bot = app.bot
        me = await bot.get_me()
        if target.polling:
            return str(me.username), ["webhook: none; here the bot fetches its updates itself"]
        url = target.outputs["WebhookUrl"]
        previous = await bot.get_webhook_info()
        await registration.set_webhook(bot, url, target.bot.webhook_secret)
        line = f"webhook: {'is' if previous.url == url else 'set to'} {url}"
        await menus.show_everywhere(bot)
        return str(me.username), [line, "commands: set, in every language the bot speaks"]


def _link(records: TableRecords, bot: str, now: datetime) -> Iterator[str]:
    """A line with the link by which the first admin opens the bot, unless an admin has done so."""
    admins = _admins(records)
    if linked := [u for u in admins if u.telegram is not None]:
        yield f"admin: {linked[0].name} is linked already"
        return
    for admin in admins[:1]:
        operator = Caller(records.institute, Role.ADMIN, token=OPERATOR)
        code = linking.invite(Request(records, operator, now), admin.id)
        days = linking.CODE_LIFETIME.days
        yield f"admin: {admin.name} opens https://t.me/{bot}?start={code} (once, within {days} days)"


def _admins(records: TableRecords) -> list[User]:
    page = records.page(USER, [listings.users_of(Role.ADMIN, None)], limit=_MAX_ADMINS)
    return [u for u in page.values if u.active]
