"""A whole college into a table, fast: the product's own writers, their items folded and sent in batches."""

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Self

from pynamodb.expressions.update import AddAction, SetAction

from functions.services.college.founding import found_college
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
from tests.support import table
from timetable.access import Caller
from timetable.model import InstituteId, Occupancy, Role
from timetable.objects.college import College

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Stored = dict[str, Any]
"""an item as DynamoDB's own JSON"""
_AT_ONCE, _SENDERS, _WAITING = 25, 4, 40
_BOOKED_AT_ONCE = 40
_CHANGED_AGAIN = {"uses", "reference", "department", "roster"}
"""items that a later transaction of a founding changes: they are sent when everything else is made"""


def load(
    endpoint: str, name: str, college: College, occupancies: Iterable[Occupancy], token: str, now: datetime
) -> int:
    """Found the college and book its timetable in an empty table; returns how many items there are then."""
    with _Sender(endpoint, name) as sender:
        records = _Loading(TableDirectory(name, endpoint), college.institute.id, sender)
        found_college(clock_request(records, now), college, token)
        _book(records, college, iter(occupancies), now)
        records.finish()
    return sender.sent


def _book(records: "_Loading", college: College, occupancies: Iterator[Occupancy], now: datetime) -> None:
    by = Caller(college.institute.id, Role.ADMIN)
    timeslots = {t.slot: t.id for t in college.timeslots}
    while portion := list(islice(occupancies, _BOOKED_AT_ONCE)):
        items = (OccupancyItem(o.id, o.offering, o.room, timeslots[o.slot], o.faculty) for o in portion)
        update(Request(records, by, now), Batch(college.term.id, create=tuple(items)))


class _Write(TableWrite):
    """One transaction that is not sent."""

    def parts(self) -> list[Part]:
        return self._ordered()


class _Loading(TableRecords):
    """Records of an institute that is being founded: what is written is kept here, or on its way.

    Nothing else is in the table and nobody else writes to it, so no condition is asked of it; that two
    bookings of one claim are refused is seen to here.
    """

    def __init__(self, directory: TableDirectory, institute: InstituteId, sender: "_Sender") -> None:
        self._shelf = ReferenceCache().at(institute, 0)
        reference = TableReference(directory.item, institute, self._shelf)
        super().__init__(directory, institute, reference=reference, counter=0)
        self._sender = sender
        self._held: dict[Key, Stored] = {}
        self._claimed: set[Key] = set()

    @contextmanager
    def write(self, now: datetime) -> Iterator[TableWrite]:
        write = _Write(self._item, self._claim, institute=self.institute, counter=self._counter, now=now)
        yield write
        for part in write.parts():
            self._do(part)

    def finish(self) -> None:
        self._sender.send(self._held.values())

    def _do(self, part: Part) -> None:
        if part.verb == "check":
            return
        key = Key(part.item.pk, part.item.sk)
        if part.verb == "delete":
            raise NotImplementedError("founding and booking delete nothing")
        item = part.item.serialize() if part.verb == "put" else self._updated(key, part)
        if item["kind"]["S"] in _CHANGED_AGAIN:
            self._held[key] = item
        else:
            self._sender.send([item])
        self._shelve(item)

    def _updated(self, key: Key, part: Part) -> Stored:
        """The item after an update: of a counter, or of a claim that nobody holds."""
        if part.draft is not None:
            if key in self._claimed:
                raise part.draft.taken()
            self._claimed.add(key)
        elif part.condition is not None and key not in self._held:
            raise part.otherwise
        item = dict(self._held.get(key, {"pk": {"S": key.pk}, "sk": {"S": key.sk}}))
        for action in part.updates:
            _apply(item, action)
        return item

    def _shelve(self, item: Stored) -> None:
        """Reference objects are read while the timetable is booked."""
        kind = item["kind"]["S"]
        if "body" in item and KINDS.get(kind) in REFERENCE_KINDS:
            value = objects.load(KINDS[kind], item["body"]["S"])
            self._shelf.objects[KINDS[kind][value.id]] = value
            self._shelf.lists[KINDS[kind]] = []
        if kind == "institute":
            for ref, value in self._shelf.objects.items():
                self._shelf.lists[ref.kind].append(value)


def _apply(item: Stored, action: Any) -> None:
    path, value = action.values
    (name,), stored = path.path, value.value
    if isinstance(action, AddAction) and "N" in stored:
        before = int(item[name]["N"]) if name in item else 0
        item[name] = {"N": str(before + int(stored["N"]))}
    elif isinstance(action, AddAction) and "SS" in stored:
        held = item[name]["SS"] if name in item else []
        item[name] = {"SS": sorted({*held, *stored["SS"]})}
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
            if len(self._batch) == _AT_ONCE:
                self._flush()

    def _flush(self) -> None:
        batch, self._batch = self._batch, []
        self.sent += len(batch)
        self._under_way.add(self._threads.submit(self._put, batch))
        if len(self._under_way) >= _WAITING:
            done, self._under_way = wait(self._under_way, return_when=FIRST_COMPLETED)
            for one in done:
                one.result()

    def _put(self, batch: list[Stored]) -> None:
        wanted: Any = {self._name: [{"PutRequest": {"Item": i}} for i in batch]}
        while wanted:
            wanted = self._client.batch_write_item(RequestItems=wanted)["UnprocessedItems"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and self._batch:
            self._flush()
        self._threads.shutdown(cancel_futures=kind is not None)
        if kind is None:
            for one in self._under_way:
                one.result()
