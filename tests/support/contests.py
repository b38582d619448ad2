"""Writers at once, through the services, each with a process's worth of connections; and who won."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from threading import Barrier, Lock
from typing import Any

from functions import wiring
from functions.services.college.founding import found_college
from functions.services.identity.clock import clock_request
from functions.services.identity.hashing import hash_secret
from functions.services.leave import decide, requests
from functions.services.leave.requests import LeaveFields
from functions.services.plans import proposals
from functions.services.plans.proposals import Proposal, RowProposal
from functions.services.ports import Records, Request
from functions.services.schedule import scheduler_update
from functions.services.schedule.update_context import AdjustmentItem, Batch, OccupancyItem
from functions.store.records import TableDirectory
from tests.support import api, tiny
from tests.support.verified import broken
from timetable.access import Caller
from timetable.errors import Refusal, Refused
from timetable.model import (
    AdjustmentKind,
    BatchId,
    Faculty,
    FacultyId,
    Infra,
    InfraId,
    InstituteId,
    OccupancyId,
    Offering,
    OfferingId,
    Outcome,
    Role,
    Section,
    SectionId,
    Slot,
    TimeSlotId,
    User,
    UserId,
)
from timetable.objects.college import College

INSTITUTE = InstituteId("inst")
Deed = Callable[[Records], object]


@dataclass(slots=True)
class Tally:
    """What became of the deeds, and what the engine refused underneath."""

    outcomes: Counter[str] = field(default_factory=Counter)
    cancelled: Counter[str] = field(default_factory=Counter)
    """transactions that were refused, by reason: those that met another one count as TransactionConflict"""

    def __str__(self) -> str:
        outcomes = ", ".join(f"{n} {what}" for what, n in self.outcomes.most_common())
        refused = ", ".join(f"{n} {why}" for why, n in self.cancelled.most_common())
        return f"{outcomes}; refused underneath: {refused or 'nothing'}"


class Arena:
    """A college, and several directories of its table: each has a client and ten connections, as a Lambda."""

    def __init__(self, directory: TableDirectory, college: College, processes: int = 3) -> None:
        self.directory, self.tally, self._counting = directory, Tally(), Lock()
        found_college(clock_request(directory.records(INSTITUTE), wiring.now()), college, api.SCHEDULER)
        name, endpoint = directory.item.Meta.table_name, directory.endpoint
        self._directories = [TableDirectory(name, endpoint) for _ in range(processes)]
        for directory_ in self._directories:
            events: Any = directory_.connection.client.meta.events
            events.register("after-call.dynamodb.TransactWriteItems", self._count)
        self.records = [directory_.records(INSTITUTE) for directory_ in self._directories]
        self._users = {u.id: u for u in college.users}
        self._pool = ThreadPoolExecutor(64)

    def close(self) -> None:
        self._pool.shutdown()

    def _count(self, parsed: dict[str, Any], **_: Any) -> None:
        reasons = {r.get("Code", "None") for r in parsed.get("CancellationReasons", ())} - {"None"}
        with self._counting:
            self.tally.cancelled.update(reasons)

    def fresh(self, process: int) -> Records:
        """The records as a request finds them that comes in now."""
        return self._directories[process % len(self._directories)].records(INSTITUTE)

    def known(self, process: int) -> Records:
        """The records as a process has had them from its beginning."""
        return self.records[process % len(self.records)]

    def caller(self, who: str) -> Caller:
        user = self._users[UserId(f"u-{who}")]
        return Caller(INSTITUTE, user.role, user)

    def at_once(self, deeds: Sequence[Deed]) -> list[str]:
        """What became of each: `done`, or the code of its refusal."""
        barrier = Barrier(len(deeds))

        def run(n: int, deed: Deed) -> str:
            barrier.wait()
            try:
                deed(self.records[n % len(self.records)])
            except Refused as refused:
                return refused.worst.code
            except Refusal as refusal:
                return refusal.code
            return "done"

        outcomes = list(self._pool.map(run, range(len(deeds)), deeds))
        self.tally.outcomes.update(outcomes)
        return outcomes

    def sees(self) -> list[str]:
        return broken(self.directory)


SCHEDULER = Caller(
    INSTITUTE,
    Role.SCHEDULER,
    token="scheduler",
    secret=hash_secret(api.SCHEDULER),
    scopes=frozenset({"read", "plans", "timetable"}),
)


# many writers, one place


def crowd(writers: int) -> College:
    """Each writer has an offering, a teacher, a section and a room of its own; and there is one of each that
    several want: room `x`, teacher `x`, section `x` in two batches."""
    base = tiny.college()
    cs, course = base.departments[0].id, base.courses[0].id
    numbers = [str(n) for n in range(writers)]
    users = tuple(User(UserId(f"u-{n}"), n, Role.FACULTY, cs, FacultyId(n)) for n in (*numbers, "x"))
    teachers = tuple(Faculty(FacultyId(u.name), u.id, cs, u.name, subjects=()) for u in users)
    sections = tuple(Section(SectionId(n), course, 3, n, 10) for n in numbers)
    rooms = tuple(Infra(InfraId(n), n, "classroom", 60) for n in (*numbers, "x"))

    def offering(prefix: str, n: str, **other: Any) -> Offering:
        own = {"sections": (SectionId(n),), "faculty": (FacultyId(n),)} | other
        id = OfferingId(f"{prefix}{n}")
        return Offering(id=id, term=tiny.TERM, subject=base.subjects[0].id, periods_per_week=1, **own)

    shared = (SectionId("cse3a"),)
    offerings = [offering("own", n) for n in numbers]
    offerings += [offering("teacher", n, faculty=(FacultyId("x"),)) for n in numbers]
    offerings += [
        offering("students", n, sections=shared, batches=() if int(n) % 2 else (BatchId("cse3a1"),))
        for n in numbers
    ]
    return replace(
        base,
        users=(*base.users, *users),
        faculty=(*base.faculty, *teachers),
        sections=(*base.sections, *sections),
        rooms=(*base.rooms, *rooms),
        offerings=tuple(offerings),
    )


def bookings(what: str, writers: int, timeslot: str) -> list[Deed]:
    """One for each writer: of one `room`, one `teacher`, or of a section and of its batch (`students`)."""

    def book(n: int, records: Records) -> object:
        kind, room = ("own", "x") if what == "room" else (what, str(n))
        item = OccupancyItem(
            OccupancyId(f"{what}{n}"), OfferingId(f"{kind}{n}"), InfraId(room), TimeSlotId(timeslot)
        )
        return scheduler_update.update(
            Request(records, SCHEDULER, wiring.now()), Batch(tiny.TERM, create=(item,))
        )

    return [partial(book, n) for n in range(writers)]


def contest(arena: Arena, what: str, writers: int, rounds: int, look_every: int) -> None:
    """Round by round exactly one wins, and its booking alone is there; then it makes room for the next."""
    for round_ in range(rounds):
        timeslot = f"t{round_ % 6 + 1}{round_ // 6 % 6 + 1}"
        outcomes = arena.at_once(bookings(what, writers, timeslot))
        assert outcomes.count("done") == 1, (what, round_, Counter(outcomes))
        assert set(outcomes) <= {"done", "taken", "busy"}, Counter(outcomes)
        winner = OccupancyId(f"{what}{outcomes.index('done')}")
        assert [o.id for o in _booked(arena)] == [winner]
        if round_ % look_every == 0 or round_ == rounds - 1:
            assert arena.sees() == []
        gone = Batch(tiny.TERM, delete=(OccupancyItem(winner),))
        scheduler_update.update(Request(arena.records[0], SCHEDULER, wiring.now()), gone)


def _booked(arena: Arena) -> list[Any]:
    return list(arena.records[0].occupancies(tiny.TERM, limit=100, after=None)[0])


# two deciders, one request

ON = tiny.FRIDAY
PAIRS = ("two deciders", "withdraw", "scheduler-update", "weekly move", "changed plan")


def opened(arena: Arena) -> None:
    items = [("c1", "o-dbms", "t53", "r1"), ("c2", "o-dbms", "t54", "r1"), ("c3", "o-nets", "t51", "r2")]
    create = tuple(
        OccupancyItem(OccupancyId(i), OfferingId(o), InfraId(r), TimeSlotId(t)) for i, o, t, r in items
    )
    scheduler_update.update(
        Request(arena.records[0], SCHEDULER, wiring.now()), Batch(tiny.TERM, create=create)
    )


def _rows(kinds: Sequence[AdjustmentKind], on: date) -> tuple[RowProposal, ...]:
    outcomes = [Outcome(k, (FacultyId("meera"),) if k is AdjustmentKind.SUBSTITUTED else None) for k in kinds]
    return tuple(
        RowProposal(OccupancyId(c), on, outcome, 1) for c, outcome in zip(("c1", "c2"), outcomes, strict=True)
    )


def pair(arena: Arena, against: str, number: int) -> list[str]:
    """Rao's request and its plan are there; it is approved, and something else happens to it at once."""
    records, now = arena.records[0], wiring.now()
    on = ON + timedelta(days=7 * (number % 2))
    leave = requests.ask(
        Request(records, arena.caller("rao"), now), LeaveFields(on, on, (3, 4), None, "ml", "x")
    )
    both = (AdjustmentKind.SUBSTITUTED, AdjustmentKind.CANCELLED)
    proposals.store(Request(records, SCHEDULER, now), leave.id, Proposal(0, "feasible", 0, _rows(both, on)))

    def approve(who: str, records: Records) -> object:
        return decide.approve(Request(records, arena.caller(who), now), leave.id, 1)

    def other(records: Records) -> object:
        match against:
            case "two deciders":
                return approve("admin", records)
            case "withdraw":
                return decide.withdraw(Request(records, arena.caller("rao"), now), leave.id)
            case "changed plan":
                rows = _rows((AdjustmentKind.CANCELLED, AdjustmentKind.SUBSTITUTED), on)
                return proposals.store(
                    Request(records, SCHEDULER, now), leave.id, Proposal(1, "feasible", 0, rows)
                )
            case "scheduler-update":
                item = AdjustmentItem(None, OccupancyId("c1"), AdjustmentKind.CANCELLED, on=on)
                return scheduler_update.update(
                    Request(records, SCHEDULER, now), Batch(tiny.TERM, create=(item,))
                )
        to = OccupancyItem(OccupancyId("c1"), timeslot=TimeSlotId("t55"))
        return scheduler_update.update(Request(records, SCHEDULER, now), Batch(tiny.TERM, update=(to,)))

    deeds: list[Deed] = [partial(approve, "hod"), other]
    outcomes = arena.at_once(deeds if number % 2 else deeds[::-1])
    outcomes = outcomes if number % 2 else outcomes[::-1]
    _one_outcome(arena, against, leave.id, outcomes)
    return outcomes


