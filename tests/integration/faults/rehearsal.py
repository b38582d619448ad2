"""The loop as it goes when nothing fails, and how one in which something failed differs from it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.integration.faults.loop import STEPS, Said, found, play, said
from tests.integration.faults.state import lasting
from tests.integration.faults.wire import Point, When
from tests.integration.faults.world import Snapshot, World, world
from tests.support import tiny


@dataclass(frozen=True, slots=True)
class Stop:
    """A process stops here: before or after a call of a step."""

    step: int
    at: Point
    call: str

    def __str__(self) -> str:
        return f"step {self.step}, {self.at.when} call {self.at.call}, {self.call}"


@dataclass
class Rehearsal:
    engine: str
    folder: Path
    snapshots: list[Snapshot] = field(default_factory=list)
    """before each step; its processes are new ones, here as after a crash"""
    calls: list[list[str]] = field(default_factory=list)
    """of each step"""
    ends: list[tuple[list[str], Said]] = field(default_factory=list)
    """what lasts after each step, and what is said"""

    def go(self) -> None:
        with world(self.engine, None, self.folder) as now:
            found(now)
            self.snapshots.append(now.snapshot())
        for step in STEPS:
            with world(self.engine, self.snapshots[-1], self.folder) as now:
                play(now, step)
                assert now.broken() == []
                self.snapshots.append(now.snapshot())
                self.calls.append(now.wire.calls)
                self.ends.append((lasting(now), said(now)))

    def stops(self) -> list[Stop]:
        return [
            Stop(step, Point(number, when), call)
            for step, calls in enumerate(self.calls)
            for number, call in enumerate(calls)
            for when in When
        ]

    def stopped(self, here: Stop, *, whole: bool) -> list[str]:
        """What is not as it should be in the end, in words, where a process is stopped here.

        Who was being told something by what died may have it twice, or reads that it does not work now. Where
        nothing at all differs after the step, what follows is what was rehearsed; `whole`: it is played all
        the same.
        """
        with world(self.engine, self.snapshots[here.step], self.folder) as now:
            now.wire.stops = here.at.__eq__
            play(now, STEPS[here.step])
            assert now.wire.crashes, f"{here}: it is not met"
            if not whole and not self.differences(now, here.step):
                return []
            for step in STEPS[here.step + 1 :]:
                play(now, step)
            return [f"{here}: {difference}" for difference in self._after_crashes(now)]

    def stormed(self, random: Random) -> list[str]:
        """The same, where one of a hundred calls is its process's last, before it or after it."""
        with world(self.engine, self.snapshots[0], self.folder) as now:
            now.wire.stops = lambda _: random.random() < 0.005
            for step in STEPS:
                play(now, step)
            now.wire.stops = lambda _: False
            return self._after_crashes(now)

    def repeated(self, random: Random | None) -> list[str]:
        """The same, where everything is delivered twice; `random`: and in any order. A message of a person's
        that comes twice is answered twice."""
        answers = Counter(tiny.TELEGRAM[step.who] for step in STEPS if step.or_says and not step.taps)
        with world(self.engine, self.snapshots[0], self.folder, twice=True, random=random) as now:
            for step in STEPS:
                play(now, step)
            now.cloud.settle(for_good=True)
            return self.differences(now, -1, answers, answers.total())

    def _after_crashes(self, now: World) -> list[str]:
        return self.differences(now, -1, now.wire.crashed_sends(), len(now.wire.crashes))

    def differences(
        self, now: World, step: int, may: Mapping[int, int] | None = None, most: int = 0
    ) -> list[str]:
        """From the end of a step. `may`: how many messages more a chat may have; `most`: all of them."""
        meant, read = self.ends[step]
        found = [*now.broken()]
        found += [f"more: {line}" for line in _more(lasting(now), meant)]
        found += [f"less: {line}" for line in _more(meant, lasting(now))]
        said_more = 0
        for who, there in said(now).items():
            found += [f"{who} never reads {text!r}" for text in read[who] - there]
            more = there - read[who]
            said_more += more.total()
            if more.total() > (may or {}).get(tiny.TELEGRAM[who], 0):
                found.append(f"{who} reads besides {list(more.elements())}")
        return found + ([f"{said_more} messages too many"] if said_more > most else [])


def _more(these: list[str], than: list[str]) -> list[str]:
    return list((Counter(these) - Counter(than)).elements())
