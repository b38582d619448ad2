"""A stand-in for Telegram: its Bot API for the bot, and a chat page for people."""
