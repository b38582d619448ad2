"""The solved timetable into the table: through the API with the scheduler's token, as the solver would."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import httpx

from functions.store.records import TableRecords
from local.college.state import Booking
from operations.local_product import CannotStart
from timetable.objects.college import College

_ACTIONS = 85
"""items of one transaction; DynamoDB takes 100, and the batch leaves its own traces"""
_TRIES = 5
_STEP = 75
"""bookings between two lines of progress"""
_PAGE = 500


class Api(Protocol):
    @property
    def api_url(self) -> str: ...
    @property
    def secrets(self) -> dict[str, str]: ...


def book(
    api: Api,
    records: TableRecords,
    college: College,
    timetable: Sequence[Booking],
    progress: Callable[[str], None],
) -> None:
    """Every booking once: what an interrupted run has written already is left as it is."""
    written = _written(records, college)
    missing = [b for b in timetable if b.id not in written]
    done = len(timetable) - len(missing)
    headers = {"Authorization": f"Bearer {api.secrets['SchedulerToken']}"}
    with httpx.Client(base_url=api.api_url, headers=headers, timeout=30) as client:
        for batch in batches(missing):
            _write(client, records, college, batch)
            done += len(batch)
            if done // _STEP > (done - len(batch)) // _STEP or done == len(timetable):
                progress(f"booking the timetable: {done} of {len(timetable)} periods")


def batches(bookings: Sequence[Booking]) -> Iterator[list[Booking]]:
    """As many as one transaction holds."""
    batch: list[Booking] = []
    for booking in bookings:
        if batch and sum(b.cost for b in batch) + booking.cost > _ACTIONS:
            yield batch
            batch = []
        batch.append(booking)
    if batch:
        yield batch


def _written(records: TableRecords, college: College) -> set[str]:
    found: set[str] = set()
    after: str | None = None
    while True:
        page, after = records.occupancies(college.term.id, limit=_PAGE, after=after)
        found.update(o.id for o in page)
        if after is None:
            return found


def _write(client: httpx.Client, records: TableRecords, college: College, batch: list[Booking]) -> None:
    for attempt in range(1, _TRIES + 1):
        response = _post(client, college, batch)
        if response is not None and response.status_code == httpx.codes.OK:
            return
        written = _written(records, college)
        batch = [b for b in batch if b.id not in written]
        if not batch:
            return
        if response is not None and response.is_client_error and attempt > 1:
            break
        time.sleep(0.2 * attempt)
    said = "no answer" if response is None else response.text[:300]
    raise CannotStart(f"The timetable could not be written: {said}")


def _post(client: httpx.Client, college: College, batch: list[Booking]) -> httpx.Response | None:
    items = [
        {
            "type": "occupancy",
            "id": b.id,
            "offering": b.offering,
            "room": b.room,
            "timeslot": b.timeslot,
            "faculty": list(b.faculty),
        }
        for b in batch
    ]
    try:
        return client.post("/occupancies/scheduler-update/", json={"term": college.term.id, "create": items})
    except httpx.TransportError:
        return None
