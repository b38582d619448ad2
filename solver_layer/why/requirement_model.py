"""The variables of a model in which each requirement can be held, left out, made conditional, or loosened."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ortools.sat.python.cp_model import BoundedLinearExpression, CpModel, IntVar

from solver_layer.model.suitable import RoomNeed, Suitable
from solver_layer.model.variables import block_at
from solver_layer.why.requirements import FixedBlock, Kind, Requirement, baskets, fixed_blocks, rooms
from timetable.model import Faculty, FacultyId, Offering, OfferingId, Slot
from timetable.problems import Instance

Start = tuple[OfferingId, Slot]
# Groups of rooms besides the instance's own: any number of rooms, and the rooms that loosening adds.
ELSEWHERE, NEW = -1, -2
_MAX_SLACK = 1_000


@dataclass
class RequirementModel:
    """x[o,t], w[o,t,c], z[o,f], v[o,t,f] as in `variables.py`, but only of offerings that something requires.

    `literals`: per requirement whether it holds, as a literal or as a fact; one that is not there does not
    hold. One of them may be `loosened`: by how much is `slack`, to be minimised.
    """

    instance: Instance
    literals: Mapping[Requirement, IntVar | bool]
    loosened: Requirement | None = None
    model: CpModel = field(default_factory=CpModel)
    starts: dict[Start, IntVar] = field(default_factory=dict)
    groups: dict[Start, dict[int, IntVar]] = field(default_factory=dict)
    candidates: dict[tuple[OfferingId, FacultyId], IntVar] = field(default_factory=dict)
    taught: dict[Start, dict[FacultyId, IntVar]] = field(default_factory=dict)
    # the timeslots that have to be available after all, where an unavailability is loosened
    freed: dict[Slot, IntVar] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.slack = self.model.new_int_var(0, _MAX_SLACK, "slack")
        for offering in self.present:
            for start in sorted(self._slots):
                if self._slots.issuperset(block_at(offering, start)):
                    self._start(offering, start)

    @cached_property
    def present(self) -> list[Offering]:
        """Offerings of which a requirement that may hold needs some period."""
        needed = {r.about for r in self._possible if r.kind in (Kind.PERIODS, Kind.FIXED)}
        for name, basket in baskets(self.instance).items():
            if Requirement(Kind.PARALLEL, name) in self._possible and needed & {o.id for o in basket}:
                needed |= {o.id for o in basket}
        return [o for o in self.instance.offerings if o.id in needed]

    @cached_property
    def fixed(self) -> dict[Start, FixedBlock]:
        return {
            (b.offering.id, b.start): b
            for b in fixed_blocks(self.instance)
            if Requirement(Kind.FIXED, b.offering.id, start=b.start) in self._possible
        }

    @cached_property
    def suitable(self) -> Suitable:
        return Suitable(self.instance)

    @cached_property
    def _possible(self) -> frozenset[Requirement]:
        return frozenset(r for r, literal in self.literals.items() if literal is not False)

    @cached_property
    def _slots(self) -> frozenset[Slot]:
        return frozenset(t.slot for t in self.instance.timeslots)

    @cached_property
    def _people(self) -> dict[FacultyId, Faculty]:
        return {f.id: f for f in self.instance.faculty}

    def is_fact(self, requirement: Requirement) -> bool:
        return self.literals.get(requirement) is True and requirement != self.loosened

    def require(self, requirement: Requirement, constraint: BoundedLinearExpression | bool) -> None:
        """The constraint, where the requirement holds."""
        literal = self.literals.get(requirement, False)
        if literal is False:
            return
        stated = self.model.add(constraint)
        if literal is not True:
            stated.only_enforce_if(literal)

    def more(self, requirement: Requirement) -> IntVar | int:
        """By how much a limit may be exceeded."""
        return self.slack if requirement == self.loosened else 0

    def busy(self, offerings: Iterable[Offering]) -> dict[Slot, list[IntVar]]:
        """Per timeslot, the starts that keep one of the offerings busy then."""
        starts: dict[Slot, list[IntVar]] = defaultdict(list)
        for o in offerings:
            for start, x in self.starts_of(o).items():
                for slot in block_at(o, start):
                    starts[slot].append(x)
        return starts

    def starts_of(self, offering: Offering) -> dict[Slot, IntVar]:
        starts = {t: self.starts.get((offering.id, t)) for t in sorted(self._slots)}
        return {t: x for t, x in starts.items() if x is not None}

    def teaching(self, faculty: FacultyId) -> dict[Slot, list[IntVar]]:
        """Per timeslot, what makes a teacher busy then, as faculty or as a candidate."""
        variables = self.busy(o for o in self.present if faculty in o.faculty)
        lengths = {o.id: o for o in self.present}
        for (id, start), choices in self.taught.items():
            if faculty in choices:
                for slot in block_at(lengths[id], start):
                    variables[slot].append(choices[faculty])
        return variables

    def _start(self, offering: Offering, start: Slot) -> None:
        block = block_at(offering, start)
        hindered = [self._hindrance(Kind.UNAVAILABLE, offering.id, {*block} & {*offering.unavailable})]
        hindered += [self._away(f, block) for f in offering.faculty]
        if any(s.period in self.instance.breaks_after for s in block[:-1]):
            hindered.append(self._hindrance(Kind.BREAKS, offering.id, set(block)))
        if any(self.is_fact(r) for r, slots in hindered if slots):
            return
        x = self.starts[offering.id, start] = self.model.new_bool_var("x")
        self._hinder(x, hindered)
        self._choose_room(offering, start, x)
        self._choose_candidate(offering, start, x)

    def _hindrance(self, kind: Kind, about: str, slots: set[Slot]) -> tuple[Requirement, set[Slot]]:
        return Requirement(kind, about), slots

    def _away(self, faculty: FacultyId, block: list[Slot]) -> tuple[Requirement, set[Slot]]:
        teacher = self._people.get(faculty)
        return self._hindrance(
            Kind.FACULTY_UNAVAILABLE, faculty, {*block} & {*(teacher.unavailable if teacher else ())}
        )

    def _hinder(self, choice: IntVar, by: list[tuple[Requirement, set[Slot]]]) -> None:
        """Not while any of these holds; unless the timeslots are freed of the one that is loosened."""
        for requirement, slots in by:
            for slot in sorted(slots):
                if requirement == self.loosened:
                    freed = self.freed.setdefault(slot, self.model.new_bool_var("freed"))
                    self.model.add_implication(choice, freed)
                else:
                    self.require(requirement, choice == 0)

    def _choose_room(self, offering: Offering, start: Slot, x: IntVar) -> None:
        """One group of the rooms that suit it; another if it is fixed there, or any where none must suit."""
        must = rooms(RoomNeed.by(offering, self.instance))
        fixed = self.fixed.get((offering.id, start))
        suiting = self.suitable.groups(offering.id)
        there = self.suitable.group_of.get(fixed.room) if fixed else None
        groups = {c: self.model.new_bool_var("w") for c in suiting}
        if not self.is_fact(must):
            for c in {ELSEWHERE if there is None else there, ELSEWHERE} - {*suiting}:
                groups[c] = self.model.new_bool_var("w")
                self.require(must, groups[c] == 0)
        if self.loosened and self.loosened.room_need and self._would_suit(self.loosened.room_need, offering):
            groups[NEW] = self.model.new_bool_var("w")
        self.groups[offering.id, start] = groups
        self.model.add(sum(groups.values()) == x)

    def _would_suit(self, offered: RoomNeed, offering: Offering) -> bool:
        """Whether one more room that is just what is needed would suit the offering."""
        need = RoomNeed.by(offering, self.instance)
        return need.kind == offered.kind and need.features <= offered.features and need.seats <= offered.seats

    def _choose_candidate(self, offering: Offering, start: Slot, x: IntVar) -> None:
        choices = {}
        for f in dict.fromkeys(offering.candidates):
            away = self._away(f, block_at(offering, start))
            if f not in offering.faculty and not (away[1] and self.is_fact(away[0])):
                z = self.candidates.setdefault((offering.id, f), self.model.new_bool_var("z"))
                v = choices[f] = self.model.new_bool_var("v")
                self.model.add_implication(v, z)
                self.model.add_implication(v, x)
                self._hinder(v, [away])
        self.taught[offering.id, start] = choices
        if offering.candidates:
            self.require(Requirement(Kind.CANDIDATE, offering.id), sum(choices.values()) >= x)
