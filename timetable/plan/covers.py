"""Covers: classes taken for colleagues and by colleagues, an exchange being neither."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from timetable.day import Claim
from timetable.model import Adjustment, FacultyId


@dataclass(frozen=True, slots=True)
class Covers:
    """Of one person: the date of each period that they cover, and that is covered for them."""

    given: tuple[date, ...] = ()
    received: tuple[date, ...] = ()
    # The periods that the person took in exchange for their own, in one decision.
    exchanged: tuple[date, ...] = ()

    @property
    def owed(self) -> int:
        """Periods that they cover beyond those that are covered for them: what fairness counts."""
        return max(0, len(self.given) - len(self.received))

    def among(self, wanted: Callable[[date], bool]) -> "Covers":
        """Those on some of the dates."""
        given, received, exchanged = (
            tuple(d for d in dates if wanted(d)) for dates in (self.given, self.received, self.exchanged)
        )
        return Covers(given, received, exchanged)


def covers(person: FacultyId, claims: Iterable[Claim]) -> Covers:
    """Read off a person's claims of a term; what is given and received in one decision is an exchange."""
    taken: dict[str, list[date]] = defaultdict(list)
    handed: dict[str, list[date]] = defaultdict(list)
    for claim in claims:
        for on, note in claim.on.items():
            if (made := note.adjustment) and note.id == made.id and _takes(person, made):
                taken[_decision(made)].append(on)
        for on, note in claim.off.items():
            if (made := note.adjustment) and _hands_over(person, made):
                handed[_decision(made)].append(on)
    given: list[date] = []
    received: list[date] = []
    exchanged: list[date] = []
    for decision in dict.fromkeys([*taken, *handed]):
        mine, others = sorted(taken[decision]), sorted(handed[decision])
        both = min(len(mine), len(others))
        exchanged += mine[:both]
        given += mine[both:]
        received += others[both:]
    return Covers(tuple(sorted(given)), tuple(sorted(received)), tuple(sorted(exchanged)))


def _takes(person: FacultyId, made: Adjustment) -> bool:
    return made.after is not None and person in made.after.faculty and person not in made.before.faculty


def _hands_over(person: FacultyId, made: Adjustment) -> bool:
    return made.after is not None and person in made.before.faculty and person not in made.after.faculty


def _decision(made: Adjustment) -> str:
    return made.id.split(".")[0]
