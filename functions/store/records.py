"""One institute's records in the table, and the directory where a request finds them."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any, TypeVar

from botocore.config import Config
from pynamodb.connection import Connection

from functions.services.ports import (
    AUDIT_EVENT,
    CALENDAR_KEY,
    CALENDAR_LINK,
    CHANGE_SET,
    LEAVE,
    LINK_CODE,
    NOTICE,
    OCCUPANCY,
    SECRET,
    USER,
    CalendarKey,
    ChangeSet,
    Kind,
    LinkCode,
    Page,
    Ref,
    Secret,
    Write,
)
from functions.services.ports.rates import Rates
from functions.store import availability, keys, objects, pages
from functions.store.reference import ReferenceCache, TableReference
from functions.store.table import Item, bind
from functions.store.transaction import transaction
from timetable.day import Claim
from timetable.model import (
    FacultyUnavailability,
    InstituteId,
    Occupancy,
    OccupancyId,
    Resource,
    Slot,
    StudentId,
    TermId,
    User,
)
from timetable.objects import listings
from timetable.objects.listings import Stretch

T = TypeVar("T")

_QUERY_THREADS = 8  # of one request; a client keeps ten connections


class TableDirectory:
    """Finds callers and the records of their institute. One per process; its cache outlives a request."""

    def __init__(self, table: str, endpoint: str | None = None) -> None:
        self.endpoint = endpoint
        self.item, self.claim = bind(table, endpoint)
        self.connection = Connection(host=endpoint, connect_timeout_seconds=5, read_timeout_seconds=15)
        self._share_client()
        self.reference_cache = ReferenceCache()
        self.rates = Rates(self._count)

    def _share_client(self) -> None:
        """One client for everything: PynamoDB would make one per model, at 50 ms each."""
        self.connection.session.set_default_client_config(Config(user_agent="Dayorder"))  # or it is made anew
        client: Any = self.connection.client
        availability.watch(client)
        for model in (self.item, self.claim):
            model._get_connection().connection._client = client

    def _count(self, key: str, requests: int, until: int) -> int:
        """Count requests of one caller in one minute; how many there are by now."""
        place = keys.rate(key)
        item = self.item(place.pk, place.sk)
        item.update(
            [self.item.uses.add(requests), self.item.expires_at.set(until + 60), self.item.kind.set("rate")]
        )
        return int(item.uses or 0)

    def by_telegram(self, telegram: int) -> "tuple[User, TableRecords] | None":
        """The user linked to a Telegram account and their institute's records: one call, once warm."""
        entered = self._enter(keys.account(telegram))
        return (objects.load(USER, entered[0].body), entered[1]) if entered else None

    def by_token(self, hash: str) -> "tuple[Secret, TableRecords] | None":
        entered = self._enter(keys.token(hash))
        return (objects.load(SECRET, entered[0].body), entered[1]) if entered else None

    def by_calendar(self, hash: str) -> "tuple[CalendarKey, TableRecords] | None":
        entered = self._enter(keys.calendar(hash))
        return (objects.load(CALENDAR_KEY, entered[0].body), entered[1]) if entered else None

    def link_code(self, hash: str) -> LinkCode | None:
        items = list(self.item.batch_get([keys.link(hash)], consistent_read=True))
        return objects.load(LINK_CODE, items[0].body) if items else None

    def records(self, institute: InstituteId) -> "TableRecords":
        items = list(self.item.batch_get([keys.reference(institute)], consistent_read=True))
        return self._records(institute, int(items[0].version) if items else 0)

    def institutes(self) -> list[InstituteId]:
        """Every institute of the deployment."""
        return [InstituteId(item.sk) for item in self.item.query(keys.REGISTRY)]

    def _enter(self, key: keys.Key) -> "tuple[Item, TableRecords] | None":
        wanted = [key] + ([keys.reference(self.reference_cache.last)] if self.reference_cache.last else [])
        items = {keys.Key(i.pk, i.sk): i for i in self.item.batch_get(wanted, consistent_read=True)}
        item = items.get(key)
        if item is None:
            return None
        institute = InstituteId(item.institute)
        counter = items.get(keys.reference(institute))
        if counter is None:
            return item, self.records(institute)
        return item, self._records(institute, int(counter.version))

    def _records(self, institute: InstituteId, counter: int) -> "TableRecords":
        reference = TableReference(self.item, institute, self.reference_cache.at(institute, counter))
        return TableRecords(self, institute, reference=reference, counter=counter)


