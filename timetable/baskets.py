"""Baskets: offerings held in parallel that share students, each of whom is in one of them."""

from collections.abc import Iterable

from timetable.constraints import groups_of
from timetable.model import Offering, Section


def basket_of(offering: Offering, others: Iterable[Offering], sections: Iterable[Section]) -> str:
    """The name under which the offering's bookings share their students with others; empty: with none, as
    those of parallel batches."""
    if not offering.parallel:
        return ""
    by_id = {s.id: s for s in sections}
    mine = set(groups_of(offering, by_id))
    shared = any(
        other.id != offering.id
        and (other.term, other.parallel) == (offering.term, offering.parallel)
        and mine & set(groups_of(other, by_id))
        for other in others
    )
    return offering.parallel if shared else ""
