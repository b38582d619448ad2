"""The chat: Telegram updates in, messages out; knows the backend only by its HTTP contract.

It imports nothing of the backend; operations and local import it.
"""
