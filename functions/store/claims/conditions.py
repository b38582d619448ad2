"""The steps of one claim in one transaction, folded into one condition and one update of one item."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import reduce

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action as Update

from functions.store.claims.shares import Need, ShareDraft
from functions.store.claims.steps import fold
from functions.store.table import AT, TIMES, ClaimItem, note_path
from timetable.claims import Step
from timetable.day import Claim
from timetable.errors import Refusal, Taken
from timetable.model import Occupancy, Resource, Slot


@dataclass(slots=True)
class ClaimDraft:
    """What a transaction needs of one claim, and what it writes there.

    A period is one class's, or it is a basket's: then each class of the basket has a share of it, in which it
    comes, goes and changes as if the period were its own, and nothing else may have the period.
    """

    resource: Resource
    slot: Slot
    item: int | None = None  # number of the item of a batch that changed this claim first
    shares: dict[str, ShareDraft] = field(default_factory=dict)
    counted: set[date] = field(default_factory=set)

    def add(self, step: Step) -> None:
        if step.on:
            self.counted.add(step.on)
        fold(self.shares.setdefault(step.share, ShareDraft(self.resource, self.slot, step.share)), step)

    def condition(self) -> Condition | None:
        """The condition of the update; None if the transaction only counts a change of this claim."""
        needs = [need for share in self.shares.values() for need in share.needs()]
        needed = [condition for condition, _, _ in [*needs, *self._between()]]
        return reduce(lambda a, b: a & b, needed) if needed else None

    def taken(self) -> Taken:
        return Taken(self.resource.kind, self.resource.id, day=self.slot.day, period=self.slot.period)

    def why_not(self, stored: Claim) -> Refusal:
        """The refusal of the first condition that the stored claim does not meet."""
        return next(self.refusals(stored), self.taken())

    def refusals(self, stored: Claim) -> Iterator[Refusal]:
        """Every reason why the stored claim refuses the transaction; none if it may happen."""
        for name, share in self.shares.items():
            yield from filter(None, [share.why_not(stored.share(name))])
        yield from (refusal for _, holds, refusal in self._between() if not holds(stored))

    def updates(self, item: type[ClaimItem], now: datetime) -> list[Update]:
        actions: list[Update] = [item.kind.set("claim"), *self._traces(item, now)]
        coming = self._coming()
        if coming:
            actions.append(item.basket.set(coming[0].basket))
        if more := len(coming) - self._leaving():
            actions.append(item.held.add(more))
        return actions + [update for share in self.shares.values() for update in share.updates()]

    def _traces(self, item: type[ClaimItem], now: datetime) -> list[Update]:
        """Count the change and note its time, once for everything that this transaction does to the claim."""
        at = now.astimezone(UTC).isoformat()
        actions: list[Update] = []
        if any(share.booked or share.unbooked for share in self.shares.values()):
            actions += [item.booked.add(1), item.booked_at.set(at)]
        for on in sorted(self.counted):
            actions += [note_path(TIMES, on).add(1), note_path(AT, on).set(at)]
        return actions

    def _coming(self) -> list[Occupancy]:
        """The classes of a basket that are booked."""
        return [share.booked for name, share in self.shares.items() if name and share.booked]

    def _leaving(self) -> int:
        return sum(bool(name and share.unbooked) for name, share in self.shares.items())

    def _between(self) -> Iterator[Need]:
        """What the shares need of each other."""
        if self.resource.kind != "group":
            return
        coming, whole = self._coming(), self.shares.get("")
        refusal = self.taken()
        if coming and ((whole and whole.takes()) or len({o.basket for o in coming}) > 1):
            raise refusal
        if whole and whole.takes():
            yield self._emptied(refusal)
        if coming:
            mine, (emptied, is_empty, _) = coming[0].basket, self._emptied(refusal)
            same = (ClaimItem.basket == mine) | emptied
            yield same, lambda c: c.basket == mine or is_empty(c), refusal
            if not (whole and whole.unbooked):
                nobodys = ClaimItem.weekly.does_not_exist() & ClaimItem.on.does_not_exist()
                yield nobodys, lambda c: c.weekly is None and not c.on, refusal

    def _emptied(self, refusal: Refusal) -> Need:
        """No class of a basket is left but those that come now."""
        leaving = self._leaving()
        condition = ClaimItem.held == leaving
        if not leaving:
            condition |= ClaimItem.held.does_not_exist()
        return condition, lambda c: len(c.shares) == leaving, refusal
