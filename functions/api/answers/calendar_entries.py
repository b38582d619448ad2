"""What the entries of somebody's calendar say: titles, places and what has changed, never why."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from functions.api.answers.names import Names
from functions.api.shapes.days import ClassOut, PlannedOut
from functions.services.days.agendas import Agenda, Holiday
from functions.services.ports import FACULTY, ROOM, SECTION, SUBJECT, Request
from timetable.agenda import Entry
from timetable.calendar import DAY_NAMES
from timetable.day import State
from timetable.model import ClassOnDate, Term

_CHANGED_MARK = "✱ "  # before the title of a class that is not as planned


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a calendar file; of whole days where `start` and `end` (exclusive) are dates."""

    uid: str
    sequence: int
    start: datetime | date
    end: datetime | date
    summary: str
    location: str
    description: str
    changed_at: datetime
    is_cancelled: bool = False
    is_busy: bool = True


def events(request: Request, agenda: Agenda, usual: list[str] | None) -> list[Event]:
    """The events of an agenda. Titles leave out the names of the `usual` sections; with None, of all."""
    names = Names(request, (c for _, e in agenda.entries for c in _classes(e)))
    words = _Words(request, names, usual)
    class_events = (words.event(term, entry) for term, entry in agenda.entries)
    return [*(e for e in class_events if e), *(words.holiday(h) for h in agenda.holidays)]


def _classes(entry: Entry) -> tuple[ClassOnDate | None, ...]:
    seen = entry.seen
    return seen.class_, seen.was, seen.now, seen.held_with


class _Words:
    def __init__(self, request: Request, names: Names, usual: list[str] | None) -> None:
        self._names, self._usual = names, usual
        self._reference = request.reference
        self._institute = self._reference.institute
        self._zone = ZoneInfo(self._institute.zone)
        self._times = {t.slot: t for t in self._reference.timeslots()}

    def event(self, term: Term, entry: Entry) -> Event | None:
        """The event of an entry; None if the week no longer has the entry's periods."""
        first, last = self._times.get(entry.first), self._times.get(entry.last)
        if first is None or last is None:
            return None
        class_ = self._names.class_(entry.seen)
        return Event(
            self._uid(entry.occupancy, entry.planned),
            entry.sequence,
            self._at(entry.date, first.start),
            self._at(entry.date, last.end),
            _mark(entry) + self._title(class_),
            class_.room_name,
            "\n".join(
                filter(None, (class_.subject_code, *_who(class_), _change(class_), _shared_class(class_)))
            ),
            self._changed_at(term, entry),
            is_cancelled=entry.is_gone,
            is_busy=not entry.is_gone,
        )

    def holiday(self, holiday: Holiday) -> Event:
        term, on = holiday.term, holiday.date
        return Event(
            self._uid("holiday", on), term.version - 1, on, on + timedelta(days=1), holiday.day.name, "", "",
            term.updated_at or _beginning(term), is_busy=False,
        )  # fmt: skip

    def _uid(self, what: str, on: date) -> str:
        return f"{what}-{on:%Y%m%d}@{self._institute.id}.dayorder"

    def _at(self, on: date, clock: str) -> datetime:
        return datetime.combine(on, time.fromisoformat(clock), self._zone)

    def _title(self, class_: ClassOut) -> str:
        if self._usual is None or class_.section_names == self._usual:
            return class_.subject_name
        return f"{class_.subject_name} · {', '.join(class_.section_names)}"

    def _changed_at(self, term: Term, entry: Entry) -> datetime:
        """When the class was last changed, or something that it names."""
        class_: ClassOnDate = entry.seen.class_
        named = [
            self._reference.get(SUBJECT[class_.subject]),
            self._reference.get(ROOM[class_.room]),
            *(self._reference.get(FACULTY[f]) for f in class_.faculty),
            *(self._reference.get(SECTION[s]) for s in class_.sections),
            *(self._times[s] for s in (entry.first, entry.last)),
        ]
        changes = [entry.changed_at, *(v.updated_at for v in named if v)]
        return max((c.astimezone(UTC) for c in changes if c), default=_beginning(term))


def _beginning(term: Term) -> datetime:
    return datetime.combine(term.first, time(), UTC)


def _mark(entry: Entry) -> str:
    """A change as the beginning of a title, for programs that don't show that an event is cancelled."""
    if entry.is_gone:
        return "Cancelled: " if entry.seen.now is None else "Not held by you: "
    return "" if entry.seen.state is State.PLANNED else _CHANGED_MARK


def _who(class_: ClassOut) -> tuple[str, str]:
    return ", ".join(class_.faculty_names), ", ".join(class_.section_names)


def _change(class_: ClassOut) -> str:
    """What is not as planned, in one line."""
    was, now = class_.was, class_.now
    match class_.state:
        case "planned":
            return ""
        case "substituted" | "covering" if was:
            return f"In place of {', '.join(was.faculty_names)}"
        case "moved_here" if was:
            return f"Moved from {_place(was)}"
        case "merged":
            return ""
        case "added":
            return "An extra class"
    if now is None:
        return "Cancelled"
    if now.faculty_names != class_.faculty_names:
        return f"{', '.join(now.faculty_names)} takes it"
    return f"Moved to {_place(now)}"


def _shared_class(class_: ClassOut) -> str:
    return f"Held together with {', '.join(class_.held_with.section_names)}" if class_.held_with else ""


def _place(class_: PlannedOut) -> str:
    day = f"{DAY_NAMES[class_.date.isoweekday()]} {class_.date}"
    return f"{day}, period {class_.period}, {class_.room_name}"
