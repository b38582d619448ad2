"""The classes of a day as they are drawn: periods of one class as one block, what changed with a tag."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.contract.schemas import ClassOut, PlannedOut
from bot.pictures.week import Entry, Tone, is_pause
from bot.texts import plain
from bot.views.screen import people, periods_in_words, short_date

_PER_PERIOD = {"period", "start", "end"}


class Block(NamedTuple):
    """The first and the last period of a class that goes on."""

    first: ClassOut
    last: ClassOut


class _Change(NamedTuple):
    """How a class is drawn: its tone, what happened to it, and what no longer holds."""

    tone: Tone
    tag: str
    was: str = ""


def blocks(classes: Iterable[ClassOut]) -> list[Block]:
    """Every period in one block; a break ends one."""
    joined: list[Block] = []
    for value in sorted(classes, key=lambda c: c["period"]):
        place = next((n for n, block in enumerate(joined) if _goes_on(block.last, value)), None)
        if place is None:
            joined.append(Block(value, value))
        else:
            joined[place] = Block(joined[place].first, value)
    return joined


def entry(block: Block, common: Sequence[str] = ()) -> Entry:
    """The block as it is drawn. `common`: details that the title has for all classes, left out here."""
    first, change = block.first, _change(block)
    sections = _sections(first["section_names"], common)
    details = (people(first["faculty_names"]), first["room_name"], sections)
    return Entry(
        first=first["period"],
        last=block.last["period"],
        start=first["start"],
        end=block.last["end"],
        subject=first["subject_name"],
        short=first["subject_code"],
        details=tuple(detail for detail in details if detail and detail not in common),
        tone=change.tone,
        tag=change.tag,
        was=change.was,
    )


def _sections(names: Iterable[str], common: Sequence[str]) -> str:
    """The sections; of one that the title names, only the batch."""
    return ", ".join(
        next((n.removeprefix(f"{s} ") for s in common if n.startswith(f"{s} ")), n) for n in names
    )


def _goes_on(before: ClassOut, after: ClassOut) -> bool:
    return (
        after["period"] == before["period"] + 1
        and _what(before) == _what(after)
        and not is_pause(before["end"], after["start"])
    )


def _what(value: ClassOut) -> tuple[object, ...]:
    """What the periods of one class have in common."""
    return (
        value["subject_name"],
        value["room_name"],
        value["faculty_names"],
        value["section_names"],
        value["state"],
        value.get("held_with"),
        *(_elsewhere(place, value["period"]) for place in (value["was"], value["now"])),
    )


def _elsewhere(place: PlannedOut | None, period: int) -> dict[str, object]:
    """Another place as seen from this one: so many periods further on."""
    if place is None:
        return {}
    same = {name: fact for name, fact in place.items() if name not in _PER_PERIOD}
    return same | {"further": place["period"] - period}


def _change(block: Block) -> _Change:
    value = block.first
    was, now = value["was"], value["now"]
    state: str = value["state"]  # a later API may know further states
    match state:
        case "planned" | "merged" if shared := value.get("held_with"):
            others = plain("picture.held_with", others=", ".join(shared["section_names"]))
            return _Change(Tone.CHANGED, others, _former(was) if state == "merged" else "")
        case "planned":
            return _Change(Tone.PLANNED, "")
        case "cancelled" | "on_leave" if now and now["faculty_names"]:
            substitutes = people(now["faculty_names"])
            return _Change(Tone.CANCELLED, plain(f"picture.{state}_covered", now=substitutes))
        case "cancelled" | "on_leave":
            return _Change(Tone.CANCELLED, plain(f"picture.{state}"))
        case "moved_away" if now:
            return _Change(Tone.CANCELLED, plain("picture.moved_away", now=_place(now, block)))
        case "moved_here" if was:
            return _Change(Tone.CHANGED, plain("picture.moved_here"), _place(was, block))
        case "substituted" | "covering" | "merged":
            return _Change(Tone.CHANGED, plain(f"picture.{state}"), _former(was))
        case "added":
            return _Change(Tone.CHANGED, plain("picture.added"))
    return _Change(Tone.CHANGED, plain("picture.changed"))


def _former(was: PlannedOut | None) -> str:
    return people(was["faculty_names"] if was else ())


def _place(place: PlannedOut, block: Block) -> str:
    """What is different about another place: date, periods, room."""
    first, length = block.first, block.last["period"] - block.first["period"]
    parts = []
    if place["date"] != first["date"]:
        parts.append(short_date(place["date"]))
    if (period := place["period"]) != first["period"] or parts:
        parts.append(periods_in_words(range(period, period + length + 1)))
    if place["room_name"] != first["room_name"]:
        parts.append(place["room_name"])
    return " ".join(parts)
