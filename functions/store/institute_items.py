"""Every item of one institute, found by keys alone: for verifying, for repairing and for backups.

What is forgotten by itself within days has no list and is not among them: answers to idempotency keys,
what-ifs, codes that link, the outbox, counts of requests. A test holds this to a scan (test_backup.py).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any, TypeVar

from functions.services.ports import (
    CALENDAR_LINK,
    CHANGE_SET,
    KINDS,
    LEAVE,
    OCCUPANCY,
    PLAN,
    REFERENCE_KINDS,
    SERVICE_TOKEN,
    USER,
)
from functions.store import keys, objects
from functions.store.keys import Key
from functions.store.records import TableDirectory
from timetable.model import LeaveStatus, Resource
from timetable.objects.relations import POINTED, REFERRED

Raw = dict[str, Any]  # an item as DynamoDB has it: name to typed value
T = TypeVar("T")

_READ_THREADS = 8
_KEYS_PER_REQUEST = 100
_LISTED_BY_ID = ("servicetoken", "coverage", "draft", "draftpart", "round", "decisions", "roster", "audit")
_NAMED = (*sorted(REFERRED), "student")  # kinds of which a name, code or place is unique
_INDEXES = {1: ("listed", "by_pk"), 2: ("listed2", "by2_pk")}


class Whole:
    """All items of one institute, read strongly consistent; indexes are used to get keys alone."""

    def __init__(self, directory: TableDirectory, institute: str) -> None:
        self._client: Any = directory.connection.client
        self._table = directory.item.Meta.table_name
        self._institute = institute

    def everything(self) -> Iterator[Raw]:
        """Every item: the evidence, and what is only stored for a person, such as notices and settings."""
        items = list(self.evidence())
        yield from items
        users = [str(i["body"]["S"]) for i in items if kind_of(i) == "user" and not is_copy(i)]
        leaves = [_id(i) for i in items if kind_of(i) == "leave"]
        yield from self._of_people([objects.load(USER, body).id for body in users])
        yield from self._batch(keys.key_of(self._institute, "together", id) for id in leaves)
        yield from self._listed(1, "postponed")
        tokens = [objects.load(SERVICE_TOKEN, i["body"]["S"]) for i in items if kind_of(i) == "servicetoken"]
        yield from self._batch(keys.token(s.digest) for t in tokens for s in t.secrets)
        yield from self._batch([keys.registered(self._institute)])

    def evidence(self) -> Iterator[Raw]:
        """The items that the promises are about."""
        reference = list(self._reference())
        people = [*self._listed(1, "user"), *self._listed(1, "student")]
        accounts = (i["body"]["S"] for i in people if kind_of(i) == "user")
        linked = [u.telegram for u in (objects.load(USER, b) for b in accounts) if u.telegram is not None]
        yield from reference
        yield from people
        yield from self._batch(keys.account(t) for t in linked)
        values = [
            (kind_of(i), objects.load(KINDS[kind_of(i)], i["body"]["S"])) for i in reference if is_object(i)
        ]
        yield from self._pointers(values)
        yield from self._bookings_and_leaves(values)

    def _reference(self) -> Iterator[Raw]:
        own = (*sorted(k.name for k in REFERENCE_KINDS), *_LISTED_BY_ID)
        partitions = [keys.partition(self._institute, kind) for kind in own]
        partitions += [keys.uses(self._institute, kind, "").pk for kind in sorted(REFERRED)]
        partitions += [keys.unique(self._institute, kind, field="", key="").pk for kind in _NAMED]
        partitions.append(keys.reference(self._institute).pk)
        yield from self._partitions(partitions)

    def _pointers(self, values: Sequence[tuple[str, Any]]) -> Iterator[Raw]:
        yield from self._partitions(
            [
                keys.pointers(self._institute, kind, to=to, id=v.id)
                for kind, to in sorted(POINTED)
                for value_kind, v in values
                if value_kind == to
            ]
        )

    def _bookings_and_leaves(self, values: Sequence[tuple[str, Any]]) -> Iterator[Raw]:
        """Bookings, leaves, decisions, and the claims of everything that they name."""
        terms = [v.id for kind, v in values if kind == "term"]
        booked = list(self._partitions([keys.occupancy(self._institute, t, "").pk for t in terms]))
        leaves = list(chain.from_iterable(self._listed(2, "leave", str(s)) for s in LeaveStatus))
        ids = [_id(i) for i in leaves]
        requested = [objects.load(LEAVE, i["body"]["S"]) for i in leaves]
        teachers = {v.id for kind, v in values if kind == "faculty"} | {leave.faculty for leave in requested}
        plans = list(self._batch(keys.key_of(self._institute, "plan", id) for id in ids))
        consents = {a for i in plans for a in objects.load(PLAN, i["body"]["S"]).asks}
        listed = list(self._listed(1, "change"))
        known = {_id(i) for i in listed}
        emptied = {*ids, *_updates(v for kind, v in values if kind == "audit")} - known
        changes = [
            *listed,
            *self._batch(keys.key_of(self._institute, "change", id) for id in sorted(emptied)),
        ]
        yield from (*booked, *leaves, *plans, *changes)
        yield from self._batch(keys.key_of(self._institute, "ask", id) for id in sorted(consents))
        yield from self._batch(keys.key_of(self._institute, "waiting", id) for id in ids)
        yield from self._batch(keys.key_of(self._institute, "book", id) for id in sorted(teachers))
        yield from self._claims(values, booked, changes, teachers=teachers)

    def _claims(
        self,
        values: Sequence[tuple[str, Any]],
        booked: Iterable[Raw],
        changes: Iterable[Raw],
        *,
        teachers: set[str],
    ) -> Iterator[Raw]:
        resources = {Resource("faculty", id) for id in teachers}
        resources |= {Resource("room", v.id) for kind, v in values if kind == "infra"}
        resources |= {Resource("group", g) for kind, v in values if kind == "section" for g in v.groups()}
        for item in booked:
            occupancy = objects.load(OCCUPANCY, item["body"]["S"])
            resources |= {Resource("room", occupancy.room)}
            resources |= {Resource("faculty", f) for f in occupancy.faculty}
            resources |= {Resource("group", g) for g in occupancy.groups}
        for item in changes:
            for adjustment in objects.load(CHANGE_SET, item["body"]["S"]).adjustments:
                classes = (c for c in (adjustment.before, adjustment.after) if c)
                hosts = [c.host or c for c in classes]
                resources |= {r for c in (*hosts, adjustment.before) for r in c.resources()}
        yield from self._partitions([keys.claims(self._institute, r, "")[0] for r in sorted(resources)])

    def _of_people(self, users: Sequence[str]) -> Iterator[Raw]:
        preferences = (
            keys.key_of(self._institute, kind, id) for id in users for kind in ("settings", "dialogue")
        )
        yield from self._batch(preferences)
        yield from self._partitions([keys.notice(self._institute, id, "").pk for id in users])
        linked = list(self._partitions([keys.calendar_link(self._institute, id, "").pk for id in users]))
        yield from linked
        links = [objects.load(CALENDAR_LINK, i["body"]["S"]) for i in linked]
        yield from self._batch(keys.calendar(link.digest) for link in links)

    # reading

    def _partitions(self, partitions: Sequence[str]) -> Iterator[Raw]:
        yield from chain.from_iterable(self._in_parallel(self._partition, partitions))

    def _partition(self, pk: str) -> list[Raw]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": pk}},
            ConsistentRead=True,
        )
        return [item for page in pages for item in page["Items"]]

    def _listed(self, number: int, kind: str, within: str = "") -> Iterator[Raw]:
        index, attribute = _INDEXES[number]
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=index,
            KeyConditionExpression=f"{attribute} = :pk",
            ExpressionAttributeValues={":pk": {"S": keys.listed(self._institute, kind, within)}},
            ProjectionExpression="pk, sk",
        )
        yield from self._batch(Key(i["pk"]["S"], i["sk"]["S"]) for page in pages for i in page["Items"])

    def _batch(self, wanted: Iterable[Key]) -> Iterator[Raw]:
        every = list(dict.fromkeys(wanted))
        batches = [every[n : n + _KEYS_PER_REQUEST] for n in range(0, len(every), _KEYS_PER_REQUEST)]
        yield from chain.from_iterable(self._in_parallel(self._read_batch, batches))

    def _read_batch(self, batch: Sequence[Key]) -> list[Raw]:
        items: list[Raw] = []
        unread: Any = [{"pk": {"S": k.pk}, "sk": {"S": k.sk}} for k in batch]
        while unread:
            request = {self._table: {"Keys": unread, "ConsistentRead": True}}
            answer = self._client.batch_get_item(RequestItems=request)
            items += answer["Responses"].get(self._table, [])
            unread = answer.get("UnprocessedKeys", {}).get(self._table, {}).get("Keys", [])
        return items

    def _in_parallel(self, read: Callable[[T], list[Raw]], wanted: Sequence[T]) -> list[list[Raw]]:
        with ThreadPoolExecutor(_READ_THREADS) as threads:
            return list(threads.map(read, wanted))


def kind_of(item: Raw) -> str:
    return str(item["kind"]["S"]) if "kind" in item else ""


def is_object(item: Raw) -> bool:
    """True if the item is a value of its kind, not a counter or the like."""
    return kind_of(item) in KINDS and "body" in item


def is_copy(item: Raw) -> bool:
    """True if the item is the copy of a user under their Telegram account."""
    return str(item["sk"]["S"]) == "account"


def _id(item: Raw) -> str:
    value = objects.load(KINDS[kind_of(item)], item["body"]["S"])
    return str(getattr(value, "leave", None) or value.id) if kind_of(item) == "plan" else str(value.id)


def _updates(events: Iterable[Any]) -> set[str]:
    """The decisions that scheduler updates have made, by their audit: an emptied one stands in no list."""
    items = [i for e in events if e.action == "scheduler-update" for i in (e.after or {}).get("items", ())]
    states = [state for i in items for state in (i["before"], i["after"]) if state and "before" in state]
    return {str(state["id"]).split(".")[0] for state in states}
