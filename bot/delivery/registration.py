"""Tells Telegram where the bot's webhook is."""

from telegram import Bot

from bot.app import ALLOWED_UPDATES

_MAX_CONNECTIONS = 20  # updates that Telegram sends at the same time


async def set_webhook(bot: Bot, url: str, secret: str) -> None:
    """Have Telegram send updates to this address, each with the secret."""
    await bot.set_webhook(
        url, secret_token=secret, allowed_updates=ALLOWED_UPDATES, max_connections=_MAX_CONNECTIONS
    )
