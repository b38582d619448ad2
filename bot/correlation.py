"""Which update or notice this is about, for the logs here and of all that it brings about."""

from contextvars import ContextVar

HEADER = "X-Correlation-Id"
_current: ContextVar[str] = ContextVar("correlation", default="")


def begin(id: str) -> None:
    """From here on in this task, logs and requests carry this id."""
    _current.set(id)


def current_id() -> str:
    """The id of the present update or notice; empty outside one."""
    return _current.get()


def headers() -> dict[str, str]:
    """The headers that tell the backend."""
    return {HEADER: current_id()} if current_id() else {}
