"""Every process of the loop is stopped at every call that it makes, everything is delivered twice and in any
order; in the end all is as if nothing had been."""

from random import Random

import pytest

from tests.integration.faults.loop import STEPS
from tests.integration.faults.rehearsal import Rehearsal

_READS = ("BatchGetItem", "Query", "api GET")
_EVERY = 43
"""so many stops apart are those of `make test`, among calls that change something"""


def test_whichever_process_is_stopped_all_is_as_if_none_had_been(rehearsal: Rehearsal) -> None:
    stops = [s for s in rehearsal.stops() if not any(read in s.call for read in _READS)][::_EVERY]

    assert [wrong for stop in stops for wrong in rehearsal.stopped(stop, whole=True)] == []


def test_the_loop_makes_every_kind_of_call(rehearsal: Rehearsal) -> None:
    functions = {"Webhook", "Api", "Publish", "Solve", "Notify", "Tick", "Send"}
    writes = {"Api: dynamodb TransactWriteItems", "Tick: dynamodb TransactWriteItems"}
    between = {"Publish: events PutEvents", "Notify: sqs SendMessageBatch", "Tick: sqs SendMessageBatch"}
    telling = {"sendMessage", "editMessageText", "answerCallbackQuery", "getMe"}

    called = {call for calls in rehearsal.calls for call in calls}

    assert {call.partition(":")[0] for call in called} == functions
    assert writes | between <= called
    assert {call.rpartition(" ")[2] for call in called if " telegram " in call} == telling


def test_when_processes_stop_again_and_again_all_is_as_if_none_had(rehearsal: Rehearsal) -> None:
    assert rehearsal.stormed(Random(0)) == []


def test_whatever_comes_twice_changes_nothing(rehearsal: Rehearsal) -> None:
    assert rehearsal.repeated(None) == []


@pytest.mark.parametrize("seed", range(2))
def test_whatever_order_things_come_in_changes_nothing(rehearsal: Rehearsal, seed: int) -> None:
    assert rehearsal.repeated(Random(seed)) == []


@pytest.mark.long
@pytest.mark.parametrize("step", range(len(STEPS)))
def test_stopped_at_every_call_before_and_after(rehearsal: Rehearsal, step: int) -> None:
    stops = [stop for stop in rehearsal.stops() if stop.step == step]

    assert [wrong for stop in stops for wrong in rehearsal.stopped(stop, whole=False)] == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 40))
def test_stopped_again_and_again(rehearsal: Rehearsal, seed: int) -> None:
    assert rehearsal.stormed(Random(seed)) == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 40))
def test_in_any_other_order(rehearsal: Rehearsal, seed: int) -> None:
    assert rehearsal.repeated(Random(seed)) == []
