"""How the Bot API refuses a call: a status and Telegram's own description."""


class CallRefused(Exception):
    """A call that Telegram would answer with `ok: false`."""

    def __init__(self, status: int, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.description = description


def bad_request(what: str) -> CallRefused:
    return CallRefused(400, f"Bad Request: {what}")


def forbidden(what: str) -> CallRefused:
    return CallRefused(403, f"Forbidden: {what}")


class NoSuchThing(Exception):
    """The control API was asked for something that is not there."""


class Malformed(Exception):
    """The control API was sent something that it can't read."""
