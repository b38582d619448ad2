"""Which notices are urgent, and which wait for the end of somebody's quiet hours."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from functions.services.ports import POSTPONED, USER, Records, Request
from timetable.model import QuietHours, User, UserId
from timetable.objects import listings, preferences
from timetable.objects.preferences import Postponed

# Kinds of notices that may go to thousands. All others overtake them, and are sent in quiet hours, too.
BULK = frozenset({"changes", "told_hod", "digest", "before_class"})
_WRITES_PER_TRANSACTION = 90
_NOTICES_PER_PORTION = 500


@dataclass(frozen=True, slots=True)
class Telling:
    """A notice that is to be sent to one person: its id, and their Telegram account."""

    notice: str
    telegram: int
    user: UserId = UserId("")
    quiet: QuietHours | None = None

    @property
    def is_urgent(self) -> bool:
        return self.notice.split(".")[0] not in BULK


def to(notice: str, users: Iterable[User]) -> list[Telling]:
    """The notice for each of these users who can be reached in the chat."""
    return [Telling(notice, u.telegram, u.id, u.quiet) for u in users if u.is_told and u.telegram is not None]


def postpone(request: Request, tellings: Sequence[Telling]) -> list[Telling]:
    """Store those that have to wait until their people's quiet hours end, and return the others."""
    zone = request.reference.institute.zone
    due = {t: preferences.quiet_until(t.quiet, request.now, zone) for t in tellings if not t.is_urgent}
    waiting = [
        Postponed(f"{t.user}/{t.notice}", t.user, t.notice, until) for t, until in due.items() if until
    ]
    for start in range(0, len(waiting), _WRITES_PER_TRANSACTION):
        with request.write() as write:
            for postponed in waiting[start : start + _WRITES_PER_TRANSACTION]:
                write.keep(POSTPONED[postponed.id], postponed)
    return [t for t in tellings if not due.get(t)]


def released(request: Request) -> Iterator[list[Telling]]:
    """The postponed notices whose quiet hours have ended, in portions.

    A portion is deleted when the next one is asked for, so a portion that could not be queued comes again.
    """
    while True:
        page = request.records.page(
            POSTPONED, [listings.postponed_until(request.now)], limit=_NOTICES_PER_PORTION
        )
        if not page.values:
            return
        yield _tellings(request.records, page.values)
        for start in range(0, len(page.values), _WRITES_PER_TRANSACTION):
            with request.write() as write:
                for postponed in page.values[start : start + _WRITES_PER_TRANSACTION]:
                    write.forget(POSTPONED[postponed.id])


def _tellings(records: Records, waiting: Sequence[Postponed]) -> list[Telling]:
    """The postponed notices of everybody who can still be reached."""
    ids = dict.fromkeys(w.user for w in waiting)
    users = {u.id: u for u in records.fetch(*(USER[id] for id in ids)) if u}
    return [t for w in waiting if w.user in users for t in to(w.notice, [users[w.user]])]
