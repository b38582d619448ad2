"""Who is told what, how urgently, and what waits for the end of somebody's quiet hours."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from functions.services.ports import POSTPONED, USER, Records, Request
from timetable.model import QuietHours, User, UserId
from timetable.objects import listings, preferences
from timetable.objects.preferences import Postponed

BULK = frozenset({"changes", "told_hod", "digest", "before_class"})
"""kinds of notices that may go to thousands; all others overtake them, and come in quiet hours too"""
_AT_ONCE = 90
"""writes of one transaction"""
_RELEASED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Telling:
    """One person to be told: the notice, and the Telegram account it goes to."""

    notice: str
    telegram: int
    user: UserId = UserId("")
    quiet: QuietHours | None = None

    @property
    def is_urgent(self) -> bool:
        return self.notice.split(".")[0] not in BULK


def to(notice: str, users: Iterable[User]) -> list[Telling]:
    """The notice for each of these who can be told anything."""
    return [Telling(notice, u.telegram, u.id, u.quiet) for u in users if u.is_told and u.telegram is not None]


def at_once(request: Request, tellings: Sequence[Telling]) -> list[Telling]:
    """Those that are told now. The others are kept until their people's quiet hours end."""
    zone = request.reference.institute.zone
    due = {t: preferences.quiet_until(t.quiet, request.now, zone) for t in tellings if not t.is_urgent}
    waiting = [
        Postponed(f"{t.user}/{t.notice}", t.user, t.notice, until) for t, until in due.items() if until
    ]
    for start in range(0, len(waiting), _AT_ONCE):
        with request.write() as write:
            for one in waiting[start : start + _AT_ONCE]:
                write.keep(POSTPONED[one.id], one)
    return [t for t in tellings if not due.get(t)]


def released(request: Request) -> Iterator[list[Telling]]:
    """What has waited long enough, a portion at a time; it is forgotten when the next portion is asked for,
    so that what was not told comes again."""
    while True:
        page = request.records.page(
            POSTPONED, [listings.postponed_until(request.now)], limit=_RELEASED_AT_ONCE
        )
        if not page.values:
            return
        yield _still_told(request.records, page.values)
        for start in range(0, len(page.values), _AT_ONCE):
            with request.write() as write:
                for one in page.values[start : start + _AT_ONCE]:
                    write.forget(POSTPONED[one.id])


def _still_told(records: Records, waiting: Sequence[Postponed]) -> list[Telling]:
    found = records.fetch(*(USER[u] for u in dict.fromkeys(w.user for w in waiting)))
    users = {u.id: u for u in found if u}
    return [t for w in waiting if w.user in users for t in to(w.notice, [users[w.user]])]