class TableRecords:
    """One institute's records. Reads are strongly consistent, but for the lists that an index serves."""

    def __init__(
        self, directory: TableDirectory, institute: InstituteId, *, reference: TableReference, counter: int
    ) -> None:
        self._directory = directory
        self._item, self._claim, self._connection = directory.item, directory.claim, directory.connection
        self._counter = counter
        self.institute = institute
        self.reference = reference

    def fetch(self, *refs: Ref[Any]) -> Any:
        """Read the objects in the order asked for, None for those that do not exist: one call."""
        by_key = {self._key(ref): ref for ref in refs if ref.id}
        values: dict[Ref[Any], Any] = {}
        for item in self._item.batch_get(list(by_key), consistent_read=True) if by_key else ():
            ref = by_key[keys.Key(item.pk, item.sk)]
            values[ref] = objects.load(ref.kind, item.body)
        return tuple(values.get(ref) for ref in refs)

    def _key(self, ref: Ref[Any]) -> keys.Key:
        if ref.kind is AUDIT_EVENT:
            return keys.audit(self.institute, ref.id)
        if ref.kind is NOTICE:
            return keys.notice(self.institute, *ref.id.split("/", 1))
        if ref.kind is CALENDAR_LINK:
            return keys.calendar_link(self.institute, *ref.id.split("/", 1))
        return keys.key_of(self.institute, ref.kind.name, ref.id)

    def claims(self, resource: Resource, term: TermId, day: int | None = None) -> list[Claim]:
        """A resource's claims of one day of the week, or of all of it: one query."""
        partition, beginning = keys.claims(self.institute, resource, term)
        prefix = beginning if day is None else keys.claims_of_day(term, day)
        items = self._claim.query(partition, self._claim.sk.startswith(prefix), consistent_read=True)
        return [item.value(resource) for item in items]

    def claims_of(self, resources: Iterable[Resource], term: TermId) -> dict[Resource, list[Claim]]:
        """The claims of a whole week of several resources: one query each, some of them at once."""
        wanted = list(dict.fromkeys(resources))
        with ThreadPoolExecutor(_QUERY_THREADS) as threads:
            claims = threads.map(lambda resource: self.claims(resource, term), wanted)
            return dict(zip(wanted, claims, strict=True))

    def claims_at(self, resources: Iterable[Resource], term: TermId, slot: Slot) -> list[Claim]:
        """The claims of one timeslot of several resources, as far as there are any: one call per 100."""
        by_key = {keys.claim(self.institute, r, term=term, slot=slot): r for r in resources}
        items = self._claim.batch_get(list(by_key), consistent_read=True) if by_key else ()
        return [item.value(by_key[keys.Key(item.pk, item.sk)]) for item in items]

    def occupancies(
        self, term: TermId, *, limit: int, after: str | None
    ) -> tuple[list[Occupancy], str | None]:
        """One page of a term's weekly bookings by id, and where the next begins: for who needs them all."""
        partition = keys.partition(self.institute, f"occupancy#{term}")
        above = self._item.sk > after if after else None
        items = list(self._item.query(partition, above, limit=limit + 1, consistent_read=True))
        page = [objects.load(OCCUPANCY, i.body) for i in items[:limit]]
        return page, (items[limit - 1].sk if len(items) > limit else None)

    def occupancy(self, term: TermId, id: OccupancyId) -> Occupancy | None:
        if not id:
            return None
        items = list(self._item.batch_get([keys.occupancy(self.institute, term, id)], consistent_read=True))
        return objects.load(OCCUPANCY, items[0].body) if items else None

    def page(
        self,
        kind: Kind[T],
        stretches: Sequence[Stretch],
        *,
        limit: int,
        after: str | None = None,
        descending: bool = False,
        fits: Callable[[T], bool] | None = None,
    ) -> Page[T]:
        """A page of a list; raises Malformed for a cursor that is none."""
        return pages.page(
            self._item,
            self.institute,
            kind=kind,
            stretches=stretches,
            limit=limit,
            after=after,
            descending=descending,
            fits=fits,
        )

    def pointed(
        self,
        kind: Kind[T],
        to: Ref[Any],
        *,
        limit: int,
        after: str | None = None,
        descending: bool = False,
        fits: Callable[[T], bool] | None = None,
    ) -> Page[T]:
        """A page of the reference objects of one kind that refer to one object."""
        partition = keys.pointers(self.institute, kind.name, to=to.kind.name, id=to.id)
        ids, following = pages.pointed(self._item, partition, limit=limit, after=after, descending=descending)
        by_id = self.reference.many(kind, ids)
        values = (by_id[i] for i in ids if i in by_id)
        return Page(tuple(v for v in values if fits is None or fits(v)), following)

    def uses(self, kind: Kind[Any], handle: str) -> int:
        """How many objects refer to this one."""
        items = list(
            self._item.batch_get([keys.uses(self.institute, kind.name, handle)], consistent_read=True)
        )
        return int(items[0].uses or 0) if items else 0

    def count(self, kind: Kind[Any], stretch: Stretch) -> int:
        """How many objects a stretch of a list has."""
        return pages.count(self._item, self.institute, kind=kind, stretch=stretch)

    def decisions(self, term: TermId) -> int:
        """How many decisions were made on this term's calendar."""
        items = list(self._item.batch_get([keys.decisions(self.institute, term)], consistent_read=True))
        return int(items[0].uses or 0) if items else 0

    def leaves(self, departments: Sequence[str], status: str) -> list[FacultyUnavailability]:
        """The requests of these departments in one state, earliest first."""
        return [
            objects.load(LEAVE, item.body)
            for department in departments
            for item in self._item.by.query(
                keys.listed(self.institute, LEAVE.name, listings.places(department, status))
            )
        ]

    def change_sets_from(self, first: date) -> list[ChangeSet]:
        """The decisions whose adjustments reach this date or a later one."""
        changes = keys.listed(self.institute, CHANGE_SET.name)
        items = self._item.by.query(changes, self._item.by_sk >= first.isoformat())
        return [objects.load(CHANGE_SET, item.body) for item in items]

    def members_of(self, groups: Iterable[str]) -> list[User]:
        """The linked, active students of these smallest groups."""
        return [
            objects.load(USER, item.body)
            for group in groups
            for item in self._item.by3.query(keys.listed(self.institute, USER.name, group))
        ]

    def students_of(self, groups: Iterable[str]) -> dict[str, list[StudentId]]:
        """The ids of the students in each of these smallest groups: one call per 100 groups."""
        by_key = {keys.roster(self.institute, g): g for g in groups}
        items = self._item.batch_get(list(by_key), consistent_read=True) if by_key else ()
        rosters = {by_key[keys.Key(i.pk, i.sk)]: i.members or () for i in items}
        return {g: sorted(StudentId(s) for s in rosters.get(g, ())) for g in by_key.values()}

    def renewed(self) -> "TableRecords":
        """The same records as they are now: after a write of one's own that changed reference objects."""
        return self._directory.records(self.institute)

    def write(self, now: datetime) -> AbstractContextManager[Write]:
        return transaction(
            self._item,
            self._claim,
            self._connection,
            institute=self.institute,
            counter=self._counter,
            now=now,
        )
