"""Contradictions in sentences, for those who know the college and no solver."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from solver_layer.model.suitable import RoomNeed
from solver_layer.why.contradictions import Contradiction
from solver_layer.why.counts import most_periods
from solver_layer.why.relaxations import Change, Relaxation
from solver_layer.why.requirements import Kind, Requirement, fixed_blocks
from timetable.model import Faculty, Infra, Offering, OfferingId, Slot
from timetable.problems import Instance


@dataclass(frozen=True, slots=True)
class Words:
    """A contradiction in words: one sentence, its requirements one by one, and what could give way."""

    sentence: str
    requirements: tuple[str, ...]
    relaxations: tuple[str, ...]


def in_words(
    instance: Instance, contradiction: Contradiction, names: Mapping[OfferingId, str] | None = None
) -> tuple[Words, ...]:
    """The contradiction and its further ones. `names`: what offerings are called, if not by their ids."""
    teller = _Teller(instance, names or {})
    return tuple(
        Words(
            teller.sentence(c.requirements),
            tuple(teller.requirement(r) for r in c.requirements),
            tuple(teller.relaxation(r) for r in c.relaxations),
        )
        for c in (contradiction, *contradiction.further)
    )


@dataclass(frozen=True)
class _Teller:
    instance: Instance
    names: Mapping[OfferingId, str] = field(default_factory=dict)

    def sentence(self, requirements: tuple[Requirement, ...]) -> str:
        """What is short, and of what there is too much; or else all that can't hold together."""
        others = [r for r in requirements if r.kind is not Kind.PERIODS]
        offerings = [self._offering(r.about) for r in requirements if r.kind is Kind.PERIODS]
        needed = sum(o.periods_per_week for o in offerings)
        available = self._periods_there(others)
        if available is None or needed <= available:
            they = "These can't hold together" if len(requirements) > 1 else "This can't be"
            return f"{they}: " + "; ".join(self.requirement(r) for r in requirements) + "."
        reasons = "".join(f"{self.requirement(r)}; " for r in others)
        needs = f"{self._all(offerings)} {'need' if len(offerings) > 1 else 'needs'}"
        if not available:
            return _sentence(f"{reasons}{needs} {_periods(needed)}.")
        return _sentence(f"{reasons}{needs} {needed} of {self._whose(others)} {_periods(available)}.")

    def _whose(self, limits: list[Requirement]) -> str:
        """`its`: of the one room; `their`: of more, or of a teacher."""
        if not limits:
            return "the week's"
        rooms = [room for r in limits if r.room_need for room in self._rooms(r.room_need)]
        return "its" if len(rooms) == 1 or limits[0].kind is Kind.STUDENTS else "their"

    def _periods_there(self, limits: list[Requirement]) -> int | None:
        """The periods in which all these can be had, where a count says that."""
        kinds, about = {r.kind for r in limits}, {r.about for r in limits}
        slots = len(self.instance.timeslots)
        if kinds == {Kind.ROOMS}:
            rooms = {room.id for r in limits if r.room_need for room in self._rooms(r.room_need)}
            return len(rooms) * slots
        if len(about) == 1 and kinds <= _OF_TEACHERS and kinds:
            teachers = [f for f in self.instance.faculty if f.id in about]
            return most_periods(self.instance, teachers[0], kinds) if teachers else slots
        return slots if kinds <= {Kind.STUDENTS} and len(about) <= 1 else None

    def requirement(self, requirement: Requirement) -> str:
        """One requirement as a sentence without its full stop."""
        about = requirement.about
        match requirement.kind:
            case Kind.ROOMS:
                assert requirement.room_need is not None
                return self._rooms_there(requirement.room_need)
            case Kind.FIXED:
                return self._fixed(requirement)
            case Kind.PARALLEL:
                basket = [o for o in self.instance.offerings if o.parallel == about]
                return f"{self._all(basket)} are held together"
            case Kind.STUDENTS:
                return f"section {self._section(about)} attends one class at a time"
            case _ if requirement.kind in _OF_TEACHERS:
                return self._of_teacher(requirement.kind, about)
            case _:
                return self._of_offering(requirement.kind, self._offering(about))

    def _of_teacher(self, kind: Kind, about: str) -> str:
        teacher = next((f for f in self.instance.faculty if f.id == about), None)
        if teacher is None or kind is Kind.FACULTY:
            return f"{self._teacher(about)} teaches one class at a time"
        if kind is Kind.FACULTY_UNAVAILABLE:
            return f"{teacher.name} never teaches on {_times(teacher.unavailable)}"
        if kind is Kind.DAILY_LIMIT:
            return f"{teacher.name} teaches at most {_periods(teacher.daily_limit)} a day"
        return f"{teacher.name} teaches at most {_periods(teacher.weekly_limit)} a week"

    def _of_offering(self, kind: Kind, offering: Offering) -> str:
        name = self._name(offering.id)
        if kind is Kind.CANDIDATE:
            people = _listed([self._teacher(f) for f in offering.candidates], "or")
            return f"{people} teaches all of {name}"
        if kind is Kind.BREAKS:
            return f"{name} has blocks of {_periods(offering.block_length)}, which no break divides"
        if kind is Kind.UNAVAILABLE:
            return f"{name} can't be given on {_times(offering.unavailable)}"
        blocks = f", in blocks of {offering.block_length}" if offering.block_length > 1 else ""
        return f"{name} has {_periods(offering.periods_per_week)} a week{blocks}"

    def _rooms_there(self, need: RoomNeed) -> str:
        rooms, what = self._rooms(need), _room(need)
        if not rooms:
            return f"there is no {what}"
        if len(rooms) == 1:
            return f"{rooms[0].name} is the only {what}"
        return f"{_listed([r.name for r in rooms])} are the only rooms of this sort: {what}"

    def _fixed(self, requirement: Requirement) -> str:
        start = requirement.start or Slot(0, 0)
        room = next(
            b.room
            for b in fixed_blocks(self.instance)
            if (b.offering.id, b.start) == (requirement.about, start)
        )
        names = {r.id: r.name for r in self.instance.rooms}
        return f"{self._name(requirement.about)} is fixed on {_times([start])} in {names.get(room, room)}"

    def relaxation(self, by: Relaxation) -> str:
        """What would have to give way, in a few words."""
        if by.change in (Change.FREE_TEACHER, Change.DAILY_LIMIT, Change.WEEKLY_LIMIT):
            return self._relaxed_teacher(by)
        if by.room_need is not None:
            what = _room(by.room_need)
            return f"one more {what}" if by.amount == 1 else f"{by.amount} more rooms of this sort: {what}"
        name = self._name(by.about)
        match by.change:
            case Change.FREE_OFFERING:
                return f"allow {name} on {_times(by.slots)}"
            case Change.NOT_FIXED:
                return f"drop the fixed booking of {name} on {_times(by.slots)}"
            case Change.FEWER_PERIODS:
                return f"{self._all_of(by.about, *by.parallel)}: {_periods(by.amount)} fewer"
            case Change.SINGLE_PERIODS:
                return f"{name} in single periods instead of blocks"
            case Change.NOT_PARALLEL:
                return f"{name} apart from those it is held together with"
            case _:
                instead = f" instead of {self._teacher(by.teacher)}" if by.teacher else ""
                return f"somebody else for {name}{instead}"

    def _relaxed_teacher(self, by: Relaxation) -> str:
        teacher = self._faculty(by.about)
        if by.change is Change.FREE_TEACHER:
            return f"free {teacher.name} on {_times(by.slots)}"
        limit, what = (
            (teacher.daily_limit, "daily")
            if by.change is Change.DAILY_LIMIT
            else (teacher.weekly_limit, "weekly")
        )
        return f"{teacher.name}'s {what} limit {limit + by.amount} instead of {limit}"

    def _all_of(self, *ids: str) -> str:
        return self._all([o for o in self.instance.offerings if o.id in ids])

    def _rooms(self, need: RoomNeed) -> list[Infra]:
        return [r for r in self.instance.rooms if need.suits(r)]

    def _offering(self, id: str) -> Offering:
        return next(o for o in self.instance.offerings if o.id == id)

    def _faculty(self, id: str) -> Faculty:
        return next(f for f in self.instance.faculty if f.id == id)

    def _name(self, id: str) -> str:
        return self.names.get(OfferingId(id), id)

    def _teacher(self, id: str) -> str:
        return next((f.name for f in self.instance.faculty if f.id == id), id)

    def _section(self, id: str) -> str:
        return next((s.name for s in self.instance.sections if s.id == id), id)

    def _all(self, offerings: Iterable[Offering]) -> str:
        return _listed([self._name(o.id) for o in offerings])


