"""Why an instance has no timetable: requirements that can't hold together, and what could give way.

A first set of them comes from counting or from the solver's assumptions, and is then shrunk by leaving out
what is not needed (the deletion filter of Chinneck and Dravnieks, 1991), until each one left is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from time import monotonic

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import CpModel

from solver_layer.model.stages import NotFoundOut, any_timetable, decided, one_thread
from solver_layer.why.counts import Set, counted
from solver_layer.why.relaxations import LOOSENED, PRICES, Change, Relaxation, dropped, loosened
from solver_layer.why.requirement_rules import stated
from solver_layer.why.requirements import Kind, Requirement, requirements_of
from timetable.problems import Instance

_ASSUMPTIONS_SHARE = 0.2  # of the time that is left
_MAX_RELAXATIONS = 6  # of one contradiction


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Requirements that can't hold together, though without any one of them the others can."""

    requirements: Set
    # cheapest first; each makes a timetable possible, together with the first of each further contradiction
    relaxations: tuple[Relaxation, ...] = ()
    # others that stand against a timetable too: then no single relaxation is enough
    further: tuple["Contradiction", ...] = ()
    is_complete: bool = True  # whether time sufficed to try all relaxations


def explain(instance: Instance, *, seconds: float = 20.0, seed: int = 0) -> Contradiction | None:
    """A contradiction in the instance, with its further ones; None where there is a timetable.

    Raises NotFoundOut where time ends before the first contradiction is known to be one, and minimal. The
    same instance and seed give the same answer, unless time ends the search.
    """
    prover = _Prover(monotonic() + seconds, seed)
    conflict = prover.conflict(instance, requirements_of(instance))
    if not conflict:
        return None
    try:
        first, *further = _Mended.of(instance, conflict, prover).contradictions()
    except NotFoundOut:
        return Contradiction(conflict, is_complete=False)
    return replace(first, further=tuple(further))


