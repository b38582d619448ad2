"""The routes, a module per resource: parse, call one service, answer.

The application collects them; nothing else imports them.
"""
