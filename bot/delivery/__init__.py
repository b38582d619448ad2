"""How messages reach Telegram: one sender, at its pace, within its limits, and what its answers mean.

The application and the notices import it; it imports nothing else of the bot.
"""
