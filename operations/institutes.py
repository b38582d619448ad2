"""Which table an operator works on, and which institute in it. Whoever can reach a table is its operator."""

import os

from functions.store.records import TableDirectory, TableRecords
from operations.deployment import deployment
from operations.local_product import CannotStart
from timetable.access import Caller
from timetable.model import InstituteId, Role

OPERATOR = "operator"


def caller(records: TableRecords) -> Caller:
    """Whom the audit events of an operator's changes name."""
    return Caller(records.institute, Role.ADMIN, token=OPERATOR)


def records(institute: str | None) -> TableRecords:
    """The records of the institute with this id; for None, of the only one in the table."""
    table = directory()
    institutes = table.institutes()
    if institute is None and len(institutes) == 1:
        return table.records(institutes[0])
    if institute not in institutes:
        listed = ", ".join(institutes) or "none yet"
        raise CannotStart(f"Say which institute: --institute ID. The table has: {listed}.")
    return table.records(InstituteId(institute))


def directory() -> TableDirectory:
    """The table that TABLE names in the environment, or else the running product's, with its institutes."""
    if table := os.environ.get("TABLE"):
        return TableDirectory(table, os.environ.get("AWS_ENDPOINT_URL"))
    return deployment(None).directory