_OF_TEACHERS = {Kind.FACULTY, Kind.FACULTY_UNAVAILABLE, Kind.DAILY_LIMIT, Kind.WEEKLY_LIMIT}


def _sentence(words: str) -> str:
    """With a capital, if it does not begin with a name."""
    return words[0].upper() + words[1:] if words.startswith(("there ", "section ")) else words


def _room(need: RoomNeed) -> str:
    seats = f" with {need.seats} seats" if need.seats else ""
    return " ".join((*sorted(need.features), need.kind)) + seats


def _periods(n: int) -> str:
    return f"{n} period" if n == 1 else f"{n} periods"


def _times(slots: Iterable[Slot]) -> str:
    """Days with the same periods together: `days 1 and 2 periods 3–6 and day 5 period 1`."""
    by_day: dict[int, list[int]] = {}
    for day, period in sorted(slots):
        by_day.setdefault(day, []).append(period)
    days: dict[tuple[int, ...], list[int]] = {}
    for day, periods in by_day.items():
        days.setdefault(tuple(periods), []).append(day)
    return _listed([f"{_numbered('day', d)} {_numbered('period', p)}" for p, d in days.items()])


def _numbered(what: str, numbers: Iterable[int]) -> str:
    """`period 2`, `periods 2 and 3`, `periods 2–5`."""
    numbers = list(numbers)
    runs = [[n for _, n in run] for _, run in groupby(enumerate(numbers), lambda at: at[1] - at[0])]
    texts = [[f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(n) for n in run] for run in runs]
    return f"{what}{'s' if len(numbers) > 1 else ''} {_listed([n for run in texts for n in run])}"


def _listed(words: list[str], last: str = "and") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
