"""The weeks of people, rooms and students as one question needs them: each read once."""

from collections.abc import Iterable

from functions.services.ports import Records
from timetable.day import Claim
from timetable.model import Resource, TermId


class Weeks:
    """The claims of one term. Each resource's claims are read once and then kept."""

    def __init__(self, records: Records, term: TermId) -> None:
        self._records = records
        self.term = term
        self._known: dict[Resource, list[Claim]] = {}

    def claims(self, kind: str, ids: Iterable[str]) -> dict[str, list[Claim]]:
        """The claims of resources of one kind, by their ids; those not yet known are read in one call."""
        wanted = {id: Resource(kind, id) for id in ids}
        missing = [resource for resource in wanted.values() if resource not in self._known]
        self._known |= self._records.claims_of(missing, self.term)
        return {id: self._known[resource] for id, resource in wanted.items()}