def _one_outcome(arena: Arena, against: str, leave: Any, outcomes: list[str]) -> None:
    """Exactly one of the two happened; but a withdrawal may follow an approval that was just made."""
    leave_after = requests.planned(Request(arena.records[0], arena.caller("hod"), wiring.now()), leave)[0]
    both = outcomes == ["done", "done"] and against == "withdraw" and leave_after.status == "withdrawn"
    assert outcomes.count("done") == 1 or both, (against, outcomes)
    approved = not both and (outcomes[0] == "done" or against == "two deciders")
    assert (leave_after.status == "approved") == approved, (against, outcomes, leave_after.status)


def tidied(arena: Arena, against: str) -> None:
    """As before the pair, for the next one."""
    records, now = arena.records[0], wiring.now()
    for status in ("approved", "pending"):
        for leave in records.leaves(["cs"], status):
            decide.withdraw(Request(records, arena.caller("rao"), now), leave.id)
    for decision in records.change_sets_from(ON):
        for a in decision.adjustments if decision.active and decision.cause is None else ():
            gone = Batch(tiny.TERM, delete=(AdjustmentItem(a.id),))
            scheduler_update.update(Request(records, SCHEDULER, now), gone)
    moved = records.occupancy(tiny.TERM, OccupancyId("c1"))
    if moved and moved.slot != Slot(5, 3):
        back = OccupancyItem(OccupancyId("c1"), timeslot=TimeSlotId("t53"))
        scheduler_update.update(Request(records, SCHEDULER, now), Batch(tiny.TERM, update=(back,)))


def pairs(arena: Arena, against: str, many: int, look_every: int) -> Counter[tuple[str, str]]:
    """How often each pair of answers came."""
    answers: Counter[tuple[str, str]] = Counter()
    for number in range(many):
        first, second = pair(arena, against, number)
        answers[first, second] += 1
        if number % look_every == 0 or number == many - 1:
            assert arena.sees() == [], (against, number)
        tidied(arena, against)
    return answers
