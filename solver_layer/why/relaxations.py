"""What could give way where an instance has no timetable: each is applied to the instance and tried."""

from dataclasses import dataclass, replace
from enum import StrEnum

from solver_layer.model.suitable import RoomNeed
from solver_layer.why.requirement_rules import changed_with
from solver_layer.why.requirements import Kind, Requirement
from timetable.model import (
    DepartmentId,
    Faculty,
    FacultyId,
    Infra,
    InfraId,
    Occupancy,
    Offering,
    OfferingId,
    Slot,
    UserId,
)
from timetable.problems import Instance


class Change(StrEnum):
    """What gives way; the comment says what `about` names and what `amount` counts."""

    FREE_TEACHER = "free_teacher"  # a teacher in so many of their unavailable `slots`
    FREE_OFFERING = "free_offering"  # an offering, likewise
    DAILY_LIMIT = "daily_limit"  # of a teacher, by so many periods more
    WEEKLY_LIMIT = "weekly_limit"  # of a teacher, by so many periods more
    NOT_FIXED = "not_fixed"  # a block of an offering; `slots`: its first period
    FEWER_PERIODS = "fewer_periods"  # of an offering, and of those `parallel` to it, by so many
    SINGLE_PERIODS = "single_periods"  # an offering without blocks
    NOT_PARALLEL = "not_parallel"  # an offering by itself
    OTHER_TEACHER = "other_teacher"  # an offering by somebody new instead of `teacher`, or of its candidates
    MORE_ROOMS = "more_rooms"  # so many more that meet the `room_need`


# Points per unit of the amount: what an office can do by itself comes before what needs money or a person.
PRICES = {
    Change.FREE_TEACHER: 2,
    Change.FREE_OFFERING: 2,
    Change.DAILY_LIMIT: 3,
    Change.WEEKLY_LIMIT: 3,
    Change.NOT_FIXED: 4,
    Change.FEWER_PERIODS: 6,
    Change.SINGLE_PERIODS: 7,
    Change.NOT_PARALLEL: 8,
    Change.OTHER_TEACHER: 10,
    Change.MORE_ROOMS: 20,
}
# Requirements that hold by degrees, and what their loosening means.
LOOSENED = {
    Kind.ROOMS: Change.MORE_ROOMS,
    Kind.WEEKLY_LIMIT: Change.WEEKLY_LIMIT,
    Kind.DAILY_LIMIT: Change.DAILY_LIMIT,
    Kind.FACULTY_UNAVAILABLE: Change.FREE_TEACHER,
    Kind.UNAVAILABLE: Change.FREE_OFFERING,
    Kind.PERIODS: Change.FEWER_PERIODS,
}
_SOMEBODY_NEW = "somebody new"
_UNLIMITED = 1_000  # periods a day or a week


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One thing that gives way, as little as suffices. `cost` is in points; see PRICES."""

    change: Change
    about: str
    amount: int = 1
    slots: tuple[Slot, ...] = ()
    room_need: RoomNeed | None = None
    teacher: FacultyId | None = None
    # offerings held in parallel with this one: named, so that it is the same change whatever else gives way
    parallel: tuple[OfferingId, ...] = ()

    @property
    def cost(self) -> int:
        return PRICES[self.change] * self.amount

    def rank(self) -> tuple[int, int, str, str, tuple[Slot, ...]]:
        """Cheapest first, in an order that is the same each time."""
        return self.cost, [*Change].index(self.change), self.about, self.teacher or "", self.slots

    def applied(self, instance: Instance) -> Instance:
        """The instance with this given way."""
        return _APPLIED[self.change](instance, self)


def _changed(instance: Instance, id: str, **more: object) -> Instance:
    offerings = tuple(replace(o, **more) if o.id == id else o for o in instance.offerings)  # type: ignore[arg-type]
    return replace(instance, offerings=offerings)


def _teacher_changed(instance: Instance, id: str, by: dict[str, int]) -> Instance:
    faculty = tuple(
        replace(f, **{name: getattr(f, name) + n for name, n in by.items()}) if f.id == id else f
        for f in instance.faculty
    )
    return replace(instance, faculty=faculty)


def _free_teacher(instance: Instance, by: Relaxation) -> Instance:
    faculty = tuple(
        replace(f, unavailable=tuple(s for s in f.unavailable if s not in by.slots))
        if f.id == by.about
        else f
        for f in instance.faculty
    )
    return replace(instance, faculty=faculty)


def _free_offering(instance: Instance, by: Relaxation) -> Instance:
    own = _offering(instance, by.about)
    return _changed(instance, own.id, unavailable=tuple(s for s in own.unavailable if s not in by.slots))


def _daily_limit(instance: Instance, by: Relaxation) -> Instance:
    return _teacher_changed(instance, by.about, {"daily_limit": by.amount})


def _weekly_limit(instance: Instance, by: Relaxation) -> Instance:
    return _teacher_changed(instance, by.about, {"weekly_limit": by.amount})


def _not_fixed(instance: Instance, by: Relaxation) -> Instance:
    length, start = _offering(instance, by.about).block_length, by.slots[0]

    def is_of_block(b: Occupancy) -> bool:
        return (
            b.offering == by.about and b.slot.day == start.day and 0 <= b.slot.period - start.period < length
        )

    return replace(instance, fixed=tuple(b for b in instance.fixed if not is_of_block(b)))


def _fewer_periods(instance: Instance, by: Relaxation) -> Instance:
    fewer = {by.about, *by.parallel}
    offerings = tuple(
        replace(o, periods_per_week=o.periods_per_week - by.amount) if o.id in fewer else o
        for o in instance.offerings
    )
    return replace(instance, offerings=offerings)


def _single_periods(instance: Instance, by: Relaxation) -> Instance:
    return _changed(instance, by.about, block_length=1)


def _not_parallel(instance: Instance, by: Relaxation) -> Instance:
    return _changed(instance, by.about, parallel="")


def _other_teacher(instance: Instance, by: Relaxation) -> Instance:
    """Somebody without limits stands in; their bookings that are fixed become the newcomer's."""
    own = _offering(instance, by.about)
    newcomer = Faculty(
        FacultyId(f"{_SOMEBODY_NEW} for {own.id}"),
        UserId(""),
        DepartmentId(""),
        _SOMEBODY_NEW,
        daily_limit=_UNLIMITED,
        weekly_limit=_UNLIMITED,
    )
    others = tuple(f for f in own.faculty if f != by.teacher)
    team = (*others, newcomer.id)
    candidates = own.candidates if by.teacher else ()
    changed = _changed(instance, own.id, faculty=team, candidates=candidates)
    fixed = tuple(
        replace(b, faculty=(*team, *(b.faculty[len(own.faculty) :] if by.teacher else ())))
        if b.offering == own.id
        else b
        for b in instance.fixed
    )
    return replace(changed, faculty=(*instance.faculty, newcomer), fixed=fixed)


