"""Writes the solved timetable into the table through the API, with the scheduler's token, as the solver
does."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import httpx

from functions.store.records import TableRecords
from local.college.state import Booking
from operations.local_product import CannotStart
from timetable.objects.college import College

_ITEMS_PER_BATCH = 85  # DynamoDB takes 100 in a transaction, and the request itself writes some
_MAX_TRIES = 5
_BOOKINGS_PER_LINE = 75  # of progress
_BOOKINGS_PER_PAGE = 500


class Api(Protocol):
    @property
    def api_url(self) -> str: ...
    @property
    def secrets(self) -> dict[str, str]: ...


def write(
    api: Api,
    timetable: Sequence[Booking],
    *,
    records: TableRecords,
    college: College,
    progress: Callable[[str], None],
) -> None:
    """Write every booking that is not in the table yet: an interrupted run goes on where it was."""
    written = _written_ids(records, college)
    missing = [b for b in timetable if b.id not in written]
    done = len(timetable) - len(missing)
    headers = {"Authorization": f"Bearer {api.secrets['SchedulerToken']}"}
    with httpx.Client(base_url=api.api_url, headers=headers, timeout=30) as client:
        for batch in batches(missing):
            _write_batch(client, batch, records=records, college=college)
            done += len(batch)
            is_last = done == len(timetable)
            if is_last or done // _BOOKINGS_PER_LINE > (done - len(batch)) // _BOOKINGS_PER_LINE:
                progress(f"booking the timetable: {done} of {len(timetable)} periods")


def batches(bookings: Sequence[Booking]) -> Iterator[list[Booking]]:
    """The bookings in batches, each as large as one transaction may be."""
    batch: list[Booking] = []
    for booking in bookings:
        if batch and sum(b.cost for b in batch) + booking.cost > _ITEMS_PER_BATCH:
            yield batch
            batch = []
        batch.append(booking)
    if batch:
        yield batch


def _written_ids(records: TableRecords, college: College) -> set[str]:
    ids: set[str] = set()
    after: str | None = None
    while True:
        page, after = records.occupancies(college.term.id, limit=_BOOKINGS_PER_PAGE, after=after)
        ids.update(o.id for o in page)
        if after is None:
            return ids


def _write_batch(
    client: httpx.Client, batch: list[Booking], *, records: TableRecords, college: College
) -> None:
    """Write one batch. Without a good answer, what is still missing is tried again. Raises CannotStart."""
    for attempt in range(1, _MAX_TRIES + 1):
        response = _post(client, college, batch)
        if response is not None and response.status_code == httpx.codes.OK:
            return
        written = _written_ids(records, college)
        batch = [b for b in batch if b.id not in written]
        if not batch:
            return
        if response is not None and response.is_client_error and attempt > 1:
            break
        time.sleep(0.2 * attempt)
    reason = "no answer" if response is None else response.text[:300]
    raise CannotStart(f"The timetable could not be written: {reason}")


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
