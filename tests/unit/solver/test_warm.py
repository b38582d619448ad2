"""Compiling the kernel: what it says of how far it is, and that all of its functions are counted."""

from collections.abc import Iterator

from solver_layer.term.warm import Report, functions


def written(seconds: Iterator[float], *compiled: str) -> list[str]:
    """The lines of a report of three functions, at these times."""
    lines: list[str] = []
    report = Report({"place", "construct", "anneal"}, lines.append, lambda: next(seconds))
    for name in compiled:
        report.begin()
        report.end(name)
    return lines


def test_it_is_said_how_many_are_compiled_every_few_seconds_and_at_the_end() -> None:
    lines = written(iter([0.0, 0.0, 1.0, 2.0, 7.0, 8.0]), "place", "place", "construct", "anneal")

    assert lines == [
        "3 functions to compile. This happens once and takes a minute or two.",
        "construct: 2 of 3 compiled, 7 s",
        "anneal: 3 of 3 compiled, 8 s",
    ]


def test_nothing_is_said_where_nothing_has_to_be_compiled() -> None:
    assert written(iter([0.0])) == []


def test_every_compiled_function_is_counted() -> None:
    assert {"draw", "place", "price_alone", "move_chain", "construct", "fill", "anneal"} <= functions()
