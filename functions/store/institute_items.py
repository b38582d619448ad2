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

Raw = dict[str, Any]
"""an item as DynamoDB has it: name to typed value"""
T = TypeVar("T")

_AT_ONCE = 8
_BATCH = 100
_LISTED_BY_ID = ("servicetoken", "coverage", "draft", "draftpart", "round", "decisions", "roster", "audit")
_NAMED = (*sorted(REFERRED), "student")
"""kinds of which something is unique"""
_INDEXES = {1: ("listed", "by_pk"), 2: ("listed2", "by2_pk")}


class Whole:
    """Reads strongly consistent: what only an index lists gives the keys, which are then read themselves."""

    def __init__(self, directory: TableDirectory, institute: str) -> None:
        self._client: Any = directory.connection.client
        self._table = directory.item.Meta.table_name
        self._institute = institute

    def everything(self) -> Iterator[Raw]:
        """What is verified, and what is only kept for somebody: notices, links to calendars, settings ..."""
        found = list(self.evidence())
        yield from found
        users = [str(i["body"]["S"]) for i in found if kind_of(i) == "user" and not is_copy(i)]
        leaves = [_id(i) for i in found if kind_of(i) == "leave"]
        yield from self._of_people([objects.load(USER, body).id for body in users])
        yield from self._batch(keys.of(self._institute, "together", id) for id in leaves)
        yield from self._listed(1, "postponed")
        tokens = [objects.load(SERVICE_TOKEN, i["body"]["S"]) for i in found if kind_of(i) == "servicetoken"]
        yield from self._batch(keys.token(s.digest) for t in tokens for s in t.secrets)
        yield from self._batch([keys.registered(self._institute)])

    def evidence(self) -> Iterator[Raw]:
        """What the promises are about."""
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
        yield from self._happened(values)

    def _reference(self) -> Iterator[Raw]:
        own = (*sorted(k.name for k in REFERENCE_KINDS), *_LISTED_BY_ID)
        partitions = [keys.partition(self._institute, kind) for kind in own]
        partitions += [keys.uses(self._institute, kind, "").pk for kind in sorted(REFERRED)]
        partitions += [keys.unique(self._institute, kind, "", "").pk for kind in _NAMED]
        partitions.append(keys.reference(self._institute).pk)
        yield from self._partitions(partitions)

    def _pointers(self, values: Sequence[tuple[str, Any]]) -> Iterator[Raw]:
        ids = [(kind, to, v.id) for kind, to in sorted(POINTED) for of, v in values if of == to]
        yield from self._partitions([keys.pointers(self._institute, *one) for one in ids])

    def _happened(self, values: Sequence[tuple[str, Any]]) -> Iterator[Raw]:
        """Bookings, leaves, decisions, and the claims of everything that they name."""
        terms = [v.id for kind, v in values if kind == "term"]
        booked = list(self._partitions([keys.occupancy(self._institute, t, "").pk for t in terms]))
        leaves = list(chain.from_iterable(self._listed(2, "leave", str(s)) for s in LeaveStatus))
        ids = [_id(i) for i in leaves]
        asked = [objects.load(LEAVE, i["body"]["S"]) for i in leaves]
        teachers = {v.id for kind, v in values if kind == "faculty"} | {leave.faculty for leave in asked}
        plans = list(self._batch(keys.of(self._institute, "plan", id) for id in ids))
        asks = {a for i in plans for a in objects.load(PLAN, i["body"]["S"]).asks}
        listed = list(self._listed(1, "change"))
        known = {_id(i) for i in listed}
        emptied = {*ids, *_updates(v for kind, v in values if kind == "audit")} - known
        changes = [*listed, *self._batch(keys.of(self._institute, "change", id) for id in sorted(emptied))]
        yield from (*booked, *leaves, *plans, *changes)
        yield from self._batch(keys.of(self._institute, "ask", id) for id in sorted(asks))
        yield from self._batch(keys.of(self._institute, "waiting", id) for id in ids)
        yield from self._batch(keys.of(self._institute, "book", id) for id in sorted(teachers))
        yield from self._claims(values, booked, changes, teachers)

    def _claims(
        self,
        values: Sequence[tuple[str, Any]],
        booked: Iterable[Raw],
        changes: Iterable[Raw],
        teachers: set[str],
    ) -> Iterator[Raw]:
        found = {Resource("faculty", id) for id in teachers}
        found |= {Resource("room", v.id) for kind, v in values if kind == "infra"}
        found |= {Resource("group", g) for kind, v in values if kind == "section" for g in v.groups()}
        for item in booked:
            occupancy = objects.load(OCCUPANCY, item["body"]["S"])
            found |= {Resource("room", occupancy.room)}
            found |= {Resource("faculty", f) for f in occupancy.faculty}
            found |= {Resource("group", g) for g in occupancy.groups}
        for item in changes:
            for adjustment in objects.load(CHANGE_SET, item["body"]["S"]).adjustments:
                classes = (c for c in (adjustment.before, adjustment.after) if c)
                hosts = [c.host or c for c in classes]
                found |= {r for c in (*hosts, adjustment.before) for r in c.resources()}
        yield from self._partitions([keys.claims(self._institute, r, "")[0] for r in sorted(found)])

    def _of_people(self, users: Sequence[str]) -> Iterator[Raw]:
        kept = (keys.of(self._institute, kind, id) for id in users for kind in ("settings", "dialogue"))
        yield from self._batch(kept)
        yield from self._partitions([keys.notice(self._institute, id, "").pk for id in users])
        linked = list(self._partitions([keys.calendar_link(self._institute, id, "").pk for id in users]))
        yield from linked
        links = [objects.load(CALENDAR_LINK, i["body"]["S"]) for i in linked]
        yield from self._batch(keys.calendar(link.digest) for link in links)

    # reading

    def _partitions(self, partitions: Sequence[str]) -> Iterator[Raw]:
        yield from chain.from_iterable(self._at_once(self._partition, partitions))

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
        batches = [every[n : n + _BATCH] for n in range(0, len(every), _BATCH)]
        yield from chain.from_iterable(self._at_once(self._got, batches))

    def _got(self, batch: Sequence[Key]) -> list[Raw]:
        found: list[Raw] = []
        asked: Any = [{"pk": {"S": k.pk}, "sk": {"S": k.sk}} for k in batch]
        while asked:
            request = {self._table: {"Keys": asked, "ConsistentRead": True}}
            answer = self._client.batch_get_item(RequestItems=request)
            found += answer["Responses"].get(self._table, [])
            asked = answer.get("UnprocessedKeys", {}).get(self._table, {}).get("Keys", [])
        return found

    def _at_once(self, read: Callable[[T], list[Raw]], wanted: Sequence[T]) -> list[list[Raw]]:
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            return list(threads.map(read, wanted))


def kind_of(item: Raw) -> str:
    return str(item["kind"]["S"]) if "kind" in item else ""


def is_object(item: Raw) -> bool:
    """It is a value of its kind, not a counter or the like."""
    return kind_of(item) in KINDS and "body" in item


def is_copy(item: Raw) -> bool:
    """A user under their account: to be found there."""
    return str(item["sk"]["S"]) == "account"


def _id(item: Raw) -> str:
    value = objects.load(KINDS[kind_of(item)], item["body"]["S"])
    return str(getattr(value, "leave", None) or value.id) if kind_of(item) == "plan" else str(value.id)


def _updates(events: Iterable[Any]) -> set[str]:
    """The decisions that scheduler updates have made, by their audit: an emptied one stands in no list."""
    items = [i for e in events if e.action == "scheduler-update" for i in (e.after or {}).get("items", ())]
    states = [state for i in items for state in (i["before"], i["after"]) if state and "before" in state]
    return {str(state["id"]).split(".")[0] for state in states}
