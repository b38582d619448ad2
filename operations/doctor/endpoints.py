"""What answers: the API, the solver, the webhook, Telegram; and whether the clocks agree."""

import asyncio
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
import jwt
from telegram import Bot, WebhookInfo
from telegram.error import TelegramError

from bot.app import build
from bot.settings import NotConfigured
from functions.services.ports import USER
from functions.store.records import TableRecords
from operations.deployment import Deployment
from operations.doctor.finding import Finding
from timetable.model import Role
from timetable.objects import listings

MOST_SKEW = 30.0
"""seconds; a bot's token lives sixty"""
_ERRORS_OF = 600.0
"""seconds; an older error of the webhook is past"""
_TIMEOUT = 30.0


def findings(of: Deployment) -> Iterator[Finding]:
    yield from _api(of)
    yield _solver(of)
    yield from _telegram(of)


def _api(of: Deployment) -> Iterator[Finding]:
    url = of.outputs["ApiUrl"]
    logs = "docs/runbook/api-faults.md"
    try:
        answer = httpx.get(f"{url}/me/", timeout=_TIMEOUT)
    except httpx.HTTPError as error:
        yield Finding("API", False, f"{url} does not answer: {error}", logs)
        return
    yield Finding(
        "API", answer.status_code == 401, f"answers a stranger {answer.status_code} (401 is right)", logs
    )
    yield _clock(answer)
    yield from _health(of, url)


def _clock(answer: httpx.Response) -> Finding:
    theirs = answer.headers.get("date")
    if theirs is None:
        return Finding("clock", True, "the API does not say what time it has")
    skew = abs((datetime.now(UTC) - parsedate_to_datetime(theirs)).total_seconds())
    return Finding(
        "clock", skew <= MOST_SKEW, f"{skew:.0f} s from the API's", "Set this machine's clock (NTP)."
    )


def _health(of: Deployment, url: str) -> Iterator[Finding]:
    """As an admin sees it: what /health/ says of the college."""
    account = next((a for i in of.door.institutes() if (a := _admin(of.door.records(i)))), None)
    if account is None:
        yield Finding(
            "admin", False, "nobody is linked", f"./dayorder bootstrap --stack {of.stack} makes a link"
        )
        return
    headers = {"Authorization": f"Bearer {_token(account, of.environment('Api')['BOT_KEY'])}"}
    answer = httpx.get(f"{url}/health/", headers=headers, timeout=_TIMEOUT)
    if answer.status_code != 200:
        yield Finding("/health/", False, f"answers {answer.status_code}", "docs/runbook/api-faults.md")
        return
    checks = answer.json()["checks"]
    poorly = ", ".join(c["name"] for c in checks if not c["ok"])
    said = f"answers; look at in the chat, by /health: {poorly}" if poorly else "answers; the college is well"
    yield Finding("/health/", True, said)


def _admin(records: TableRecords) -> int | None:
    page = records.page(USER, [listings.users_of(Role.ADMIN, None)], limit=50)
    return next((u.telegram for u in page.values if u.active and u.telegram is not None), None)


def _token(telegram: int, key: str) -> str:
    now = int(time.time())
    claims = {
        "iss": "dayorder-bot",
        "aud": "dayorder-api",
        "sub": f"telegram:{telegram}",
        "iat": now,
        "exp": now + 60,
    }
    return jwt.encode(claims, key, algorithm="HS256")


def _solver(of: Deployment) -> Finding:
    """Called with nothing to do: it starts, and has all it imports."""
    remedy = "docs/runbook/solver-fails.md"
    name = of.outputs["SolveFunction"]
    called = of.client("lambda").invoke(FunctionName=name, Payload=json.dumps({"Records": []}))
    said = called["Payload"].read().decode()
    if "FunctionError" in called:
        return Finding("solver", False, f"fails: {said[:200]}", remedy)
    return Finding("solver", json.loads(said) == {"batchItemFailures": []}, "answers", remedy)


def _telegram(of: Deployment) -> Iterator[Finding]:
    again = f"./dayorder bootstrap --stack {of.stack}"
    try:
        name, hook, commands = asyncio.run(_asked(of))
    except NotConfigured as missing:
        yield Finding("Telegram", False, str(missing), "Deploy with the bot's token.")
        return
    except TelegramError as error:
        yield Finding(
            "Telegram",
            False,
            f"{type(error).__name__}: {error}",
            "Is TelegramToken the bot's own? BotFather has it.",
        )
        return
    yield Finding("Telegram", True, f"knows the bot as @{name}")
    yield Finding("commands", commands > 0, f"{commands} in the menu", again)
    if not of.polling:
        yield from _webhook(of, hook, again)


async def _asked(of: Deployment) -> tuple[str, WebhookInfo, int]:
    async with build(of.bot) as app:
        bot: Bot = app.bot
        me = await bot.get_me()
        return str(me.username), await bot.get_webhook_info(), len(await bot.get_my_commands())


def _webhook(of: Deployment, hook: WebhookInfo, again: str) -> Iterator[Finding]:
    url = of.outputs["WebhookUrl"]
    yield Finding("webhook", hook.url == url, f"is {hook.url or 'not set'}", again)
    at = hook.last_error_date
    recent = at is not None and (datetime.now(UTC) - at).total_seconds() < _ERRORS_OF
    said = f"{hook.last_error_message} at {at:%H:%M:%S} UTC" if recent and at else "none of late"
    yield Finding("webhook's errors", not recent, said, "docs/runbook/function-errors.md")
    waiting = hook.pending_update_count
    yield Finding("updates waiting", waiting < 100, str(waiting), "docs/runbook/slow-answers.md")
    answer = httpx.post(url, json={}, timeout=_TIMEOUT)
    said = f"answers {answer.status_code} (403 is right)"
    yield Finding(
        "webhook without its secret", answer.status_code == 403, said, "Set WebhookSecret and deploy."
    )
