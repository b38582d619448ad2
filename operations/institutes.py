"""Whoever can reach a table is its operator: which table is meant, and which institute in it."""

import os

from functions.store.records import TableDoor, TableRecords
from operations.deployment import deployment
from operations.local_product import CannotStart
from timetable.access import Caller
from timetable.model import InstituteId, Role

OPERATOR = "operator"


def caller(records: TableRecords) -> Caller:
    """As whom what they do is audited."""
    return Caller(records.institute, Role.ADMIN, token=OPERATOR)


def records(institute: str | None) -> TableRecords:
    """The institute asked for, or the only one that the table has."""
    reached = door()
    known = reached.institutes()
    if institute is None and len(known) == 1:
        return reached.records(known[0])
    if institute not in known:
        listed = ", ".join(known) or "none yet"
        raise CannotStart(f"Say which institute: --institute ID. The table has: {listed}.")
    return reached.records(InstituteId(institute))


def door() -> TableDoor:
    if table := os.environ.get("TABLE"):
        return TableDoor(table, os.environ.get("AWS_ENDPOINT_URL"))
    return deployment(None).door
