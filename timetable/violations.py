"""What a checker has against a timetable or a plan."""

from dataclasses import dataclass

from timetable.model import ClassOnDate


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that is broken, in a sentence, and the classes (occupancy ids) that break it."""

    rule: str
    sentence: str
    classes: tuple[str, ...] = ()


def about(rule: str, what: str, *classes: ClassOnDate) -> Violation:
    """The violation of a rule by classes of one date, the first of which is named."""
    first = classes[0]
    where = f"class {first.occupancy} on {first.date}, period {first.slot.period}"
    return Violation(rule, f"{what} {where}.", tuple(c.occupancy for c in classes))
