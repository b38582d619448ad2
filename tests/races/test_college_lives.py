"""Many lives of a college, on both engines; see `tests/support/college_life.py`."""

from tests.integration.college.test_college_life import (
    test_every_promise_holds_after_every_step_of_a_college_s_life,
)

__all__ = ["test_every_promise_holds_after_every_step_of_a_college_s_life"]
