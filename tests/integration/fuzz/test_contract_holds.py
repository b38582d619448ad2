"""What the API answers is what its contract says, whatever is asked by whomever; never a fault of ours."""

import os

import pytest

from tests.integration.conftest import TinyCollege
from tests.integration.fuzz.playing import Played, operations, play
from tests.support.api import call

# `make fuzz` asks more, and another seed asks other things
CASES = int(os.environ.get("CASES", "2000"))
SEED = int(os.environ.get("SEED", "1"))


def many_requests() -> None:
    """Rate limits would hide what is behind them."""
    policies = call("admin", "GET", "/institutes/inst/").body["policies"] | {"requests_per_minute": 10_000}
    assert call("admin", "PATCH", "/institutes/inst/", {"policies": policies}).status == 200


def with_leave(college: TinyCollege) -> Played:
    many_requests()
    played = Played()
    leaves = (college.ask("rao", "2026-11-27", [3]), college.ask("khan", "2026-11-27", [3]))
    played.known["facultyunavailability"] = leaves
    return played


@pytest.mark.parametrize("negative", [False, True], ids=["what fits", "what does not"])
def test_every_answer_is_in_the_contract(negative: bool, college: TinyCollege) -> None:
    played = with_leave(college)
    asked = operations()

    failures = []
    for operation in asked:
        failures += play(
            operation, played, examples=CASES // len(asked) // 2 + 1, start=SEED, negative=negative
        )
        if operation.path.startswith("/institutes/"):
            many_requests()

    print(f"{played.cases} requests with seed {SEED}: {dict(sorted(played.statuses.items()))}")
    assert not failures, "\n".join(failures)
    assert played.cases >= CASES // 2, played.statuses
    if not negative:
        assert sum(1 for n in played.reached.values() if n) > 50, played.reached
