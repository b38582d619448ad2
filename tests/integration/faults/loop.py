"""The loop as people live it: a leave asked for, approved, its substitute asked, and taken back again.

People try until they see what they want: who is told that it does not work does it again.
"""

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from functions import wiring
from functions.services.college.founding import found_college
from functions.services.identity.clock import clock_request
from tests.integration.conftest import TinyCollege
from tests.integration.faults.chats import buttons
from tests.integration.faults.world import World
from tests.support import api, tiny
from timetable.model import InstituteId

_MOST_TRIES = 4
_LEAVE = "/leave 27/11 P3-P4 ml fever"
Said = Mapping[str, Counter[str]]


@dataclass(frozen=True, slots=True)
class Step:
    who: str
    wants: str
    """what they see when it has worked"""
    taps: str = ""
    or_says: str = ""
    """where there is no such button"""
    clock: str = ""
    """nobody does anything, but it has come to be this time"""


STEPS = (
    Step("rao", "✅ Send request", or_says=_LEAVE),
    Step("rao", "✅ Sent", taps="✅ Send request", or_says=_LEAVE),
    Step("hod", "⏰ This still waits", clock="2026-11-25T06:15:00+00:00"),
    Step("hod", "✅ Approved by", taps="✅ Approve"),
    Step("meera", "✅ You take these classes", taps="✅ Accept"),
    Step("asha", "🔔 Your timetable changes", clock="2026-11-25T07:30:00+00:00"),
    Step("rao", "Withdraw Fri", or_says="/myleaves"),
    Step("rao", "Yes, withdraw it", taps="Withdraw Fri", or_says="/myleaves"),
    Step("rao", "↩️ Withdrawn", taps="Yes, withdraw it", or_says="/myleaves"),
)


def found(world: World) -> None:
    """Rao teaches DBMS on Friday P3 and P4; substitutes are asked once it is decided; Asha wants quiet at
    noon, which is 06:30 in UTC."""
    made = tiny.college()
    policies = replace(made.institute.policies, ask_substitutes="after")
    college = replace(made, institute=replace(made.institute, policies=policies))
    found_college(
        clock_request(wiring.directory().records(InstituteId("inst")), wiring.now()), college, api.SCHEDULER
    )
    TinyCollege(wiring.directory().records(InstituteId("inst"))).book(
        ("c1", "o-dbms", "t53", "r1"),
        ("c2", "o-dbms", "t54", "r1"),
        ("c3", "o-nets", "t51", "r2"),
        ("c4", "o-calc", "t53", "r2"),
    )
    quiet = {"quiet_from": "11:30", "quiet_until": "12:30"}
    assert api.call("asha", "PATCH", "/me/settings/", quiet).status == 200
    world.chats.open(tiny.TELEGRAM)
    world.cloud.settle()


def play(world: World, step: Step) -> None:
    """Raises AssertionError where it does not work, however often it is tried."""
    person = tiny.TELEGRAM[step.who]
    for _ in range(_MOST_TRIES):
        if step.clock:
            os.environ["NOW"] = step.clock
            world.cloud.tick()
        elif not (step.taps and world.chats.taps(person, step.taps)):
            world.chats.says(person, step.or_says)
        world.cloud.settle()
        if world.chats.sees(person, step.wants):
            return
    raise AssertionError(f"{step.who} never sees {step.wants!r}: {said(world)[step.who]}")


def said(world: World) -> Said:
    """What stands in each chat now, with its buttons."""
    return {
        name: Counter(_shown(message) for message in world.chats.by_bot(id))
        for name, id in tiny.TELEGRAM.items()
    }


def _shown(message: dict[str, Any]) -> str:
    return " | ".join([message["text"], *(b["text"] for b in buttons(message))])
