"""The chat: Telegram updates in, messages out; knows the backend only by its HTTP contract."""
