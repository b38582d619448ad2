"""`./dayorder backup` and `./dayorder restore`: an institute as a file, and a table made from it."""

import argparse
from datetime import UTC, datetime

from functions.store import backup
from functions.store.evidence import evidence
from functions.store.institute_items import Raw, Whole
from functions.store.records import TableDoor
from operations import institutes
from operations.verbs.promises import broken
from timetable.promises.judgement import breaches

_LOOKS = 3


def save_backup(arguments: argparse.Namespace) -> int:
    records = institutes.records(arguments.institute)
    items, wrong = _read(Whole(institutes.door(), records.institute))
    count = backup.save(arguments.path, records.institute, items, datetime.now(UTC))
    print(f"{count} items: {arguments.path}")
    if wrong:
        print(f"{wrong} promises do not hold in it. See them with: ./dayorder verify")
    return 1 if wrong else 0


def _read(whole: Whole) -> tuple[list[Raw], int]:
    """Items that fit each other: where something is written while they are read, they are read again."""
    for _ in range(_LOOKS):
        items = list(whole.everything())
        wrong = len(breaches(evidence(items, datetime.now(UTC))))
        if not wrong:
            break
    return items, wrong


def restore_backup(arguments: argparse.Namespace) -> int:
    institute, items = backup.read(arguments.path)
    door = TableDoor(arguments.table, institutes.door().endpoint)
    backup.ensure_table(door)
    backup.write(door, institute, items)
    found = broken(Whole(door, institute))
    for breach in found:
        print(f"  {breach.code}: {breach.where}: {breach.sentence}")
    held = (
        f"{len(found)} promises do not hold there." if found else "Everything that is promised holds there."
    )
    print(f"{len(items)} items of {institute} are in {arguments.table}. {held}")
    return 1 if found else 0
