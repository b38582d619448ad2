"""Single objects as registers with versions, read and written as the product does."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from functions import wiring
from functions.services.college import resources
from functions.services.ports import ROOM, USER, Request
from functions.services.schedule import scheduler_update
from functions.services.schedule.update_context import Batch, OccupancyItem
from tests.support import tiny
from tests.support.contests import SCHEDULER, Arena
from tests.support.histories import State
from timetable.model import OccupancyId, TimeSlotId

Register = tuple[Callable[[int], State], Callable[[int, int], object]]


def _room(arena: Arena) -> Register:
    """A reference object: what a process remembers of it is told by the institute's counter."""

    def read(process: int) -> State:
        room = arena.fresh(process).reference.get(ROOM["r1"])
        assert room is not None
        return State(room.version, room.capacity)

    def write(process: int, n: int) -> object:
        capacity = 100 * process + n
        changed = _changed(capacity=capacity)
        records = arena.fresh(process)
        resources.change(
            Request(records, arena.caller("admin"), wiring.now()), ROOM["r1"], changed, version=None
        )
        return capacity

    return read, write


def _user(arena: Arena) -> Register:
    """An object that is read by its key."""

    def read(process: int) -> State:
        (user,) = arena.known(process).fetch(USER["u-asha"])
        assert user is not None
        return State(user.version, user.name)

    def write(process: int, n: int) -> object:
        name = f"{process}/{n}"
        changed = _changed(name=name)
        records = arena.fresh(process)
        resources.change(
            Request(records, arena.caller("admin"), wiring.now()), USER["u-asha"], changed, version=None
        )
        return name

    return read, write


def _booking(arena: Arena) -> Register:
    """A weekly booking that is moved about: its claims go with it."""

    def read(process: int) -> State:
        booking = arena.known(process).occupancy(tiny.TERM, OccupancyId("c1"))
        assert booking is not None
        return State(booking.version, booking.slot)

    def write(process: int, n: int) -> object:
        slot = tiny.slot(process % 4 + 1, n % 6 + 1)
        item = OccupancyItem(OccupancyId("c1"), timeslot=TimeSlotId(f"t{slot.day}{slot.period}"))
        batch = Batch(tiny.TERM, update=(item,))
        scheduler_update.update(Request(arena.known(process), SCHEDULER, wiring.now()), batch)
        return slot

    return read, write


def _changed(**fields: Any) -> Callable[[Any], Any]:
    return lambda value: replace(value, **fields)


REGISTERS: dict[str, Callable[[Arena], Register]] = {"room": _room, "user": _user, "booking": _booking}
