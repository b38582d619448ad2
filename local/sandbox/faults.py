"""Errors that tests and people turn on: in one chat or all, for some methods, for so many calls."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from local.sandbox.refusal import Refused, bad, forbidden

# a fault that names no methods leaves these alone
_UNTOUCHED = ("getme", "getupdates", "setwebhook", "deletewebhook", "getwebhookinfo", "logout", "close")
# no answer comes: `lost` keeps the caller waiting, `cut` ends the connection; before or after the effect
SILENT = ("lost_before", "lost_after", "cut_before", "cut_after")
KINDS = (
    "flood",
    "blocked",
    "deactivated",
    "kicked",
    "not_found",
    "migrated",
    "server_error",
    "bad_gateway",
    "error",
    *SILENT,
)


@dataclass(frozen=True, slots=True)
class Fault:
    """An error that calls meet: `times` of them, or every one until it is turned off if that is None.

    Of the calls that fit, only each `every`-th meets it; `met` counts those that fitted so far.
    """

    id: int
    kind: str
    chat: int | None = None
    methods: frozenset[str] = frozenset()
    times: int | None = None
    every: int = 1
    retry_after: int = 5
    migrate_to_chat_id: int = 0
    code: int = 400
    description: str = "Bad Request"
    met: int = 0

    def fits(self, method: str, chat: int | None) -> bool:
        named = method in self.methods if self.methods else method not in _UNTOUCHED
        return named and (self.chat is None or self.chat == chat)

    @property
    def is_due(self) -> bool:
        return self.met % self.every == 0

    @property
    def is_over(self) -> bool:
        return self.times is not None and self.met // self.every >= self.times

    @property
    def refusal(self) -> Refused:
        """What it answers; a silent fault has none."""
        seconds = self.retry_after
        return {
            "flood": Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds),
            "blocked": forbidden("bot was blocked by the user"),
            "deactivated": forbidden("user is deactivated"),
            "kicked": forbidden("bot was kicked from the group chat"),
            "not_found": bad("chat not found"),
            "migrated": migrated(self.migrate_to_chat_id),
            "server_error": Refused(500, "Internal Server Error"),
            "bad_gateway": Refused(502, "Bad Gateway"),
            "error": Refused(self.code, self.description),
        }[self.kind]


def migrated(to: int) -> Refused:
    """The refusal of a call to a group that became a supergroup with this id."""
    return bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=to)


class Faults:
    """Those that are on, the oldest first."""

    def __init__(self) -> None:
        self._on: list[Fault] = []
        self._ids = count(1)

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._on)

    def turn_on(self, fault: Fault) -> Fault:
        on = replace(fault, id=next(self._ids))
        self._on.append(on)
        return on

    def turn_off(self, id: int | None = None) -> None:
        self._on = [f for f in self._on if id is not None and f.id != id]

    def due(self, method: str, chat: int | None) -> Fault | None:
        """The one that this call meets."""
        for at, fault in enumerate(self._on):
            if fault.fits(method, chat):
                met = replace(fault, met=fault.met + 1)
                self._on[at] = met
                self._on = [f for f in self._on if not f.is_over]
                if met.is_due:
                    return met
        return None
