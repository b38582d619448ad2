"""The chat page in a real browser: people write, tap and watch the bot answer, several side by side."""
