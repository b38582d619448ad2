"""Whatever people do, in whatever order, no promise breaks: a few lives of a college (`make races`: many)."""

import os

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.support.college_life import CollegeLife, done

LIVES, STEPS = int(os.environ.get("LIVES", "6")), int(os.environ.get("STEPS", "30"))


def test_every_promise_holds_after_every_step_of_a_college_s_life(engine: str) -> None:
    done.clear()
    CollegeLife.engine = engine

    run_state_machine_as_test(
        CollegeLife,
        settings=settings(
            max_examples=LIVES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize="LIVES" not in os.environ,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    for (deed, status), times in sorted(done.items()):
        print(f"{deed:22} {status}  {times}")  # noqa: T201
    succeeded = {deed for deed, status in done if status < 300}
    assert {"ask", "plan", "approve", "withdraw", "adjust", "book", "calendar"} <= succeeded
