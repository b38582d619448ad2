"""What the API answers, as far as the bot reads it.

Everything of the bot may import it; it imports nothing.
"""
