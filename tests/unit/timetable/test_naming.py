"""Names as people type them, and what they mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timetable.naming import Match, Named, matches

NAMES = ["CSE-3-A", "CSE-3-B", "CSE-5-A", "ECE-3-A", "Dr Meera Rao", "Dr Rao Iyer", "Prof. José Álvarez",
         "Lecture Hall 2", "Lecture Hall 12", "Lab 1", "कक्ष १"]  # fmt: skip
KNOWN = [Named("thing", str(n), name) for n, name in enumerate(NAMES)]


def meant(text: str) -> list[str]:
    return [m.named.name for m in matches(text, KNOWN)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("cse3a", "CSE-3-A"), ("CSE 3 A", "CSE-3-A"), ("cse-3-a", "CSE-3-A"), ("meera", "Dr Meera Rao"),
        ("rao meera", "Dr Meera Rao"), ("alvarez", "Prof. José Álvarez"), ("jose", "Prof. José Álvarez"),
        ("hall lecture 2", "Lecture Hall 2"), ("lab1", "Lab 1"),

        ("meerra", "Dr Meera Rao"), ("कक्ष १", "कक्ष १"),
    ],
)  # fmt: skip
def test_what_people_type_means_one_thing(text: str, name: str) -> None:
    assert meant(text)[0] == name


def test_an_exact_name_is_meant_alone_and_half_a_name_is_a_choice() -> None:
    assert meant("Lecture hall 2") == ["Lecture Hall 2"]
    assert set(meant("rao")) == {"Dr Meera Rao", "Dr Rao Iyer"}
    assert set(meant("cse 3")) == {"CSE-3-A", "CSE-3-B"}


@pytest.mark.parametrize("text", ["", " ", "!?", "zebra", "😀"])
def test_what_nothing_is_called_like_means_nothing(text: str) -> None:
    assert meant(text) == []


@given(st.sampled_from(NAMES), st.randoms(use_true_random=False))
def test_case_and_signs_make_no_difference(name: str, random: object) -> None:
    typed = name.swapcase().replace("-", " ")

    assert meant(typed) == [name]


@given(st.text(max_size=40))
def test_any_text_is_answered_the_best_first(text: str) -> None:
    answers: list[Match] = matches(text, KNOWN)

    assert [m.score for m in answers] == sorted((m.score for m in answers), reverse=True)
    assert all(0 < m.score <= 100 for m in answers)
