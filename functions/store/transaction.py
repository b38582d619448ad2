"""The one way to write several items: all of them or none, each refusal named."""

import json
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from pynamodb.connection import Connection
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action as Update

from functions import correlation
from functions.services.ports import (
    ANSWER,
    AUDIT_EVENT,
    CALENDAR_KEY,
    CALENDAR_LINK,
    LINK_CODE,
    NOTICE,
    OCCUPANCY,
    REFERENCE_KINDS,
    SECRET,
    USER,
    Answer,
    AnsweredBefore,
    AuditEvent,
    Kind,
    Once,
    Ref,
    kind_of,
)
from functions.store import keys, objects
from functions.store.claims.conditions import ClaimDraft
from functions.store.commit import Part, send
from functions.store.keys import Key
from functions.store.references import RelationDraft
from functions.store.table import ClaimItem, Item
from timetable.access import Caller
from timetable.claims import Step
from timetable.errors import Busy, Moved, Refusal, StaleVersion, TooManyWrites
from timetable.model import Institute, LeaveId, Term, TermId, User

T = TypeVar("T")

MAX_ACTIONS = 100  # of one transaction; DynamoDB's own limit
_EVENT_LIFETIME = timedelta(days=7)


class TableWrite:
    """Collects the parts of one transaction; `commit` sends them."""

    def __init__(
        self, item: type[Item], claim: type[ClaimItem], *, institute: str, counter: int, now: datetime
    ) -> None:
        self._item, self._claim = item, claim
        self._institute = institute
        self._counter = counter
        self._now = now
        self._relations = RelationDraft(item, institute)
        self._parts: dict[Key, Part] = {}
        self._drafts: dict[Key, ClaimDraft] = {}

    # objects

    def create(self, ref: Ref[T], value: T, *, otherwise: Refusal | None = None) -> None:
        """Make a new object; refused where one with this key exists."""
        refusal = otherwise or StaleVersion(f"This {ref.kind.name} exists already.", field="id")
        absent = self._item.pk.does_not_exist()
        self._put(self._key(ref, value), ref.kind, value, condition=absent, otherwise=refusal)
        self._relations.relate(ref.kind.name, None, value)

    def change(
        self,
        ref: Ref[T],
        value: T,
        *,
        was: int,
        before: T | None = None,
        otherwise: Refusal | None = None,
    ) -> None:
        """Write a new version of an object; refused where it is no longer the version that was read.

        `before` is needed where its references, its name or its Telegram account may be other ones now."""
        if before is not None:
            self._relations.relate(ref.kind.name, before, value)
            self._let_go_of_account(before, value)
        refusal = otherwise or _stale(ref.kind)
        condition = (self._item.version == was) if was else self._item.pk.does_not_exist()
        self._put(self._key(ref, value), ref.kind, value, condition=condition, otherwise=refusal)

    def remove(
        self,
        ref: Ref[T],
        *,
        was: int,
        before: T | None = None,
        otherwise: Refusal | None = None,
    ) -> None:
        """Delete an object that is still the version that was read; `was` 0: whatever its version is."""
        key = self._key(ref, before)
        if before is not None:
            self._relations.relate(ref.kind.name, before, None)
            self._let_go_of_account(before, None)
        condition = self._item.version == was if was else self._item.pk.exists()
        item = self._item(key.pk, key.sk)
        self._parts[key] = Part("delete", item, condition, otherwise or _stale(ref.kind))
        self._touch_reference(ref.kind)

    def keep(self, ref: Ref[T], value: T) -> None:
        """Write an object whatever is there; for what one person writes for themselves."""
        key = self._key(ref, value)
        self._parts[key] = Part("put", self._stored_item(key, ref.kind, value), None, _stale(ref.kind))

    def forget(self, ref: Ref[Any]) -> None:
        """Delete an object, whether it is there or not."""
        key = self._key(ref, None)
        self._parts[key] = Part("delete", self._item(key.pk, key.sk), None, _stale(ref.kind))

    def unchanged(self, ref: Ref[Any], *, was: int, otherwise: Refusal) -> None:
        """Write nothing to the object; the transaction happens only if it is the version that was read."""
        key = self._key(ref, None)
        if key not in self._parts:
            self._parts[key] = Part("check", key, self._item.version == was, otherwise)

    def as_read(self) -> None:
        """Let the write fail with Moved if a reference object has changed since the request began."""
        key = keys.reference(self._institute)
        part = self._parts.get(key)
        moved = Moved("Others are changing this college's data right now. Try again in a moment.")
        condition = self._item.version == self._counter if self._counter else self._item.pk.does_not_exist()
        if part is None:
            self._parts[key] = Part("check", key, condition, moved)
        else:
            self._parts[key] = replace(part, condition=condition, otherwise=moved)

    def decides(self, term: Term, *, otherwise: Refusal) -> None:
        """Count a decision on this version of the term's calendar; refused if it has another version by now.
        Whoever changes the calendar learns from the count that something was decided."""
        key = keys.decisions(self._institute, term.id)
        item = self._item(key.pk, key.sk)
        same = self._item.pk.does_not_exist() | (self._item.version == term.version)
        counted = [
            self._item.uses.add(1),
            self._item.version.set(term.version),
            self._item.kind.set("decisions"),
        ]
        self._parts[key] = Part("update", item, same, otherwise, counted)

    def recalendar(self, term: TermId, *, seen: int, version: int, otherwise: Refusal) -> None:
        """Note the calendar's new version; refused if more decisions than `seen` were made on the old one."""
        key = keys.decisions(self._institute, term)
        item = self._item(key.pk, key.sk)
        none_since = (self._item.uses == seen) if seen else self._item.uses.does_not_exist()
        actions = [self._item.version.set(version), self._item.kind.set("decisions")]
        self._parts[key] = Part("update", item, none_since, otherwise, actions)

    # claims

    def claims(self, term: TermId, steps: Iterable[Step], *, item: int | None = None) -> None:
        """Add steps of claims; a refusal of theirs gets `item`, their number in a batch."""
        for step in steps:
            key = keys.claim(self._institute, step.resource, term=term, slot=step.slot)
            draft = self._drafts.setdefault(key, ClaimDraft(step.resource, step.slot, item))
            try:
                draft.add(step)
            except Refusal as refusal:
                refusal.item = item
                raise

    def rewrite(self, key: Key, condition: Condition, updates: list[Update]) -> None:
        """Repair a claim that differs from what is booked; Moved if the condition does not hold any more."""
        moved = Moved("It was changed this very moment. Look again.")
        self._parts[key] = Part("update", self._claim(key.pk, key.sk), condition, moved, updates)

    # what every write leaves behind

    def audit(
        self,
        by: Caller,
        action: str,
        ref: Ref[Any],
        *,
        before: Any = None,
        after: Any = None,
        department: str | None = None,
    ) -> None:
        """Record who did what to which object, with its states before and after. The HOD of `department` sees
        it."""
        # ids count up with time, so that lists of them are in its order
        id = f"{int(self._now.timestamp() * 1000):013}{secrets.token_hex(8)}"
        event = AuditEvent(
            id, self._now.astimezone(UTC), by.id, by.as_role, action, ref.kind.name, ref.id, department,
            _plain(before), _plain(after),
        )  # fmt: skip
        key = keys.audit(self._institute, id)
        item = self._stored_item(key, AUDIT_EVENT, event)
        self._parts[key] = Part("put", item, self._item.pk.does_not_exist(), Busy("Try again."))

    def event(self, name: str, leave: LeaveId | None = None, **ids: str | int) -> None:
        """Emit an event that others react to: its name and ids are picked up from the table's stream."""
        id = secrets.token_hex(12)
        about = {"institute": self._institute, "leave": leave, "at": self._now.isoformat()}
        detail = {"id": id, "correlation": correlation.present(), **about, **ids}
        key = keys.event(self._institute, id)
        item = self._item(
            key.pk,
            key.sk,
            kind="event",
            body=json.dumps({"name": name, "detail": detail}),
            institute=self._institute,
            expires_at=int((self._now + _EVENT_LIFETIME).timestamp()),
        )
        self._parts[key] = Part("put", item, None, Busy("Try again."))

    def answer(self, kind: Kind[T], value: T, *, ref: Ref[Answer], once: Once | None) -> None:
        """Remember the value that an idempotency key is answered with; nothing is written without a key.

        `ref` is the request's answer_ref. Raises AnsweredBefore if another request used the key first."""
        if once is None:
            return
        answer = Answer(once.fingerprint, kind.name, json.loads(objects.dump(kind, value)))
        unused = self._item.pk.does_not_exist()
        self._put(self._key(ref, answer), ANSWER, answer, condition=unused, otherwise=AnsweredBefore())

    # sending

    def commit(self, connection: Connection) -> None:
        """Send all parts or none; raises the refusal that the first failed condition means."""
        parts = self._ordered()
        if len(parts) > MAX_ACTIONS:
            raise TooManyWrites(
                f"This needs {len(parts)} writes at once, and one decision can hold {MAX_ACTIONS}. "
                "Split it: ask for shorter leave in parts, or send fewer items.",
                writes=len(parts),
            )
        if parts:
            send(connection, parts, item=self._item, claim=self._claim)

    def _ordered(self) -> list[Part]:
        """The parts in the order in which PynamoDB sends them, so that each reason finds its part."""
        claims = [
            Part(
                "update",
                self._claim(key.pk, key.sk),
                draft.condition(),
                Busy("Try again."),
                draft.updates(self._claim, self._now),
                draft,
            )
            for key, draft in self._drafts.items()
        ]
        order = {"check": 0, "delete": 1, "put": 2, "update": 3}
        parts = [*self._parts.values(), *self._relations.parts(), *claims]
        return sorted(parts, key=lambda p: order[p.verb])

    # items

    def _put(self, key: Key, kind: Kind[T], value: T, *, condition: Condition, otherwise: Exception) -> None:
        self._parts[key] = Part("put", self._stored_item(key, kind, value), condition, otherwise)
        self._touch_reference(kind)
        if isinstance(value, Institute):
            registered = keys.registered(value.id)
            entry = self._item(registered.pk, registered.sk, kind="registered", institute=value.id)
            self._parts[registered] = Part("put", entry, None, otherwise)
        if isinstance(value, User) and value.telegram is not None:
            account = keys.account(value.telegram)
            self._parts[account] = Part("put", self._copy(account, value), None, otherwise)

    def _stored_item(self, key: Key, kind: Kind[T], value: T) -> Item:
        assert type(value) is kind.type, f"a {kind.name} is no {type(value).__name__}"
        listed: dict[str, str] = {}
        for index in objects.indexes(self._institute, kind, value):
            by = "by" if index.number == 1 else f"by{index.number}"
            listed |= {f"{by}_pk": index.pk, f"{by}_sk": index.sk}
        lifetime = objects.LIFETIMES.get(kind)
        return self._item(
            key.pk,
            key.sk,
            kind=kind.name,
            body=objects.dump(kind, value),
            version=getattr(value, "version", None),
            institute=self._institute,
            expires_at=int((self._now + lifetime).timestamp()) if lifetime else None,
            **listed,  # type: ignore[arg-type]
        )

    def _copy(self, key: Key, user: User) -> Item:
        """The user once more under the key of their Telegram account; in no index."""
        body, version = objects.dump(USER, user), user.version
        return self._item(
            key.pk, key.sk, kind=USER.name, body=body, version=version, institute=self._institute
        )

    def _let_go_of_account(self, before: Any, after: Any | None) -> None:
        """Delete the entry of a Telegram account that is no longer the user's."""
        if not isinstance(before, User) or before.telegram is None:
            return
        if after is None or after.telegram != before.telegram:
            key = keys.account(before.telegram)
            self._parts[key] = Part("delete", self._item(key.pk, key.sk), None, _stale(USER))

    def _touch_reference(self, kind: Kind[Any]) -> None:
        if kind in REFERENCE_KINDS:
            key = keys.reference(self._institute)
            item = self._item(key.pk, key.sk)
            actions = [self._item.kind.set("reference"), self._item.version.add(1)]
            self._parts[key] = Part("update", item, None, Busy("Try again."), actions)

    def _key(self, ref: Ref[Any], value: Any) -> Key:
        id = ref.id
        if ref.kind is OCCUPANCY:
            return keys.occupancy(self._institute, value.term, id)
        if ref.kind is AUDIT_EVENT:
            return keys.audit(self._institute, id)
        if ref.kind is NOTICE:
            return keys.notice(self._institute, *id.split("/", 1))
        if ref.kind is CALENDAR_LINK:
            return keys.calendar_link(self._institute, *id.split("/", 1))
        if without_institute := _WITHOUT_INSTITUTE.get(ref.kind):
            return without_institute(id)
        return keys.key_of(self._institute, ref.kind.name, id)


_WITHOUT_INSTITUTE: dict[Kind[Any], Callable[[str], Key]] = {
    LINK_CODE: keys.link,
    SECRET: keys.token,
    CALENDAR_KEY: keys.calendar,
}  # what lets somebody in is found before it is known of which institute they are


def _plain(value: Any) -> Any:
    """An object as JSON's own types."""
    if value is None or isinstance(value, dict):
        return value
    return json.loads(objects.dump(kind_of(value), value))


def _stale(kind: Kind[Any]) -> StaleVersion:
    return StaleVersion(f"Somebody changed this {kind.name} in the meantime. Look at it again, then retry.")


@contextmanager
def transaction(
    item: type[Item],
    claim: type[ClaimItem],
    connection: Connection,
    *,
    institute: str,
    counter: int,
    now: datetime,
) -> Iterator[TableWrite]:
    """Everything written inside happens at its end, all of it or nothing; raises the refusal if not."""
    write = TableWrite(item, claim, institute=institute, counter=counter, now=now)
    yield write
    write.commit(connection)
