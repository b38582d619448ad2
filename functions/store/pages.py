"""Pages of lists: what is read is what is on the page, however long the list is."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from functions.services.ports import Kind, Page
from functions.store import keys, objects
from functions.store.table import Item
from timetable.errors import Malformed
from timetable.objects.listings import Stretch

T = TypeVar("T")

MAX_PAGES_READ = 5  # one request looks through as many pages of objects for those that fit a filter
_LAST = "\U0010ffff"


class _Cursor(NamedTuple):
    stretch: int
    key: str  # empty: from the beginning of the stretch


def page(
    item: type[Item],
    institute: str,
    *,
    kind: Kind[T],
    stretches: Sequence[Stretch],
    limit: int,
    after: str | None,
    descending: bool,
    fits: Callable[[T], bool] | None,
) -> Page[T]:
    """The next objects of these stretches, in their order; a page may be short while there is more."""
    ordered = list(reversed(stretches)) if descending else list(stretches)
    values: list[T] = []
    cursor = _read(after)
    looked_at = 0
    for number in range(cursor.stretch if cursor else 0, len(ordered)):
        key = (cursor.key or None) if cursor and cursor.stretch == number else None
        while True:
            # a filter takes whole pages: asking for the few that are missing would ask many times
            wanted = limit + 1 if fits else limit - len(values) + 1
            items = _query(
                item,
                keys.listed(institute, kind.name, ordered[number].within),
                ordered[number],
                after=key,
                limit=wanted,
                descending=descending,
            )
            for stored in items:
                value = objects.load(kind, stored.body)
                looked_at += 1
                if fits is not None and not fits(value):
                    pass
                elif len(values) == limit:
                    return Page(tuple(values), _write(number, key or ""))
                else:
                    values.append(value)
                key = _key(stored, ordered[number])
            if len(items) < wanted:
                break
            if looked_at >= MAX_PAGES_READ * limit:
                return Page(tuple(values), _write(number, key or ""))
    return Page(tuple(values))


def _query(
    item: type[Item],
    partition: str,
    stretch: Stretch,
    *,
    after: str | None,
    limit: int,
    descending: bool,
) -> list[Item]:
    source, sort = {
        0: (item, item.sk),
        1: (item.by, item.by_sk),
        2: (item.by2, item.by2_sk),
        3: (item.by3, item.by3_sk),
    }[stretch.number]
    low, high = stretch.prefix or stretch.first or "\x00", stretch.last or stretch.prefix + _LAST
    if after is not None:
        low, high = (low, _before(after)) if descending else (after + "\x00", high)
    if low > high:
        return []
    items = source.query(  # type: ignore[attr-defined]
        partition, sort.between(low, high), limit=limit, page_size=limit, scan_index_forward=not descending
    )
    return list(items)


def count(item: type[Item], institute: str, *, kind: Kind[Any], stretch: Stretch) -> int:
    """How many objects a stretch of the second list has; DynamoDB counts without sending them."""
    partition = keys.listed(institute, kind.name, stretch.within)
    assert stretch.number == 2, "the only list that is counted"
    return int(item.by2.count(partition, item.by2_sk.startswith(stretch.prefix) if stretch.prefix else None))


def _before(key: str) -> str:
    """The greatest key below this one, near enough: keys end in an id or a separator."""
    return key[:-1] + chr(ord(key[-1]) - 1) + _LAST


def _key(item: Item, stretch: Stretch) -> str:
    return str(getattr(item, {0: "sk", 1: "by_sk", 2: "by2_sk", 3: "by3_sk"}[stretch.number]))


def pointed(
    item: type[Item], partition: str, *, limit: int, after: str | None, descending: bool
) -> tuple[list[str], str | None]:
    """Ids of the objects that refer to one, and the cursor of the rest."""
    cursor = _read(after)
    condition = None
    if cursor and cursor.key:
        condition = item.sk < cursor.key if descending else item.sk > cursor.key
    items = list(
        item.query(
            partition, condition, limit=limit + 1, page_size=limit + 1, consistent_read=True,
            scan_index_forward=not descending,
        )
    )  # fmt: skip
    ids = [str(i.sk) for i in items[:limit]]
    return ids, (_write(0, ids[-1]) if len(items) > limit else None)


def _write(stretch: int, key: str) -> str:
    return base64.urlsafe_b64encode(f"{stretch}:{key}".encode()).decode().rstrip("=")


def _read(cursor: str | None) -> _Cursor | None:
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        number, separator, key = (
            base64.b64decode(padded, altchars=b"-_", validate=True).decode().partition(":")
        )
        if separator and number.isdecimal():
            return _Cursor(int(number), key)
    except (binascii.Error, ValueError):
        pass
    raise Malformed("This cursor is not one that a list answered with. Begin without.", field="cursor")
