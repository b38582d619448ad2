"""Every key of the table; docs/data-model.md lists them with their access patterns."""

from typing import NamedTuple

from timetable.model import Resource, Slot


class Key(NamedTuple):
    pk: str
    sk: str


def key_of(institute: str, kind: str, id: str) -> Key:
    """The key of an object. All objects of a kind share a partition, unless they are many and read singly."""
    if kind in _KINDS_WITH_OWN_PARTITIONS:
        return Key(f"{institute}#{kind}#{id}", kind)
    return Key(f"{institute}#{kind}", id)


_KINDS_WITH_OWN_PARTITIONS = {
    "leave", "plan", "together", "book", "user", "student", "answer", "dialogue", "change", "whatif", "ask",
    "waiting", "settings", "postponed", "forgetting",
}  # fmt: skip


def partition(institute: str, kind: str) -> str:
    return f"{institute}#{kind}"


def occupancy(institute: str, term: str, id: str) -> Key:
    return Key(f"{institute}#occupancy#{term}", id)


def claims(institute: str, resource: Resource, term: str) -> tuple[str, str]:
    """The partition of a resource's claims, and what their sort keys in one term begin with."""
    return f"{institute}#claim#{resource.kind}#{resource.id}", f"{term}#"


def claims_of_day(term: str, day: int) -> str:
    return f"{term}#{day}#"


def claim(institute: str, resource: Resource, *, term: str, slot: Slot) -> Key:
    partition_, _ = claims(institute, resource, term)
    return Key(partition_, f"{claims_of_day(term, slot.day)}{slot.period:02}")


def slot_of(sort_key: str) -> Slot:
    _, day, period = sort_key.rsplit("#", 2)
    return Slot(int(day), int(period))


def account(telegram: int) -> Key:
    """The copy of a user under their Telegram account, which is read before the institute is known."""
    return Key(f"telegram#{telegram}", "account")


def rate(caller_and_minute: str) -> Key:
    """The counter of the requests of one caller in one minute; deleted a minute later."""
    return Key(f"rate#{caller_and_minute}", "rate")


def token(hash: str) -> Key:
    return Key(f"token#{hash}", "token")


def calendar(hash: str) -> Key:
    """The item that says whose calendar a link opens."""
    return Key(f"calendar#{hash}", "calendar")


def calendar_link(institute: str, user: str, id: str) -> Key:
    return Key(listed(institute, "calendarlink", user), id)


def link(hash: str) -> Key:
    return Key(f"link#{hash}", "link")


def registered(institute: str) -> Key:
    """An institute's entry in the list of all institutes, which the jobs of the clock go through."""
    return Key(REGISTRY, institute)


REGISTRY = "institutes"


def reference(institute: str) -> Key:
    """The counter that every change of a reference object raises."""
    return Key(f"{institute}#reference", "counter")


def audit(institute: str, id: str) -> Key:
    return Key(listed(institute, "audit"), id)


def event(institute: str, id: str) -> Key:
    return Key(f"{institute}#event#{id}", "event")


def notice(institute: str, user: str, id: str) -> Key:
    return Key(f"{institute}#notice#{user}", id)


def listed(institute: str, kind: str, within: str = "") -> str:
    """A list of objects of one kind, in one of the indexes."""
    return f"{institute}#{kind}#{within}" if within else f"{institute}#{kind}"


def decisions(institute: str, term: str) -> Key:
    """The counter of the decisions made on a term's calendar, with the version of it that they saw."""
    return Key(f"{institute}#decisions", term)


def uses(institute: str, kind: str, handle: str) -> Key:
    """The counter of the objects that refer to one; that one can be deleted when the counter is 0."""
    return Key(f"{institute}#uses#{kind}", handle)


def roster(institute: str, group: str) -> Key:
    """The ids of the students in a smallest group."""
    return Key(f"{institute}#roster", group)


def unique(institute: str, kind: str, *, field: str, key: str) -> Key:
    """The item that the only object of its kind with this name, code or place holds."""
    return Key(f"{institute}#unique#{kind}", f"{field}#{key}")


def pointers(institute: str, kind: str, *, to: str, id: str) -> str:
    """The partition of pointers to the objects of a kind that refer to object `id` of kind `to`."""
    return f"{institute}#{kind}#of#{to}#{id}"
