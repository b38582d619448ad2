"""Telling Telegram where the bot is."""

from telegram import Bot

from bot.app import ALLOWED_UPDATES

_AT_ONCE = 20
"""updates that Telegram sends at the same time"""


async def set_webhook(bot: Bot, url: str, secret: str) -> None:
    """From here on updates come to this address, each with the secret."""
    await bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED_UPDATES, max_connections=_AT_ONCE)
