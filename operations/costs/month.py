"""A month of a college, as amounts of what AWS bills, and their prices; no free tier is taken off."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
MEMORY = {"Api": 1.0, "Webhook": 0.5, "Publish": 0.5, "Solve": 3.455, "Notify": 0.5, "Tick": 0.5, "Send": 0.5}
"""GB, as infra/template.yaml has it"""
BILLED = {
    "Api": 120, "Webhook": 350, "Publish": 40, "Solve": 4_000, "Notify": 150, "Tick": 1_000, "Send": 120,
}  # fmt: skip
"""milliseconds of one call, assumed with room to spare; of Send, per notice"""
DAYS, HOURS = 30, 720
TICKS = 12 * HOURS
"""one each five minutes"""
ALARMS, METRICS = 38, 10
LINE = 350
"""bytes of a line of a log, with CloudWatch's own share; two lines a call"""
SCREEN = 3_000
"""bytes sent to Telegram or back to the bot for one message"""
OBJECT = 6_000
"""bytes stored for a person, with their share of all else, indexes and a year's audit events"""


@dataclass(frozen=True, slots=True)
class College:
    """What people do in it. Working days have `looks` of each student: /today, /week, a digest's tap."""

    students: int
    leaves_per_day: float
    looks: float = 2.0
    told_per_leave: int = 130
    """people told of one leave: two or three classes of fifty, those who decide and substitute"""
    digests: float = 0.2
    """share of students who have themselves told their day"""
    working_days: int = 25


Amounts = Counter[str]


def prices() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_HERE / "prices.json").read_text())
    return found


def counted() -> dict[str, dict[str, float]]:
    """Per call its read and write units, as `make bench-cost` counted them."""
    found: dict[str, dict[str, float]] = json.loads((_HERE / "counted.json").read_text())["calls"]
    return found


def month(college: College) -> dict[str, Amounts]:
    """By what it is for."""
    days = college.working_days
    looks = college.students * college.looks * days
    leaves = college.leaves_per_day * days
    told = leaves * college.told_per_leave + college.students * college.digests * days
    return {
        "people looking": _times(looks, _update(), _call("look")),
        "leaves: asked, planned, decided": _times(leaves, *_leave()),
        "news, digests, reminders": _times(told, _notice()),
        "the clock": _clock(),
        "standing": _standing(college),
    }


def _leave() -> list[Amounts]:
    """Previewed, sent, its plan, the approval, a look at it before and after; four events, two solves."""
    chat = [_update()] * 5
    requests = [_call(c) for c in ("preview", "ask", "plan", "read", "approve", "read")]
    events = [_event()] * 4
    solves = [_function("Solve"), _counted("solve")] * 2
    return [*chat, *requests, *events, *solves]


def _update() -> Amounts:
    """One from Telegram, answered."""
    return _function("Webhook") + Amounts(api_request=1, sent_out=SCREEN)


def _call(name: str) -> Amounts:
    return _function("Api") + _counted(name) + Amounts(api_request=1)


def _counted(name: str) -> Amounts:
    found = counted()[name]
    return Amounts({"read_unit": found["reads"], "write_unit": found["writes"]})


def _event() -> Amounts:
    """From the table over the bus to both queues, and whom it concerns worked out."""
    queues = Amounts(queue_request=6)  # put, taken, done with; twice
    return _function("Publish") + _function("Notify") + _counted("notify") + queues + Amounts(bus_event=1)


def _notice() -> Amounts:
    """Queued, drawn as things are now, said, noted."""
    own = Amounts(fifo_request=3, sent_out=SCREEN)
    return _function("Send") + _call("notice") + _call("noted") + own


def _clock() -> Amounts:
    ticks = _times(TICKS, _function("Tick"), _counted("tick"))
    polls = Amounts(queue_request=4 * 15 * 60 * HOURS)  # each queue is asked every four seconds
    return ticks + polls + Amounts(schedule_call=TICKS + DAYS)


def _standing(college: College) -> Amounts:
    size = college.students * OBJECT
    fixed = Amounts(alarm=ALARMS, dashboard=1, metric=METRICS, key=1)
    return fixed + Amounts(stored=size, backed_up=size, key_request=50_000)


def _function(name: str) -> Amounts:
    seconds = BILLED[name] / 1000
    return Amounts({"lambda_request": 1, "lambda_gb_second": seconds * MEMORY[name], "logged": 2 * LINE})


def _times(times: float, *amounts: Amounts) -> Amounts:
    total: Counter[str] = Counter()
    for one in amounts:
        for name, amount in one.items():
            total[name] += amount * times  # type: ignore[assignment]
    return total


def cost(amounts: Mapping[str, float]) -> float:
    listed = prices()
    rates = {name: rate / 1e6 for name, rate in listed["per_million"].items()}
    rates |= {name: rate / 1e9 for name, rate in listed["per_gb"].items()} | listed["per_month"]
    return float(sum(amount * rates[name] for name, amount in amounts.items()))
