"""Who could take part in the least retiming, and when: chains of who makes way for whom."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from time import monotonic

from solver_layer.retime.week import Meeting, Run, Week, union
from timetable.model import FacultyId, Slot

Choices = dict[int, set[Slot]]  # per meeting (its bit) that may move, when it may be held


class TooMany(Exception):
    """There are too many chains to follow them one by one."""


@dataclass(frozen=True, slots=True)
class State:
    """A retiming half made. Sets of meetings are bits."""

    left: int  # blocks that may still be made to move
    moving: int  # meetings that move; the others are some of these
    pending: int  # meetings that still have to be placed
    free: int  # meetings that are held at some time when nobody is in their way
    placed: tuple[tuple[int, Slot, Run], ...] = ()  # meetings held at a time that others make way for
    half_paid: int = 0  # meetings that have left their room, and perhaps not their time


@dataclass(slots=True)
class Chains:
    """Everything that could be part of a retiming that moves `extra` blocks more than must move.

    It is given that no retiming moves fewer, so nobody moves but to make way. Who moves is therefore found
    from the displaced: at each time where one of them could be held, those who share people with it make
    way, and have to be held at another time, and so on. Only where that leaves moves over does anybody make
    way for a room, or for a limit of periods a day. What is found is all that there could be and more:
    rooms, and those held where nobody is in the way, are looked at one by one. That is left to the model.
    """

    week: Week
    extra: int
    deadline: float
    nodes: int
    choices: Choices = field(default_factory=dict)
    is_cut: bool = False  # whether some chain ended only because of the number of moves

    def follow(self) -> Choices:
        """Raises TooMany where that takes too long."""
        displaced = self.week.displaced
        self._extend(State(self.extra, displaced, displaced, 0))
        return self.choices

    def _extend(self, state: State) -> None:
        self.nodes -= 1
        if self.nodes < 0 or (self.nodes % 256 == 0 and monotonic() > self.deadline):
            raise TooMany
        if not state.left:
            self._end(state)
        elif state.pending:
            self._place_one(state)
        else:
            self._make_room(state)

    def _end(self, state: State) -> None:
        """All that is left is held where nobody is in the way."""
        times = self._free_times(state, state.pending | state.free)
        if times is None:
            return
        self.is_cut = True
        for bit, start, _ in state.placed:
            self.choices.setdefault(bit, set()).add(start)
        for bit, of_meeting in times.items():
            self.choices.setdefault(bit, set()).update(start for start, _ in of_meeting)

    def _free_times(self, state: State, meetings: int) -> dict[int, list[tuple[Slot, Run]]] | None:
        """Per meeting, when it could be held with nobody in the way; None where they can't all be."""
        times = {
            meeting.bit: [(start, run) for start, run, cost, _ in self._times(state, meeting) if not cost]
            for meeting in self.week.members(meetings)
        }
        return times if self._can_all_be_held(sorted(times.items(), key=lambda t: len(t[1])), {}) else None

    def _can_all_be_held(
        self, times: list[tuple[int, list[tuple[Slot, Run]]]], busy: dict[Slot, int]
    ) -> bool:
        """Each at one of its times, none with another that shares people with it."""
        if not times:
            return True
        (bit, of_meeting), *others = times
        clashing = self.week.clashing[bit]
        for _, run in of_meeting:
            if not any(busy.get(s, 0) & clashing for s in run):
                now = busy | {s: busy.get(s, 0) | bit for s in run}
                if self._can_all_be_held(others, now):
                    return True
        return False

    def _place_one(self, state: State) -> None:
        """The one with the fewest times is held somewhere: who is in the way moves."""
        times: list[tuple[Slot, Run, int, int]] | None = None
        chosen = None
        for meeting in self.week.members(state.pending):
            of_meeting = list(self._times(state, meeting))
            if times is None or len(of_meeting) < len(times):
                times, chosen = of_meeting, meeting
            if not of_meeting:
                return
        assert chosen is not None and times is not None
        pending = state.pending & ~chosen.bit
        if any(not cost for _, _, cost, _ in times):
            self._extend(
                State(
                    state.left, state.moving, pending, state.free | chosen.bit, state.placed, state.half_paid
                )
            )
        for start, run, cost, way in times:
            if cost:
                self._extend(
                    State(
                        state.left - cost,
                        state.moving | way,
                        pending | way,
                        state.free,
                        (*state.placed, (chosen.bit, start, run)),
                        state.half_paid,
                    )
                )

    def _times(self, state: State, meeting: Meeting) -> Iterator[tuple[Slot, Run, int, int]]:
        """When it could be held: start, timeslots, the blocks that this makes move, who is in the way."""
        week, clashing = self.week, self.week.clashing[meeting.bit]
        busy = {s for bit, _, run in state.placed if bit & clashing for s in run}
        owing = len(meeting.blocks) - 1 if meeting.bit & state.half_paid else 0
        if meeting.bit & state.half_paid and not busy.intersection(meeting.slots):
            yield meeting.slots[0], meeting.slots, 0, 0
        for start, run in week.starts(meeting).items():
            if not busy.isdisjoint(run):
                continue
            way = union(week.at.get(s, 0) for s in run) & clashing & ~state.moving
            cost = owing + (week.size(way) if way else 0)
            if way & week.fixed:
                continue
            if cost <= state.left:
                yield start, run, cost, way
            else:
                self.is_cut = True

    def _make_room(self, state: State) -> None:
        """Nobody is in the way of anybody, and still more have to move: for a room, or for a limit."""
        if any(len(m.blocks) > 1 for m in self.week.members(state.half_paid)):
            self._end(state)  # more of them may leave their rooms
        times = self._free_times(state, state.free)
        if times is None:
            return
        runs = {bit: [run] for bit, _, run in state.placed}
        runs |= {bit: [run for _, run in of_meeting] for bit, of_meeting in times.items()}
        half = self._who_is_in_the_rooms(state, runs) & ~state.moving & ~self.week.fixed
        whole = self._who_fills_the_day(state, runs) & ~state.moving & ~self.week.fixed
        for meeting in self.week.members(half | whole):
            by_room = bool(half & meeting.bit)
            cost = 1 if by_room else len(meeting.blocks)
            if cost <= state.left:
                self._extend(
                    State(
                        state.left - cost,
                        state.moving | meeting.bit,
                        meeting.bit,
                        state.free,
                        state.placed,
                        state.half_paid | (meeting.bit if by_room else 0),
                    )
                )
            else:
                self.is_cut = True

    def _who_is_in_the_rooms(self, state: State, runs: dict[int, list[Run]]) -> int:
        """Who has a room that one who moves could want, where there may not be rooms for all who move."""
        week, users_in_the_way = self.week, 0
        coming: dict[Slot, int] = {}
        for bit, of_meeting in runs.items():
            for slot in {s for run in of_meeting for s in run}:
                coming[slot] = coming.get(slot, 0) | bit
        for bit, of_meeting in runs.items():
            meeting = next(week.members(bit))
            for block in meeting.blocks:
                for run in {meeting.run_of(block, run[0]) for run in of_meeting}:
                    users = [week.using(room, run) & ~state.moving for room in week.rooms[block.offering.id]]
                    needed = week.size(union(coming[s] for s in run))
                    if sum(not u for u in users) < needed:
                        users_in_the_way |= union(users)
        return users_in_the_way

    def _who_fills_the_day(self, state: State, runs: dict[int, list[Run]]) -> int:
        """Who is taught on a day by somebody who may not have time for all that could come to it."""
        week, meetings = self.week, 0
        coming: dict[tuple[FacultyId, int], int] = {}
        for bit, of_meeting in runs.items():
            for f in next(week.members(bit)).faculty:
                for day in {run[0].day for run in of_meeting}:
                    coming[f, day] = coming.get((f, day), 0) | bit
        for (f, day), bits in coming.items():
            staying = week.taught.get((f, day), 0) & ~state.moving
            if week.periods(f, staying | bits) > week.limits[f]:
                meetings |= staying
        return meetings


def anybody(week: Week) -> Choices:
    """All may move to whenever they could be held."""
    return {
        m.bit: {*week.starts(m)} if m.is_displaced else {m.slots[0], *week.starts(m)}
        for m in week.meetings
        if not m.is_fixed
    }
