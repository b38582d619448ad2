"""Screens of leave: requests, cards, plan rows, what-ifs, consents.

Handlers and notices import it; it imports the screens beside it.
"""
