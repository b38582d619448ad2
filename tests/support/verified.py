"""The product's own judgement of a table, as a test's last word."""

from functions import wiring
from functions.store.evidence import evidence
from functions.store.records import TableDoor
from functions.store.whole import Whole
from timetable.promises.judging import breaches


def broken(door: TableDoor, institute: str = "inst") -> list[str]:
    """Every promise that does not hold in an institute that nobody is changing, in words."""
    found = breaches(evidence(Whole(door, institute).evidence(), wiring.now()))
    return [f"{b.code} {b.where}: {b.sentence}" for b in found]


def all_broken(door: TableDoor) -> list[str]:
    return [line for institute in door.institutes() for line in broken(door, institute)]