@dataclass(frozen=True, slots=True)
class _Prover:
    """Answers what can hold together, until time ends: then every method raises NotFoundOut."""

    until: float
    seed: int

    def left(self) -> float:
        left = self.until - monotonic()
        if left <= 0:
            raise NotFoundOut
        return left

    def can_hold(self, instance: Instance, requirements: Iterable[Requirement]) -> bool:
        """Whether these requirements can hold together."""
        model = stated(instance, dict.fromkeys(requirements, True)).model
        return decided(model, self.left(), self.seed) is not None

    def has_timetable(self, instance: Instance) -> bool:
        """Whether all can hold, by the model that timetables are made with."""
        return any_timetable(instance, seconds=self.left(), seed=self.seed) is not None

    def conflict(self, instance: Instance, requirements: Set) -> Set:
        """Some of these requirements that can't hold together, no more than needed; none: all can."""
        for guess in counted(instance, requirements):
            if not self.can_hold(instance, guess):
                return self._shrunk(instance, guess)
        if self.can_hold(instance, requirements):
            return ()
        return self._shrunk(instance, self._core(instance, requirements))

    def _core(self, instance: Instance, requirements: Set) -> Set:
        """Those that the solver needed to see that there is no solution; all, if that takes long."""
        model = CpModel()
        literals = {r: model.new_bool_var(r.kind) for r in requirements}
        stated(instance, literals, model=model)
        model.add_assumptions(literals.values())
        solver = one_thread(_ASSUMPTIONS_SHARE * self.left(), self.seed)
        if solver.solve(model) != cp_model.INFEASIBLE:
            return requirements
        needed = set(solver.sufficient_assumptions_for_infeasibility())
        core = tuple(r for r, literal in literals.items() if literal.index in needed)
        return requirements if self.can_hold(instance, core) else core

    def _shrunk(self, instance: Instance, conflict: Set) -> Set:
        """Without what is not needed, in ever smaller pieces; the last round asks of each one by itself."""
        piece = max(1, len(conflict) // 2)
        while True:
            at = 0
            while at < len(conflict):
                rest = conflict[:at] + conflict[at + piece :]
                if self.can_hold(instance, rest):
                    at += piece
                else:
                    conflict = rest
            if piece == 1:
                return conflict
            piece = max(1, piece // 2)


@dataclass(frozen=True, slots=True)
class _Mended:
    """All contradictions, and for each a requirement that is given up to resolve it."""

    instance: Instance
    prover: _Prover
    conflicts: tuple[Set, ...]
    given_up: tuple[Requirement, ...]

    @classmethod
    def of(cls, instance: Instance, conflict: Set, prover: _Prover) -> "_Mended":
        """Looks for further contradictions, as long as nothing alone makes what is left possible."""
        conflicts, given_up = [conflict], [_least_missed(conflict)]
        while not any(_options(instance, conflicts[-1], given_up=given_up[:-1], prover=prover)):
            rest = _without(requirements_of(instance), given_up)
            conflicts.append(prover.conflict(instance, rest))
            given_up.append(_least_missed(conflicts[-1]))
        return cls(instance, prover, tuple(conflicts), tuple(given_up))

    def contradictions(self) -> list[Contradiction]:
        """Each with what could give way."""
        options = self._options()
        contradictions = []
        for conflict, own in options.items():
            base = self.instance
            for others in (relaxed for other, relaxed in options.items() if other != conflict and relaxed):
                base = others[0].applied(base)
            verified, is_complete = self._verified(base, own)
            contradictions.append(Contradiction(conflict, verified, is_complete=is_complete))
        return contradictions

    def _options(self) -> dict[Set, list[Relaxation]]:
        """Per contradiction, what could give way: last first, each with the first of those after it applied,
        and without what is given up of those before. One that those after it have resolved is left out."""
        options_of: dict[Set, list[Relaxation]] = {}
        instance = self.instance
        for n, conflict in reversed([*enumerate(self.conflicts)]):
            given_up = self.given_up[:n]
            if options_of and self.prover.can_hold(instance, _without(requirements_of(instance), given_up)):
                continue
            options = sorted(
                _options(instance, conflict, given_up=given_up, prover=self.prover), key=Relaxation.rank
            )
            instance = options[0].applied(instance) if options else instance
            options_of = {conflict: options, **options_of}
        return options_of

    def _verified(self, base: Instance, options: list[Relaxation]) -> tuple[tuple[Relaxation, ...], bool]:
        """Those that make a timetable possible, and whether time sufficed."""
        verified: list[Relaxation] = []
        try:
            for option in options:
                if len(verified) < _MAX_RELAXATIONS and self.prover.has_timetable(option.applied(base)):
                    verified.append(option)
        except NotFoundOut:
            return tuple(verified), False
        return tuple(verified), True


def _without(requirements: Iterable[Requirement], others: Iterable[Requirement]) -> Set:
    left_out = set(others)
    return tuple(r for r in requirements if r not in left_out)


def _least_missed(conflict: Set) -> Requirement:
    """The cheapest to give up, of those of which as much can be given up as it takes."""
    prices = LOOSENED | {Kind.FIXED: Change.NOT_FIXED}
    return min((r for r in conflict if r.kind in prices), key=lambda r: (PRICES[prices[r.kind]], r.rank()))


def _options(
    instance: Instance, conflict: Set, *, given_up: Iterable[Requirement], prover: _Prover
) -> Iterator[Relaxation]:
    """What could give way in a contradiction so that all but what is given up can hold."""
    rest = _without(requirements_of(instance), given_up)
    for requirement in conflict:
        if requirement.kind in LOOSENED:
            yield from _by_degrees(instance, rest, requirement=requirement, prover=prover)
    for relaxation in dropped(instance, conflict):
        changed = relaxation.applied(instance)
        if prover.can_hold(changed, _without(requirements_of(changed), given_up)):
            yield relaxation


def _by_degrees(
    instance: Instance, rest: Set, *, requirement: Requirement, prover: _Prover
) -> Iterator[Relaxation]:
    """The least loosening of a requirement with which the rest can hold, if any has."""
    m = stated(instance, dict.fromkeys(rest, True), loosened=requirement)
    m.model.minimize(m.slack)
    solver = decided(m.model, prover.left(), prover.seed)
    if solver is None:
        return
    if solver.best_objective_bound < solver.objective_value:
        raise NotFoundOut
    slots = tuple(slot for slot, freed in sorted(m.freed.items()) if solver.boolean_value(freed))
    if amount := solver.value(m.slack):
        yield loosened(instance, requirement, amount=amount, slots=slots)
