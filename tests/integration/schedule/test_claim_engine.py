"""What is asked of a claim in DynamoDB's words is what is asked in ours: random changes of one claim."""

import random
from dataclasses import replace

import pytest

from functions import wiring
from functions.store.claims.conditions import ClaimDraft
from tests.integration.conftest import TinyCollege
from tests.support.tiny import FRIDAY, TERM, occupancy, slot
from timetable.claims import Action, Note, Step
from timetable.day import Claim
from timetable.errors import Refusal
from timetable.model import Occupancy, Resource

AT = slot(2, 6)
STUDENTS = Resource("group", "cse3a1")
ALONE = occupancy("alone", "o-dbms", AT)
BASKETS = [
    replace(occupancy(id, "o-nets", AT), basket=basket) for id, basket in (("a", "1"), ("b", "1"), ("c", "2"))
]
TRANSACTIONS = 250


def random_step(dice: random.Random) -> Step:
    of: Occupancy = dice.choice([ALONE, *BASKETS])
    action = dice.choice(list(Action))
    lane = of.id if of.basket else ""
    if action in (Action.BOOK, Action.UNBOOK):
        return Step(
            action,
            STUDENTS,
            AT,
            occupancy=of if action is Action.BOOK else None,
            occupancy_id=of.id,
            share=lane,
        )
    held_by = dice.choice(["x", "y", ""] if action is Action.JOIN else ["x", "y"])
    note = Note(dice.choice("xy")) if action not in (Action.RESTORE, Action.PART) else None
    return Step(action, STUDENTS, AT, FRIDAY, occupancy_id=of.id, held_by=held_by, note=note, share=lane)


def stored(college: TinyCollege) -> Claim:
    found = [c for c in college.records.claims(STUDENTS, TERM) if c.slot == AT]
    return found[0] if found else Claim(STUDENTS, AT)


def expected(steps: list[Step], before: Claim) -> bool:
    draft = ClaimDraft(STUDENTS, AT)
    try:
        for step in steps:
            draft.add(step)
        return not list(draft.refusals(before))
    except Refusal:
        return False


def some_steps(dice: random.Random, before: Claim) -> list[Step]:
    """Mostly such as may happen, for most of what one can think of may not."""
    for _ in range(dice.choice([1, 20])):
        steps = [random_step(dice) for _ in range(dice.choice([1, 1, 2, 3]))]
        if expected(steps, before):
            break
    return steps


def has_one_holder(claim: Claim) -> bool:
    """One class, or the classes of one basket; and no date has what nothing made room for."""
    baskets = {o.basket for o in claim.bookings()}
    alone = claim.weekly is None and not claim.on if claim.shares else True
    made_room = all(set(p.on) <= set(p.off) for p in claim.parts() if p.weekly)
    return len(baskets) <= 1 and alone and made_room


@pytest.mark.parametrize("seed", range(3))
def test_the_table_admits_exactly_what_we_say_it_does(college: TinyCollege, seed: int) -> None:
    dice = random.Random(seed)
    done = 0

    for _ in range(TRANSACTIONS):
        before = stored(college)
        steps = some_steps(dice, before)
        may = expected(steps, before)
        try:
            with college.records.write(wiring.now()) as write:
                write.claims(TERM, steps)
            did = True
        except Refusal:
            did = False
        assert did == may, (before, steps)
        assert has_one_holder(stored(college)), (before, steps)
        done += did

    assert done > TRANSACTIONS / 10
