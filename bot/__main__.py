"""The bot as a process: long polling, or telling Telegram once where the webhook is (`set-webhook URL`)."""

import argparse
import asyncio
import sys

from bot import logs, menus
from bot.app import ALLOWED_UPDATES, App, build
from bot.delivery import registration
from bot.settings import NotConfigured, Settings


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bot", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("poll", help="fetch updates and answer them (the default)")
    webhook = commands.add_parser("set-webhook", help="have Telegram send updates to this address")
    webhook.add_argument("url")
    options = parser.parse_args(arguments)
    logs.configure()
    try:
        settings = Settings.from_environment()
    except NotConfigured as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    if options.command == "set-webhook":
        return asyncio.run(_set_webhook(settings, options.url))
    build(settings, polling=True).run_polling(
        allowed_updates=ALLOWED_UPDATES, drop_pending_updates=False, bootstrap_retries=-1
    )
    return 0


async def _set_webhook(settings: Settings, url: str) -> int:
    if not settings.webhook_secret:
        sys.stderr.write("Set WEBHOOK_SECRET: without it the webhook refuses every update.\n")
        return 1
    app: App = build(settings)
    async with app:
        await registration.set_webhook(app.bot, url, settings.webhook_secret)
        await menus.show_everywhere(app.bot)
    return 0


if __name__ == "__main__":
    sys.exit(main())
