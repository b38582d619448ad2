"""What the API answers, as far as the bot reads it."""
