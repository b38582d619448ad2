"""Lists read to their end: the one loop over pages."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import TypeVar

from functions.services.ports.kinds import Kind
from functions.services.ports.requests import Page
from functions.services.ports.store import Records
from timetable.model import Occupancy, TermId
from timetable.objects.listings import Stretch

T = TypeVar("T")

PAGE_SIZE = 200  # objects read at once where all of a list is wanted


def pages(read: Callable[[str | None], Page[T]]) -> Iterator[tuple[T, ...]]:
    """Call `read` with the cursor of each page in turn, None first; give the values of each."""
    page = read(None)
    yield page.values
    while page.next is not None:
        page = read(page.next)
        yield page.values


def every(
    records: Records, kind: Kind[T], stretches: Sequence[Stretch], *, size: int = PAGE_SIZE
) -> Iterator[T]:
    """Read these stretches of a list to their end, `size` objects at a time."""
    return chain.from_iterable(pages(lambda after: records.page(kind, stretches, limit=size, after=after)))


def every_booking(records: Records, term: TermId) -> Iterator[Occupancy]:
    """Read all weekly bookings of a term."""

    def read(after: str | None) -> Page[Occupancy]:
        bookings, following = records.occupancies(term, limit=PAGE_SIZE, after=after)
        return Page(tuple(bookings), following)

    return chain.from_iterable(pages(read))
