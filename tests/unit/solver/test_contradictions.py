"""Why there is no timetable: contradictions planted in a feasible week are found, minimal, and mended."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings

from solver_layer.model.stages import NotFoundOut, any_timetable, decided
from solver_layer.why.contradictions import Contradiction, explain
from solver_layer.why.relaxations import Change
from solver_layer.why.requirement_rules import stated
from solver_layer.why.requirements import Requirement, requirements_of
from solver_layer.why.words import in_words
from tests.support import planted
from tests.support.full_instances import full_instances
from tests.support.planted import PLANTED, Planted, Short, week
from timetable.constraints import violations
from timetable.model import OfferingId
from timetable.problems import Instance

Plant = Callable[[], Planted]


def explained(of: Instance) -> Contradiction:
    found = explain(of)
    assert found is not None
    return found


@cache
def explained_once(plant: Plant) -> Contradiction:
    return explained(week(plant()))


def short(requirements: Iterable[Requirement]) -> set[Short]:
    return {(r.kind, r.about) for r in requirements}


def can_hold(of: Instance, requirements: Iterable[Requirement]) -> bool:
    return decided(stated(of, dict.fromkeys(requirements, True)).model, 10, 0) is not None


def is_minimal(of: Instance, requirements: tuple[Requirement, ...]) -> bool:
    """Whether they can't hold together, but could without any one of them."""
    without_one = (requirements[:n] + requirements[n + 1 :] for n in range(len(requirements)))
    return not can_hold(of, requirements) and all(can_hold(of, rest) for rest in without_one)


def has_timetable(of: Instance) -> bool:
    found = any_timetable(of, seconds=10)
    return found is not None and violations(of, found) == []


def test_a_week_with_a_timetable_has_no_contradiction() -> None:
    assert explain(week()) is None
    assert has_timetable(week())


@pytest.mark.parametrize("plant", PLANTED)
def test_what_is_planted_is_found_and_no_more_of_it_than_needed(plant: Plant) -> None:
    found, of = explained_once(plant), week(plant())

    assert short(found.requirements) == set(plant().expected)
    assert is_minimal(of, found.requirements)
    assert (found.further, found.is_complete) == ((), True)


@pytest.mark.parametrize("plant", PLANTED)
def test_each_relaxation_makes_a_timetable_possible_and_the_cheapest_comes_first(plant: Plant) -> None:
    relaxations, of = explained_once(plant).relaxations, week(plant())

    assert all(has_timetable(r.applied(of)) for r in relaxations)
    assert relaxations[0].change is plant().cheapest
    assert [r.cost for r in relaxations] == sorted(r.cost for r in relaxations)


@pytest.mark.parametrize(
    "plants",
    [
        (planted.weekly_limit, planted.fixed_on_fixed),
        (planted.section_twice, planted.candidates_away),
        (planted.rooms_short, planted.break_divides),
        (planted.daily_limit, planted.no_room, planted.unequal_in_parallel),
    ],
)
def test_contradictions_beside_each_other_are_told_apart(plants: tuple[Plant, ...]) -> None:
    of = week(*(plant() for plant in plants))

    found = explained(of)

    parts = (found, *found.further)
    assert {frozenset(short(c.requirements)) for c in parts} == {frozenset(p().expected) for p in plants}
    assert all(is_minimal(of, c.requirements) for c in parts)
    assert not any(has_timetable(r.applied(of)) for c in parts for r in c.relaxations)
    for own in parts:
        mended = of
        for c in parts:
            mended = mended if c is own else c.relaxations[0].applied(mended)
        assert own.relaxations
        assert all(has_timetable(r.applied(mended)) for r in own.relaxations)


def test_the_least_that_suffices_is_asked_for() -> None:
    found = {(r.change, r.about): r.amount for r in explained_once(planted.rooms_short).relaxations}

    assert found[Change.FEWER_PERIODS, "e1"] == 3
    assert found[Change.MORE_ROOMS, "electronics lab 30"] == 1


def test_the_same_instance_is_explained_the_same_each_time() -> None:
    of = week(planted.candidates_away(), planted.section_twice())

    assert explain(of, seed=3) == explain(of, seed=3)


def test_no_time_is_no_answer() -> None:
    with pytest.raises(NotFoundOut):
        explain(week(), seconds=0)


@settings(max_examples=15, deadline=None)
@given(full_instances())
def test_every_instance_without_a_timetable_has_a_minimal_contradiction(of: Instance) -> None:
    found = explain(of)

    assert (found is None) == (any_timetable(of, seconds=10) is not None)
    assert can_hold(of, requirements_of(of)) == (found is None)
    for one in (found, *found.further) if found else ():
        assert is_minimal(of, one.requirements)
        assert one.relaxations


# in words


NAMES = {OfferingId("e1"): "EC301", OfferingId("e2"): "EC305", OfferingId("e3"): "EC307"}


@pytest.mark.parametrize(
    ("plant", "sentence"),
    [
        (
            planted.rooms_short,
            "Lab 2 is the only electronics lab with 30 seats; "
            "EC301, EC305 and EC307 need 33 of its 30 periods.",
        ),
        (planted.no_room, "There is no kiln studio with 30 seats; kiln needs 3 periods."),
        (planted.teacher_twice, "das teaches one class at a time; t1 and t2 need 32 of their 30 periods."),
        (planted.daily_limit, "bose teaches at most 2 periods a day; long needs 11 of their 10 periods."),
        (
            planted.section_twice,
            "Section d attends one class at a time; d1 and d2 need 32 of its 30 periods.",
        ),
        (planted.more_than_a_week, "endless needs 31 of the week's 30 periods."),
        (planted.no_whole_blocks, "This can't be: odd has 3 periods a week, in blocks of 2."),
        (
            planted.fixed_on_fixed,
            "These can't hold together: f1 is fixed on day 1 period 1 in h1; "
            "f2 is fixed on day 1 period 1 in h1.",
        ),
    ],
)
def test_a_contradiction_is_one_sentence(plant: Plant, sentence: str) -> None:
    (words,) = in_words(week(plant()), explained_once(plant), NAMES)

    assert words.sentence == sentence


def test_every_requirement_and_relaxation_has_words() -> None:
    words = [w for plant in PLANTED for w in in_words(week(plant()), explained_once(plant))]

    said = {line for w in words for line in (*w.requirements, *w.relaxations)}

    assert said >= {
        "roy never teaches on days 1 and 2 periods 2–6 and days 3–5 periods 1–6",
        "kar or lal teaches all of shared",
        "elective1 and elective2 are held together",
        "workshop has blocks of 4 periods, which no break divides",
        "one more electronics lab with 30 seats",
        "e1: 3 periods fewer",
        "bose's daily limit 3 instead of 2",
        "sen's weekly limit 10 instead of 9",
        "drop the fixed booking of f1 on day 1 period 1",
        "free pal on day 2 period 2",
        "workshop in single periods instead of blocks",
        "somebody else for t1 instead of das",
        "somebody else for c1",
        "elective1 apart from those it is held together with",
    }


def test_the_words_name_the_teacher_and_not_the_id() -> None:
    of = week(planted.weekly_limit())
    named = replace(of, faculty=tuple(replace(f, name=f"Prof. {f.name}") for f in of.faculty))

    (words,) = in_words(named, explained(named))

    assert "Prof. sen teaches at most 9 periods a week" in words.requirements
