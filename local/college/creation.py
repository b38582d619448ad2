"""Makes the college of a state folder in steps, from an empty table to a timetable; it goes on where it
was interrupted."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from functions.services.college import founding
from functions.services.identity.clock import clock_request
from functions.services.identity.linking import invite
from functions.services.ports import INSTITUTE, USER, Request
from functions.store.records import TableDirectory, TableRecords
from local.college import bookings
from local.college.ctt import ctt_college
from local.college.demo import demo_college
from local.college.greetings import register
from local.college.people import people
from local.college.state import Booking, CollegeState
from operations.local_product import CannotStart
from timetable.access import Caller
from timetable.model import Role, UserId
from timetable.objects.college import College
from timetable.problems import Instance

Progress = Callable[[str], None]
_ZONE = ZoneInfo("Asia/Kolkata")
_SEED = 1
_SOLVE_SECONDS = 20.0
_SOLVE_SECONDS_FOR_INSTANCE = 40.0
_WORKERS = 2
_PROGRESS_SECONDS = 1.0  # between two lines of progress


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
    """Found the college of this state folder, solve and book its timetable, and give everybody a link.

    What has been done already is not done again. Raises Malformed for a broken instance, Infeasible where
    there is no timetable, CannotStart for the rest.
    """
    state = CollegeState(stack.state)
    college = _college(state, ctt)
    _use_emulator(stack)
    if not _is_founded(stack, college):
        progress(f"founding {college.institute.name}: {_summary(college)}")
        founding.found_college(
            clock_request(_records(stack, college), datetime.now(UTC)),
            college,
            stack.secrets["SchedulerToken"],
        )
    if not (state.begun() or {}).get("booked"):
        timetable = state.timetable() or _solve(state, college, progress, from_instance=bool(ctt))
        bookings.write(stack, timetable, records=_records(stack, college), college=college, progress=progress)
        state.mark_booked()
    _hand_out_links(stack, state, college, progress=progress)


def _college(state: CollegeState, ctt: str | None) -> College:
    """The college as it was first made; made now, where this is the first time."""
    begun = state.begun()
    today = date.fromisoformat(begun["today"]) if begun else datetime.now(_ZONE).date()
    if ctt is None:
        college = demo_college(today, begun["seed"] if begun else _SEED)
    else:
        college = ctt_college(Path(ctt), today)
        _save_instance(state, Path(ctt))
    if begun is None:
        state.begin(today, _SEED, institute=college.institute.id, term=college.term.id)
    elif begun["institute"] != college.institute.id:
        raise CannotStart(f"{state.folder} holds another college. Remove that folder to begin anew.")
    return college


def _save_instance(state: CollegeState, path: Path) -> None:
    text = path.read_text()
    if state.instance.exists() and state.instance.read_text() != text:
        raise CannotStart(
            f"{path} has changed since its college was made. Remove {state.folder} to begin anew."
        )
    state.folder.mkdir(parents=True, exist_ok=True)
    state.instance.write_text(text)


def _use_emulator(stack: Running) -> None:
    """Send the AWS calls of this process to the emulator, never to an account that is configured here."""
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


def _solve(
    state: CollegeState, college: College, progress: Progress, *, from_instance: bool
) -> list[Booking]:
    from solver_layer.term.search import solve  # 0.4 s, and needed the first time only

    seconds = _SOLVE_SECONDS_FOR_INSTANCE if from_instance else _SOLVE_SECONDS
    progress(f"solving the timetable (once; {seconds:.0f} s at most)")
    last = -_PROGRESS_SECONDS

    def report(best: int | None, bound: int, seconds: float) -> None:
        nonlocal last
        if best == bound or seconds - last >= _PROGRESS_SECONDS:
            last = seconds
            progress(f"solving the timetable: best {best}, bound {bound}, {seconds:.0f} s")

    solution = solve(
        instance(college, room_capacity_is_hard=not from_instance),
        seconds=seconds,
        workers=_WORKERS,
        seed=_SEED,
        progress=report,
    )
    timeslots = {t.slot: str(t.id) for t in college.timeslots}
    return state.save_timetable(solution.occupancies, timeslots)


# links


def _hand_out_links(stack: Running, state: CollegeState, college: College, *, progress: Progress) -> None:
    """Make a link code for everybody who is not linked and has none that works, and write the people file."""
    now = datetime.now(UTC)
    records = _records(stack, college)
    usable = state.codes(now)
    users = [u for u in records.fetch(*(USER[u.id] for u in college.users)) if u]
    unlinked = [u for u in users if u.telegram is None and u.id not in usable]
    if unlinked:
        progress(f"handing out {len(unlinked)} links")
        admin = next(u for u in users if u.role is Role.ADMIN)
        by = Caller(records.institute, Role.ADMIN, admin)
        codes: dict[UserId, str] = {u.id: invite(Request(records, by, now), u.id) for u in unlinked}
        state.save_codes(codes, now)
    everybody = people(college, state.codes(now))
    state.save_people(everybody)
    if stack.is_sandboxed:
        register(stack.chat_url, everybody)
