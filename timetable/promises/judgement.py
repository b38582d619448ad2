"""The whole judgement: every promise that does not hold, by name."""

from timetable.promises import of_claims, of_records, of_references
from timetable.promises.evidence import Breach, Evidence
from timetable.promises.holdings import expected


def breaches(evidence: Evidence) -> list[Breach]:
    """Every promise that is broken, sorted; empty if all hold. docs/promises.md lists the promises."""
    holdings = expected(evidence)
    all_breaches = [
        *of_claims.collisions(evidence, holdings),
        *of_claims.leaves(evidence, holdings),
        *of_claims.claims(evidence, holdings),
        *of_references.all_of(evidence),
        *of_references.statuses(evidence),
        *of_records.all_of(evidence),
    ]
    return sorted(set(all_breaches))
