"""Leave in the chat: asking, what-ifs, cards and decisions, consents.

The application imports it, and the handlers beside it.
"""
