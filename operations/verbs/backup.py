"""`./dayorder backup` and `./dayorder restore`: an institute as a file, and a table made from it."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from functions.store import backup
from functions.store.evidence import evidence
from functions.store.institute_items import Raw, Whole
from functions.store.records import TableDoor
from operations import institutes
from operations.verbs.promises import broken
from timetable.promises.judgement import breaches

_LOOKS = 3


def register(verbs: Any) -> None:
    give = verbs.add_parser("backup", help="everything of an institute, as it is stored, into a file")
    give.add_argument("path", type=Path, help="FILE; people's data is in it, so only its owner may read it")
    institutes.asks_institute(give)
    give.set_defaults(act=_backup)
    take = verbs.add_parser("restore", help="a backup into another table, and whether all is well there")
    take.add_argument("path", type=Path, help="FILE from `backup`")
    take.add_argument("--table", required=True, help="its name; made where there is none")
    take.set_defaults(act=_restore)


def _backup(asked: argparse.Namespace) -> int:
    records = institutes.records(asked.institute)
    items, wrong = _read(Whole(institutes.door(), records.institute))
    count = backup.save(asked.path, records.institute, items, datetime.now(UTC))
    print(f"{count} items: {asked.path}")
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


def _restore(asked: argparse.Namespace) -> int:
    institute, items = backup.read(asked.path)
    door = TableDoor(asked.table, institutes.door().endpoint)
    backup.ensure_table(door)
    backup.write(door, institute, items)
    found = broken(Whole(door, institute))
    for breach in found:
        print(f"  {breach.code}: {breach.where}: {breach.sentence}")
    held = (
        f"{len(found)} promises do not hold there." if found else "Everything that is promised holds there."
    )
    print(f"{len(items)} items of {institute} are in {asked.table}. {held}")
    return 1 if found else 0
