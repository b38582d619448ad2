"""Every refusal the product can utter: a stable code, a sentence for a person, the field it is about."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, ClassVar


class Refusal(Exception):
    """Something the product will not do, and says why. Knows nothing of HTTP or Telegram.

    Of the facts, `rule` names the sentence and others are what is in it, so that any language can say it.
    """

    code: ClassVar[str] = "refused"

    def __init__(self, sentence: str, *, field: str | None = None, **facts: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.facts = facts
        self.item: int | None = None
        """in a batch: the number of the item that was refused"""
        self.also: list[Refusal] = []
        """what else was refused in the same transaction"""


class Malformed(Refusal):
    """The input can't be read: a wrong type, an unknown word, an impossible date."""

    code = "malformed"


class NotAuthenticated(Refusal):
    """Nobody known is asking: no token, a bad one, or one that has expired."""

    code = "not_authenticated"


class NotLinked(NotAuthenticated):
    """The Telegram account belongs to nobody yet."""

    code = "not_linked"


class NotAllowed(Refusal):
    """The caller may see this but not do that."""

    code = "not_allowed"


class NotFound(Refusal):
    """It does not exist, or the caller may not know that it does."""

    code = "not_found"

    def __init__(self, what: str) -> None:
        super().__init__(f"There is no such {what}.", what=what)


class LinkSpent(Refusal):
    """A linking code that has been used, has expired or never was."""

    code = "link_spent"


class AlreadyLinked(Refusal):
    code = "already_linked"


class Duplicate(Refusal):
    """Something else has this name, code or place already."""

    code = "duplicate"


class InUse(Refusal):
    """Others refer to it; they are named."""

    code = "in_use"


class TooManyRequests(Refusal):
    """One caller asks too often; `retry_after` says how many seconds to wait."""

    code = "too_many_requests"


class Moved(Refusal):
    """What this was checked against has changed this very moment; checking again is right."""

    code = "busy"


class StaleVersion(Refusal):
    """Somebody else changed it first."""

    code = "stale_version"


class StalePlan(Refusal):
    """The plan decided on is not the present one, or the timetable has moved on since it was made."""

    code = "stale_plan"


class Decided(Refusal):
    """The request is no longer in the state that this needs."""

    code = "already_decided"


class Overlaps(Refusal):
    """The same person has asked for leave at that time already."""

    code = "overlaps"


class RuleBroken(Refusal):
    """Well formed, but against a rule: a past date, a date outside the term, a period that does not exist."""

    code = "rule_broken"


class Taken(Refusal):
    """A resource is booked at that time already."""

    code = "taken"

    def __init__(self, kind: str, id: str, *, day: int, period: int, on: date | None = None) -> None:
        when = f"on {on.isoformat()}, period {period}" if on else f"on day {day}, period {period}, every week"
        super().__init__(
            f"This {kind} is not free {when}.",
            resource=kind,
            id=id,
            day=day,
            period=period,
            date=on.isoformat() if on else None,
        )


class InTheWay(Refusal):
    """It can't be taken back because other bookings have used what it freed; they are named."""

    code = "in_the_way"


class TooManyWrites(Refusal):
    """More than one transaction can hold; the sentence says how to split it."""

    code = "too_many_writes"


class Busy(Refusal):
    """Others are writing the same things right now; trying again is right."""

    code = "busy"


class Infeasible(Refusal):
    """It is proved that no timetable keeps every hard constraint.

    `names_the_reason`: the sentence says which requirement can't be met. Where it does not, several
    contradict one another, and the solver can be asked which.
    """

    code = "infeasible"

    def __init__(self, sentence: str, *, field: str | None = None, names_the_reason: bool = True) -> None:
        super().__init__(sentence, field=field)
        self.names_the_reason = names_the_reason


class NotFoundInTime(Refusal):
    """The search ended before it had a timetable; with more time there may be one."""

    code = "not_found_in_time"


class KeyReused(Refusal):
    """The idempotency key came with another request before."""

    code = "key_reused"


class CheckerDisagrees(Exception):
    """What the solver takes for a solution breaks rules by the independent checker: one of the two is wrong.

    This is a bug and no Refusal, so that nobody takes it for an answer. `rules` are the names of the rules
    that are broken, each once.
    """

    def __init__(self, result: str, rules: Iterable[str]) -> None:
        self.rules = tuple(dict.fromkeys(rules))
        super().__init__(f"The checker disagrees with the solver about {result}: {', '.join(self.rules)}.")


class OutOfReach(Exception):
    """What is kept can't be read or written right now, and asking again is right: some seconds later, with
    the same Idempotency-Key. No Refusal: nobody may take it for an answer to what was asked."""

    code: ClassVar[str] = "out_of_reach"
    RETRY_AFTER: ClassVar[int] = 2
    """seconds"""


class Refused(Refusal):
    """The batch was refused because of these items: (operation, index, refusal). Nothing of it was
    written."""

    code = "refused"

    def __init__(self, refusals: Sequence[tuple[str, int, Refusal]]) -> None:
        worst = refusals[0][2]
        super().__init__(worst.sentence, field=worst.field)
        self.worst = worst
        self.refusals = list(refusals)
