"""How periods, hours and halves of a day are written, in any of the languages: patterns, with meanings."""

from typing import Any

from bot.phrases.grammar.meanings import (
    Amount,
    At,
    Bare,
    BareEnd,
    Clock,
    Edge,
    Half,
    Hours,
    OpenPeriods,
    PartOfDay,
    Periods,
    Several,
    Side,
    SomeHalf,
    Times,
    WholeDay,
)
from bot.phrases.grammar.patterns import Builder

_OF_DAY = ("period", "class")
_LAST = -1


def _numbered(number: int, unit: str | None = None) -> int | None:
    """Period 3; "class 3" is a class of pupils."""
    return number if unit in (None, "period") else None


def _counted(number: int, unit: str) -> int | None:
    return number if unit in _OF_DAY and number != _LAST else None


def _run(first: int, last: int | None = None) -> Periods:
    return Periods(((first, first if last is None else last),))


def _run_of(first: int, last: int, unit: str) -> Times | None:
    if unit not in _OF_DAY or first == _LAST:
        return None
    return OpenPeriods(first, "from") if last == _LAST else _run(first, last)


def _list_of(numbers: tuple[int, ...], unit: str) -> Times | None:
    if unit not in _OF_DAY:
        return None
    return Several(tuple(Edge(_LAST) if n == _LAST else _run(n) for n in numbers))


def _named_list(numbers: tuple[int, ...], unit: str) -> Times | None:
    return _list_of(numbers, unit) if unit == "period" else None


def _edge(ordinal: int, unit: str, count: int = 1) -> Edge | None:
    if unit not in _OF_DAY or ordinal not in (1, _LAST):
        return None
    return Edge(ordinal * count)


def _several(first: Times, more: tuple[Times, ...]) -> Several:
    return Several((first, *more))


def _all(first: int, more: tuple[int, ...]) -> tuple[int, ...]:
    return (first, *more)


def _loose(first: int, last: int | None = None) -> Periods:
    """A number in a list of periods: P3, 5."""
    return Periods(((first, first if last is None else last),), unsure=True)


def _open(side: Side) -> Builder:
    return lambda period: OpenPeriods(period, side)


def _open_hours(side: Side) -> Builder:
    starts = side in ("from", "after")
    return lambda time: Hours(time, None) if starts else Hours(None, time)


def _open_bare(side: Side) -> Builder:
    return lambda number: BareEnd(number, side)


def _amount(count: int, unit: str) -> Amount | None:
    return Amount(count) if unit in _OF_DAY else None


def _clock(hour: int, minute: int = 0, half: str | None = None) -> Clock:
    return Clock(hour, minute, half)


def _noon(half: str) -> Clock | None:
    return Clock(12, 0, "noon") if half == "noon" else None


def _hour(number: int) -> Clock:
    return Clock(number)


def _open_half(name: str) -> Half:
    return Half(name, is_open=True)


def _in_the_evening(start: int, end: int, half: str) -> Hours:
    return Hours(Clock(start, 0, half), Clock(end, 0, half))


def _part(half: str) -> PartOfDay:
    return PartOfDay()


def _range(first: int, last: int, *, sign: str = "", first_ending: str = "", last_ending: str = "") -> Bare:
    return Bare((first, last), "range", ordinal=bool(first_ending or last_ending), dashed=bool(sign))


def _list(numbers: tuple[int, ...]) -> Bare:
    return Bare(numbers, "list")


def _alone(number: int) -> Bare:
    return Bare((number,), "alone")


def _alone_ordinal(number: int) -> Bare:
    return Bare((number,), "alone", ordinal=True)


def _same(value: Any) -> Any:
    return value


_SIDES: dict[Side, tuple[str, ...]] = {
    "from": ("from {0}", "from {0} onwards", "{0} onwards", "{0} from_here"),
    "after": ("after {0}", "{0} after_here"),
    "till": ("till {0}", "{0} until_here"),
    "before": ("before {0}", "{0} before_here"),
}


def _on_side(what: str, build: Any) -> list[tuple[str, Builder]]:
    return [(form.format(what), build(side)) for side, forms in _SIDES.items() for form in forms]


