"""Days of classes, and who or what is found by a name."""

from typing import Literal, NotRequired, TypedDict

from bot.contract.people import Period


class Place(TypedDict, total=False):
    """Where and with whom a class was, or went; only what differs need be there."""

    date: str
    period: int
    start: str
    end: str
    room_name: str
    faculty_names: list[str]


class Joint(TypedDict):
    """What a class is held together with."""

    section_names: list[str]


class Class(TypedDict):
    occupancy: str
    date: str
    period: int
    start: str
    end: str
    subject_name: str
    subject_code: str
    room_name: str
    faculty_names: list[str]
    section_names: list[str]
    state: str
    was: Place | None
    now: Place | None
    held_with: NotRequired[Joint | None]


class Special(TypedDict):
    """Why a date is not ordinary, and what that is about."""

    code: str
    about: str


class Day(TypedDict):
    date: str
    weekday: str
    is_today: bool
    special: Special | None
    classes: list[Class]


class DaysOf(TypedDict):
    """So many days of the caller (`me`), a section, a teacher or a room."""

    kind: Literal["me", "section", "faculty", "infra"]
    id: str
    name: str
    days: list[Day]


class Match(TypedDict):
    """Something that is called as somebody typed."""

    kind: Literal["section", "faculty", "infra", "department"]
    id: str
    name: str
    score: int


class Present(TypedDict):
    date: str
    time: str
    now: list[Class]
    next: list[Class]


class Room(TypedDict):
    id: str
    name: str
    kind: str
    capacity: int


class CalendarDay(TypedDict):
    date: str
    working: bool
    special: Special | None
    periods: list[Period]


class Month(TypedDict):
    month: str
    days: list[CalendarDay]
