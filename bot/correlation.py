"""Which update or notice this is about, for the logs here and of all that it brings about."""

from contextvars import ContextVar

HEADER = "X-Correlation-Id"
_present: ContextVar[str] = ContextVar("correlation", default="")


def begin(id: str) -> None:
    _present.set(id)


def present() -> str:
    """Empty where nothing has begun."""
    return _present.get()


def headers() -> dict[str, str]:
    """What the backend is sent of it."""
    return {HEADER: present()} if present() else {}
