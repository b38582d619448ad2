"""What the API takes and answers, as far as the bot uses it: types made from docs/openapi.json.

Everything of the bot may import it; it imports nothing of the bot. A type that is missing is imported where
it is used, and `make contract` writes it.
"""
