"""`./dayorder backup` and `./dayorder restore`: an institute as a file, and a table made from it."""

import argparse
from datetime import UTC, datetime

from functions.store import backup
from functions.store.evidence import evidence
from functions.store.institute_items import Raw, Whole
from functions.store.records import TableDirectory
from operations import institutes
from operations.verbs.promises import broken
from timetable.promises import judgement

_MAX_READS = 3


def save_backup(arguments: argparse.Namespace) -> int:
    """Write an institute into a file. Returns 1 if promises do not hold in it; the file is written all the
    same."""
    records = institutes.records(arguments.institute)
    items, wrong = _read(Whole(institutes.directory(), records.institute))
    count = backup.save(arguments.path, records.institute, items, now=datetime.now(UTC))
    print(f"{count} items: {arguments.path}")
    if wrong:
        print(f"{wrong} promises do not hold in it. See them with: ./dayorder verify")
    return 1 if wrong else 0


def _read(whole: Whole) -> tuple[list[Raw], int]:
    """All items, and how many promises do not hold among them.

    They are read again if some don't fit each other, for something may have been written meanwhile.
    """
    for _ in range(_MAX_READS):
        items = list(whole.everything())
        wrong = len(judgement.breaches(evidence(items, datetime.now(UTC))))
        if not wrong:
            break
    return items, wrong


def restore_backup(arguments: argparse.Namespace) -> int:
    """Write a backup into another table. Returns 1 if promises do not hold there."""
    institute, items = backup.read(arguments.path)
    directory = TableDirectory(arguments.table, institutes.directory().endpoint)
    backup.ensure_table(directory)
    backup.write(directory, institute, items)
    breaches = broken(Whole(directory, institute))
    for breach in breaches:
        print(f"  {breach.code}: {breach.where}: {breach.sentence}")
    verdict = (
        f"{len(breaches)} promises do not hold there."
        if breaches
        else "Everything that is promised holds there."
    )
    print(f"{len(items)} items of {institute} are in {arguments.table}. {verdict}")
    return 1 if breaches else 0
