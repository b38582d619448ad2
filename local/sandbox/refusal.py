"""What Telegram answers instead of doing what it is asked."""

from typing import Any

from local.sandbox.store import Json


class Refused(Exception):
    """A method's refusal: its code, its description, and parameters such as `retry_after`."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def answer(self) -> Json:
        body = {"ok": False, "error_code": self.code, "description": self.description}
        return {**body, "parameters": self.parameters} if self.parameters else body


def bad(description: str, **parameters: Any) -> Refused:
    return Refused(400, f"Bad Request: {description}", **parameters)


def forbidden(description: str) -> Refused:
    return Refused(403, f"Forbidden: {description}")


QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
