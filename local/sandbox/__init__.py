"""A stand-in for Telegram: its Bot API for the bot, and a chat page for people.

It imports nothing of the product; the stack and tests start it.
"""
