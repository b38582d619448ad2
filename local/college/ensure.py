"""From an empty table to a college with a timetable, in steps; it goes on where it was interrupted."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from functions.services.college.founding import found_college
from functions.services.identity.clock import clock_request
from functions.services.identity.linking import invite
from functions.services.ports import INSTITUTE, USER, Request
from functions.store.records import TableDirectory, TableRecords
from local.college import booking
from local.college.ctt import ctt_college
from local.college.demo import demo_college
from local.college.greetings import register
from local.college.people import people
from local.college.state import Booking, Kept
from operations.local_product import CannotStart
from timetable.access import Caller
from timetable.model import Role, UserId
from timetable.objects.college import College
from timetable.problems import Instance

Progress = Callable[[str], None]
_ZONE = ZoneInfo("Asia/Kolkata")
_SEED = 1
_SECONDS = 20.0
_SECONDS_FOR_INSTANCE = 40.0
_WORKERS = 2
_PAUSE = 1.0
"""seconds between two lines of progress"""


class Running(Protocol):
    """The running product, as far as a college needs it."""

    @property
    def state(self) -> Path: ...
    @property
    def endpoint(self) -> str: ...
    @property
    def api_url(self) -> str: ...
    @property
    def chat_url(self) -> str: ...
    @property
    def is_sandboxed(self) -> bool: ...
    @property
    def secrets(self) -> dict[str, str]: ...
    @property
    def settings(self) -> dict[str, str]: ...


def ensure(stack: Running, progress: Progress, ctt: str | None = None) -> None:
    """The college of this state folder: founded, timetabled, booked, and everybody given their link.

    Raises Malformed for a broken instance, Infeasible where there is no timetable, CannotStart for the rest.
    """
    kept = Kept(stack.state)
    college = _college(kept, ctt)
    _as_the_product(stack)
    if not _is_founded(stack, college):
        progress(f"founding {college.institute.name}: {_summary(college)}")
        found_college(
            clock_request(_records(stack, college), datetime.now(UTC)),
            college,
            stack.secrets["SchedulerToken"],
        )
    if not (kept.begun() or {}).get("booked"):
        timetable = kept.timetable() or _solved(kept, college, progress, bool(ctt))
        booking.book(stack, _records(stack, college), college, timetable, progress)
        kept.mark_booked()
    _hand_out_links(stack, kept, college, progress)


def _college(kept: Kept, ctt: str | None) -> College:
    """The college as it was first made; made now, where this is the first time."""
    begun = kept.begun()
    today = date.fromisoformat(begun["today"]) if begun else datetime.now(_ZONE).date()
    if ctt is None:
        college = demo_college(today, begun["seed"] if begun else _SEED)
    else:
        college = ctt_college(Path(ctt), today)
        _keep_instance(kept, Path(ctt))
    if begun is None:
        kept.begin(today, _SEED, college.institute.id, college.term.id)
    elif begun["institute"] != college.institute.id:
        raise CannotStart(f"{kept.folder} holds another college. Remove that folder to begin anew.")
    return college


def _keep_instance(kept: Kept, path: Path) -> None:
    text = path.read_text()
    if kept.instance.exists() and kept.instance.read_text() != text:
        raise CannotStart(
            f"{path} has changed since its college was made. Remove {kept.folder} to begin anew."
        )
    kept.folder.mkdir(parents=True, exist_ok=True)
    kept.instance.write_text(text)


def _as_the_product(stack: Running) -> None:
    """AWS calls of this process go to the emulator, never to an account that happens to be configured."""
    os.environ.update({name: value for name, value in stack.settings.items() if name.startswith("AWS_")})


def _records(stack: Running, college: College) -> TableRecords:
    return TableDirectory(stack.settings["TABLE"], stack.endpoint).records(college.institute.id)


def _is_founded(stack: Running, college: College) -> bool:
    (institute,) = _records(stack, college).fetch(INSTITUTE[college.institute.id])
    return institute is not None


def _summary(college: College) -> str:
    return (
        f"{len(college.departments)} departments, {len(college.sections)} sections, "
        f"{len(college.faculty)} teachers, {len(college.rooms)} rooms, {len(college.students)} students"
    )


# the timetable


def instance(college: College, *, room_capacity_is_hard: bool = True) -> Instance:
    """The college's term as the solver takes it."""
    return Instance(
        term=college.term.id,
        timeslots=college.timeslots,
        rooms=college.rooms,
        faculty=college.faculty,
        sections=college.sections,
        offerings=college.offerings,
        breaks_after=college.institute.policies.breaks_after,
        room_capacity_is_hard=room_capacity_is_hard,
        costs=college.institute.policies.timetable_costs,
    )


def _solved(kept: Kept, college: College, progress: Progress, from_instance: bool) -> list[Booking]:
    from solver_layer.term.search import solve  # 0.4 s, and needed the first time only

    seconds = _SECONDS_FOR_INSTANCE if from_instance else _SECONDS
    progress(f"solving the timetable (once; {seconds:.0f} s at most)")
    last = -_PAUSE

    def told(best: int | None, bound: int, seconds: float) -> None:
        nonlocal last
        if best == bound or seconds - last >= _PAUSE:
            last = seconds
            progress(f"solving the timetable: best {best}, bound {bound}, {seconds:.0f} s")

    made = solve(
        instance(college, room_capacity_is_hard=not from_instance),
        seconds=seconds,
        workers=_WORKERS,
        seed=_SEED,
        progress=told,
    )
    timeslots = {t.slot: str(t.id) for t in college.timeslots}
    return kept.keep_timetable(made.occupancies, timeslots)


# links


def _hand_out_links(stack: Running, kept: Kept, college: College, progress: Progress) -> None:
    """A code for everybody who is not linked and has none that works; everybody into the people file."""
    now = datetime.now(UTC)
    records = _records(stack, college)
    usable = kept.codes(now)
    users = [u for u in records.fetch(*(USER[u.id] for u in college.users)) if u]
    without = [u for u in users if u.telegram is None and u.id not in usable]
    if without:
        progress(f"handing out {len(without)} links")
        admin = next(u for u in users if u.role is Role.ADMIN)
        by = Caller(records.institute, Role.ADMIN, admin)
        made: dict[UserId, str] = {u.id: invite(Request(records, by, now), u.id) for u in without}
        kept.keep_codes(made, now)
    everybody = people(college, kept.codes(now))
    kept.keep_people(everybody)
    if stack.is_sandboxed:
        register(stack.chat_url, everybody)
