"""A whole college into a table, fast: the product's own writers, their items folded and sent in batches."""

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Self

from pynamodb.expressions.update import AddAction, SetAction

from functions.services.college import founding
from functions.services.identity.clock import clock_request
from functions.services.ports import KINDS, REFERENCE_KINDS, Request
from functions.services.schedule.scheduler_update import update
from functions.services.schedule.update_context import Batch, OccupancyItem
from functions.store import objects
from functions.store.commit import Part
from functions.store.keys import Key
from functions.store.records import TableDirectory, TableRecords
from functions.store.reference import ReferenceCache, TableReference
from functions.store.transaction import TableWrite
from tests.benchmarks.weekly_timetable import WeeklyTimetable
from tests.support import table
from timetable.access import Caller
from timetable.model import InstituteId, Role

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Stored = dict[str, Any]  # an item as DynamoDB's own JSON
_ITEMS_PER_BATCH, _SENDERS, _MAX_BATCHES_WAITING = 25, 4, 40
_BOOKINGS_PER_TRANSACTION = 40
# kinds of items that a later transaction of a founding changes: they are sent at the end
_CHANGED_AGAIN = {"uses", "reference", "department", "roster"}


def load(endpoint: str, name: str, timetable: WeeklyTimetable, *, token: str, now: datetime) -> int:
    """Found a college and book its timetable in an empty table. Returns how many items there are then."""
    college = timetable.college
    with _Sender(endpoint, name) as sender:
        records = _LoadingRecords(TableDirectory(name, endpoint), college.institute.id, sender)
        founding.found_college(clock_request(records, now), college, token)
        _book(records, timetable, now)
        records.finish()
    return sender.sent


def _book(records: "_LoadingRecords", timetable: WeeklyTimetable, now: datetime) -> None:
    college, occupancies = timetable.college, iter(timetable.occupancies)
    by = Caller(college.institute.id, Role.ADMIN)
    timeslots = {t.slot: t.id for t in college.timeslots}
    while portion := list(islice(occupancies, _BOOKINGS_PER_TRANSACTION)):
        items = (OccupancyItem(o.id, o.offering, o.room, timeslots[o.slot], o.faculty) for o in portion)
        update(Request(records, by, now), Batch(college.term.id, create=tuple(items)))


class _Write(TableWrite):
    """A transaction whose parts are handed out instead of sent."""

    def parts(self) -> list[Part]:
        return self._ordered()


class _LoadingRecords(TableRecords):
    """Records of an institute that is being founded: what is written waits here, or is on its way.

    Nothing else is in the table and nobody else writes to it, so no condition is asked of it; that two
    bookings of one claim are refused is seen to here.
    """

    def __init__(self, directory: TableDirectory, institute: InstituteId, sender: "_Sender") -> None:
        self._cache = ReferenceCache().at(institute, 0)
        reference = TableReference(directory.item, institute, self._cache)
        super().__init__(directory, institute, reference=reference, counter=0)
        self._sender = sender
        self._pending: dict[Key, Stored] = {}
        self._claimed: set[Key] = set()

    @contextmanager
    def write(self, now: datetime) -> Iterator[TableWrite]:
        write = _Write(self._item, self._claim, institute=self.institute, counter=self._counter, now=now)
        yield write
        for part in write.parts():
            self._do(part)

    def finish(self) -> None:
        self._sender.send(self._pending.values())

    def _do(self, part: Part) -> None:
        if part.verb == "check":
            return
        key = Key(part.item.pk, part.item.sk)
        if part.verb == "delete":
            raise NotImplementedError("founding and booking delete nothing")
        item = part.item.serialize() if part.verb == "put" else self._updated(key, part)
        if item["kind"]["S"] in _CHANGED_AGAIN:
            self._pending[key] = item
        else:
            self._sender.send([item])
        self._cache_reference(item)

    def _updated(self, key: Key, part: Part) -> Stored:
        """The item after an update: of a counter, or of a claim that nobody holds."""
        if part.draft is not None:
            if key in self._claimed:
                raise part.draft.taken()
            self._claimed.add(key)
        elif part.condition is not None and key not in self._pending:
            raise part.otherwise
        item = dict(self._pending.get(key, {"pk": {"S": key.pk}, "sk": {"S": key.sk}}))
        for action in part.updates:
            _apply(item, action)
        return item

    def _cache_reference(self, item: Stored) -> None:
        """Reference objects are read while the timetable is booked."""
        kind = item["kind"]["S"]
        if "body" in item and KINDS.get(kind) in REFERENCE_KINDS:
            value = objects.load(KINDS[kind], item["body"]["S"])
            self._cache.objects[KINDS[kind][value.id]] = value
            self._cache.lists[KINDS[kind]] = []
        if kind == "institute":
            for ref, value in self._cache.objects.items():
                self._cache.lists[ref.kind].append(value)


def _apply(item: Stored, action: Any) -> None:
    path, value = action.values
    (name,), stored = path.path, value.value
    if isinstance(action, AddAction) and "N" in stored:
        previous = int(item[name]["N"]) if name in item else 0
        item[name] = {"N": str(previous + int(stored["N"]))}
    elif isinstance(action, AddAction) and "SS" in stored:
        members = item[name]["SS"] if name in item else []
        item[name] = {"SS": sorted({*members, *stored["SS"]})}
    elif isinstance(action, SetAction):
        item[name] = stored
    else:
        raise NotImplementedError(f"founding and booking do not {action}")


class _Sender:
    """Sends items 25 at a time, a few batches at once; no key comes twice."""

    def __init__(self, endpoint: str, name: str) -> None:
        self._client: DynamoDBClient = table.client(endpoint)
        self._name = name
        self._threads = ThreadPoolExecutor(_SENDERS)
        self._batch: list[Stored] = []
        self._under_way: set[Future[None]] = set()
        self.sent = 0

    def send(self, items: Iterable[Stored]) -> None:
        for item in items:
            self._batch.append(item)
            if len(self._batch) == _ITEMS_PER_BATCH:
                self._flush()

    def _flush(self) -> None:
        batch, self._batch = self._batch, []
        self.sent += len(batch)
        self._under_way.add(self._threads.submit(self._put, batch))
        if len(self._under_way) >= _MAX_BATCHES_WAITING:
            done, self._under_way = wait(self._under_way, return_when=FIRST_COMPLETED)
            for future in done:
                future.result()

    def _put(self, batch: list[Stored]) -> None:
        remaining: Any = {self._name: [{"PutRequest": {"Item": i}} for i in batch]}
        while remaining:
            remaining = self._client.batch_write_item(RequestItems=remaining)["UnprocessedItems"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and self._batch:
            self._flush()
        self._threads.shutdown(cancel_futures=kind is not None)
        if kind is None:
            for future in self._under_way:
                future.result()