_ENDING = "ordinal_ending?"

TIME_RULES: dict[str, list[tuple[str, Builder]]] = {
    "Period": [
        (f"letter number_sign? ~'-'? ~'.'? number=num {_ENDING}", _numbered),
        ("unit=unit number_sign? number=num", _numbered),
        ("number=num ordinal_ending unit=unit", _counted),
        ("number=ordinal unit=unit", _counted),
    ],
    "Ordinal": [(f"value=num {_ENDING}", _same), ("value=ordinal", _same)],
    "NextOrdinal": [("and value=Ordinal", _same), ("value=ordinal", _same)],
    "Ordinals": [("first=Ordinal more=NextOrdinal+", _all)],
    "Run": [
        ("ordinal=ordinal unit=unit", _edge),
        ("ordinal=ordinal joined? count=Count unit=unit", _edge),
        ("first=Period", _run),
        (f"first=Period to the? last=num {_ENDING} until_here?", _run),
        (f"first=Period to the? last=num {_ENDING} unit until_here?", _run),
        ("from? first=Period to the? last=Period until_here?", _run),
        ("between first=Period and last=Period", _run),
        ("from? the? first=Ordinal to the? last=Ordinal unit=unit until_here?", _run_of),
        ("numbers=Ordinals unit=unit", _list_of),
        ("unit=unit numbers=Ordinals", _named_list),
        ("from? period=Period to the? day_end", _open("from")),
    ],
    "NextRun": [("and? value=Run", _same), ("and value=Loose", _same)],
    "Loose": [
        ("!Date !Clock ~first=num !unit", _run),
        (f"!Date !Clock first=num {_ENDING} !unit", _loose),
        (f"!Span !Hours first=num {_ENDING} to last=num {_ENDING} !unit", _loose),
    ],
    "Clock": [
        ("hour=num ~':' ~minute=two oclock?", _clock),
        ("hour=num ~':' ~minute=two half=meridiem", _clock),
        ("hour=num ~'.' ~minute=two oclock?", _clock),
        ("hour=num ~'.' ~minute=two half=meridiem", _clock),
        ("hour=num half=meridiem oclock?", _clock),
        ("hour=num oclock", _clock),
        ("half=daypart hour=num oclock", _clock),
        ("half=daypart hour=num ~':' ~minute=two oclock?", _clock),
        ("hour=num oclock? joining? the? half=daypart", _clock),
        ("hour=num ~':' ~minute=two oclock? joining? the? half=daypart", _clock),
        ("half=meridiem", _noon),
    ],
    "Hour": [("number=num", _hour)],
    "Hours": [
        ("from? start=Clock to end=Clock until_here?", Hours),
        ("from? start=Hour to end=Clock until_here?", Hours),
        ("from? start=Clock to end=Hour until_here?", Hours),
        ("from? half=evening start=num to end=num oclock? until_here?", _in_the_evening),
        ("between start=Clock and end=Clock", Hours),
        ("between start=Hour and end=Clock", Hours),
        ("between start=Clock and end=Hour", Hours),
        ("between start=Hour and end=Hour", Hours),
        *_on_side("time=Clock", _open_hours),
        ("time=Clock", At),
    ],
    "Bare": [
        ("number=num", _alone),
        ("number=num ordinal_ending", _alone_ordinal),
        ("first=num ~sign='-' ~last=num", _range),
        ("from? first=num to last=num until_here?", _range),
        ("from? first=num first_ending=ordinal_ending to last=num until_here?", _range),
        (f"from? first=num {_ENDING} to last=num last_ending=ordinal_ending until_here?", _range),
        ("numbers=Numbers", _list),
        *_on_side("number=num", _open_bare),
    ],
    "Times": [
        ("value=Run", _same),
        ("first=Run more=NextRun+", _several),
        *_on_side("the? period=Period", _open),
        ("value=Hours", _same),
        ("name=half", Half),
        ("name=open_half", _open_half),
        ("half_day", SomeHalf),
        ("whole_day", WholeDay),
        ("half=evening", _part),
        ("for? count=Count '-'? unit=unit", _amount),
        ("value=Bare", _same),
    ],
}  # fmt: skip
