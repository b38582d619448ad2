"""What the bot is configured with: the environment, read once and only when asked."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

TELEGRAM = "https://api.telegram.org"


class NotConfigured(Exception):
    """A setting that the bot can't do without is missing."""


@dataclass(frozen=True, slots=True)
class Settings:
    api_url: str
    bot_key: str
    telegram_token: str
    telegram_api: str = TELEGRAM
    webhook_secret: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        missing = [name for name in ("API_URL", "BOT_KEY", "TELEGRAM_TOKEN") if not environment.get(name)]
        if missing:
            raise NotConfigured(f"Set {', '.join(missing)} in the environment of the bot.")
        return cls(
            api_url=environment["API_URL"].rstrip("/"),
            bot_key=environment["BOT_KEY"],
            telegram_token=environment["TELEGRAM_TOKEN"],
            telegram_api=(environment.get("TELEGRAM_API") or TELEGRAM).rstrip("/"),
            webhook_secret=environment.get("WEBHOOK_SECRET", ""),
        )