def _more_rooms(instance: Instance, by: Relaxation) -> Instance:
    assert by.room_need is not None
    kind, features, seats = by.room_need
    new = tuple(
        Infra(InfraId(f"new {by.about} {n}"), f"new {n}", kind, seats, tuple(sorted(features)))
        for n in range(1, by.amount + 1)
    )
    return replace(instance, rooms=(*instance.rooms, *new))


_APPLIED = {
    Change.FREE_TEACHER: _free_teacher,
    Change.FREE_OFFERING: _free_offering,
    Change.DAILY_LIMIT: _daily_limit,
    Change.WEEKLY_LIMIT: _weekly_limit,
    Change.NOT_FIXED: _not_fixed,
    Change.FEWER_PERIODS: _fewer_periods,
    Change.SINGLE_PERIODS: _single_periods,
    Change.NOT_PARALLEL: _not_parallel,
    Change.OTHER_TEACHER: _other_teacher,
    Change.MORE_ROOMS: _more_rooms,
}


def _offering(instance: Instance, id: str) -> Offering:
    return next(o for o in instance.offerings if o.id == OfferingId(id))


def loosened(
    instance: Instance, requirement: Requirement, *, amount: int, slots: tuple[Slot, ...]
) -> Relaxation:
    """The relaxation that a requirement, loosened by so much, amounts to."""
    parallel = tuple(o.id for o in changed_with(instance, requirement) if o.id != requirement.about)
    return Relaxation(
        LOOSENED[requirement.kind], requirement.about, amount, slots, requirement.room_need, parallel=parallel
    )


def dropped(instance: Instance, conflict: tuple[Requirement, ...]) -> list[Relaxation]:
    """What else could give way in a contradiction, whole and not by degrees."""
    relaxations = []
    busy = {r.about for r in conflict if r.kind in _OF_TEACHERS}
    for r in conflict:
        if r.kind is Kind.FIXED and r.start:
            relaxations.append(Relaxation(Change.NOT_FIXED, r.about, slots=(r.start,)))
        if r.kind is Kind.CANDIDATE:
            relaxations.append(Relaxation(Change.OTHER_TEACHER, r.about))
        if r.kind is Kind.PARALLEL:
            basket = [o.id for o in instance.offerings if o.parallel == r.about]
            relaxations += [Relaxation(Change.NOT_PARALLEL, id) for id in basket]
        if r.kind in (Kind.PERIODS, Kind.FIXED):
            own = _offering(instance, r.about)
            others = [f for f in own.faculty if f in busy]
            relaxations += [Relaxation(Change.OTHER_TEACHER, r.about, teacher=f) for f in others]
            relaxations += [Relaxation(Change.SINGLE_PERIODS, r.about)] if own.block_length > 1 else []
    return list(dict.fromkeys(relaxations))


_OF_TEACHERS = (Kind.FACULTY, Kind.DAILY_LIMIT, Kind.WEEKLY_LIMIT, Kind.FACULTY_UNAVAILABLE)
