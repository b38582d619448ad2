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

MAX_SKEW_SECONDS = 30.0  # a bot's token lives sixty
_RECENT_SECONDS = 600.0  # an older error of the webhook is past
_TIMEOUT_SECONDS = 30.0


def findings(deployment: Deployment) -> Iterator[Finding]:
    yield from _api(deployment)
    yield _solver(deployment)
    yield from _telegram(deployment)


def _api(deployment: Deployment) -> Iterator[Finding]:
    url = deployment.outputs["ApiUrl"]
    logs = "docs/runbook/api-faults.md"
    try:
        answer = httpx.get(f"{url}/me/", timeout=_TIMEOUT_SECONDS)
    except httpx.HTTPError as error:
        yield Finding("API", False, f"{url} does not answer: {error}", logs)
        return
    yield Finding(
        "API", answer.status_code == 401, f"answers a stranger {answer.status_code} (401 is right)", logs
    )
    yield _clock(answer)
    yield from _health(deployment, url)


def _clock(answer: httpx.Response) -> Finding:
    header = answer.headers.get("date")
    if header is None:
        return Finding("clock", True, "the API does not say what time it has")
    skew = abs((datetime.now(UTC) - parsedate_to_datetime(header)).total_seconds())
    return Finding(
        "clock", skew <= MAX_SKEW_SECONDS, f"{skew:.0f} s from the API's", "Set this machine's clock (NTP)."
    )


def _health(deployment: Deployment, url: str) -> Iterator[Finding]:
    """What /health/ answers an admin, who is any that is linked to Telegram."""
    directory = deployment.directory
    account = next((a for i in directory.institutes() if (a := _admin(directory.records(i)))), None)
    if account is None:
        yield Finding(
            "admin",
            False,
            "nobody is linked",
            f"./dayorder bootstrap --stack {deployment.stack} makes a link",
        )
        return
    headers = {"Authorization": f"Bearer {_token(account, deployment.environment('Api')['BOT_KEY'])}"}
    answer = httpx.get(f"{url}/health/", headers=headers, timeout=_TIMEOUT_SECONDS)
    if answer.status_code != 200:
        yield Finding("/health/", False, f"answers {answer.status_code}", "docs/runbook/api-faults.md")
        return
    checks = answer.json()["checks"]
    poorly = ", ".join(c["name"] for c in checks if not c["ok"])
    text = f"answers; look at in the chat, by /health: {poorly}" if poorly else "answers; the college is well"
    yield Finding("/health/", True, text)


def _admin(records: TableRecords) -> int | None:
    """The Telegram account of one admin of the institute; None if nobody is linked."""
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


def _solver(deployment: Deployment) -> Finding:
    """Whether the solver starts with all that it imports: it is called with nothing to do."""
    remedy = "docs/runbook/solver-fails.md"
    name = deployment.outputs["SolveFunction"]
    called = deployment.client("lambda").invoke(FunctionName=name, Payload=json.dumps({"Records": []}))
    text = called["Payload"].read().decode()
    if "FunctionError" in called:
        return Finding("solver", False, f"fails: {text[:200]}", remedy)
    return Finding("solver", json.loads(text) == {"batchItemFailures": []}, "answers", remedy)


def _telegram(deployment: Deployment) -> Iterator[Finding]:
    again = f"./dayorder bootstrap --stack {deployment.stack}"
    try:
        name, hook, commands = asyncio.run(_ask_telegram(deployment))
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
    if not deployment.polling:
        yield from _webhook(deployment, hook, again)


async def _ask_telegram(deployment: Deployment) -> tuple[str, WebhookInfo, int]:
    async with build(deployment.bot) as app:
        bot: Bot = app.bot
        me = await bot.get_me()
        return str(me.username), await bot.get_webhook_info(), len(await bot.get_my_commands())


def _webhook(deployment: Deployment, hook: WebhookInfo, again: str) -> Iterator[Finding]:
    url = deployment.outputs["WebhookUrl"]
    yield Finding("webhook", hook.url == url, f"is {hook.url or 'not set'}", again)
    at = hook.last_error_date
    recent = at is not None and (datetime.now(UTC) - at).total_seconds() < _RECENT_SECONDS
    text = f"{hook.last_error_message} at {at:%H:%M:%S} UTC" if recent and at else "none of late"
    yield Finding("webhook's errors", not recent, text, "docs/runbook/function-errors.md")
    waiting = hook.pending_update_count
    yield Finding("updates waiting", waiting < 100, str(waiting), "docs/runbook/slow-answers.md")
    answer = httpx.post(url, json={}, timeout=_TIMEOUT_SECONDS)
    text = f"answers {answer.status_code} (403 is right)"
    yield Finding(
        "webhook without its secret", answer.status_code == 403, text, "Set WebhookSecret and deploy."
    )
