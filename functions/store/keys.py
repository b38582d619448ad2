"""Every key of the table; docs/data-model.md lists them with their access patterns."""

from typing import NamedTuple

from timetable.model import Resource, Slot


class Key(NamedTuple):
    pk: str
    sk: str


def of(institute: str, kind: str, id: str) -> Key:
    """An object: all of one kind share a partition, except those that are many and read one by one."""
    if kind in _BY_ONE:
        return Key(f"{institute}#{kind}#{id}", kind)
    return Key(f"{institute}#{kind}", id)


_BY_ONE = {
    "leave", "plan", "together", "book", "user", "student", "answer", "dialogue", "change", "whatif", "ask",
    "waiting", "settings", "postponed", "forgetting",
}  # fmt: skip


def partition(institute: str, kind: str) -> str:
    return f"{institute}#{kind}"


def occupancy(institute: str, term: str, id: str) -> Key:
    return Key(f"{institute}#occupancy#{term}", id)


def claims(institute: str, resource: Resource, term: str) -> tuple[str, str]:
    """The partition of a resource, and the beginning of its keys in one term."""
    return f"{institute}#claim#{resource.kind}#{resource.id}", f"{term}#"


def claims_of_day(term: str, day: int) -> str:
    return f"{term}#{day}#"


def claim(institute: str, resource: Resource, term: str, slot: Slot) -> Key:
    partition_, _ = claims(institute, resource, term)
    return Key(partition_, f"{claims_of_day(term, slot.day)}{slot.period:02}")


def slot_of(sort_key: str) -> Slot:
    _, day, period = sort_key.rsplit("#", 2)
    return Slot(int(day), int(period))


def account(telegram: int) -> Key:
    """A linked Telegram account: the caller, found without knowing the institute."""
    return Key(f"telegram#{telegram}", "account")


def rate(caller_and_minute: str) -> Key:
    """The requests of one caller in one minute; forgotten a minute after."""
    return Key(f"rate#{caller_and_minute}", "rate")


def token(digest: str) -> Key:
    return Key(f"token#{digest}", "token")


def calendar(digest: str) -> Key:
    """Whose calendar a link opens."""
    return Key(f"calendar#{digest}", "calendar")


def calendar_link(institute: str, user: str, of: str) -> Key:
    return Key(listed(institute, "calendarlink", user), of)


def link(digest: str) -> Key:
    return Key(f"link#{digest}", "link")


def registered(institute: str) -> Key:
    """The list of institutes, for what runs for all of them by night."""
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
    """How many decisions were made on a term's calendar, and on which version of it."""
    return Key(f"{institute}#decisions", term)


def uses(institute: str, kind: str, handle: str) -> Key:
    """How many objects refer to one: it can't go before that is none."""
    return Key(f"{institute}#uses#{kind}", handle)


def roster(institute: str, group: str) -> Key:
    """The ids of the students in a smallest group."""
    return Key(f"{institute}#roster", group)


def unique(institute: str, kind: str, field: str, key: str) -> Key:
    """Held by the one object of its kind with this name, code or place."""
    return Key(f"{institute}#unique#{kind}", f"{field}#{key}")


def pointers(institute: str, kind: str, referred: str, id: str) -> str:
    """The objects of a kind that refer to one object, where many refer to many."""
    return f"{institute}#{kind}#of#{referred}#{id}"
