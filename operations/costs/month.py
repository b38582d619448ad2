"""A month of a college, as amounts of what AWS bills, and their prices; no free tier is taken off."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
# as infra/template.yaml has it
MEMORY_GB = {
    "Api": 1.0, "Webhook": 0.5, "Publish": 0.5, "Solve": 3.455, "Notify": 0.5, "Tick": 0.5, "Send": 0.5,
}  # fmt: skip
# milliseconds of one call, assumed with room to spare; for Send, of one notice
BILLED_MS = {
    "Api": 120, "Webhook": 350, "Publish": 40, "Solve": 4_000, "Notify": 150, "Tick": 1_000, "Send": 120,
}  # fmt: skip
DAYS, HOURS = 30, 720
TICKS = 12 * HOURS  # one each five minutes
ALARMS, METRICS = 38, 10
LOG_LINES_PER_CALL = 2
LOG_LINE_BYTES = 350  # with CloudWatch's own share
MESSAGE_BYTES = 3_000  # sent to Telegram, or back to the bot
PERSON_BYTES = 6_000  # stored for a person, with their share of all else, indexes and a year's audit events


@dataclass(frozen=True, slots=True)
class College:
    """What people do in a college.

    Each student looks `looks` times on a working day: /today, /week, a tap on a digest. A leave concerns
    `recipients_per_leave` people: two or three classes of fifty, those who decide and substitute. `digests`
    is the share of students who have a daily digest.
    """

    students: int
    leaves_per_day: float
    looks: float = 2.0
    recipients_per_leave: int = 130
    digests: float = 0.2
    working_days: int = 25


Amounts = Counter[str]


def prices() -> dict[str, Any]:
    listed: dict[str, Any] = json.loads((_FOLDER / "prices.json").read_text())
    return listed


def counted() -> dict[str, dict[str, float]]:
    """The read and write units of each call, as `make bench-cost` counted them."""
    calls: dict[str, dict[str, float]] = json.loads((_FOLDER / "counted.json").read_text())["calls"]
    return calls


def month(college: College) -> dict[str, Amounts]:
    """What a month of this college uses, by purpose."""
    days = college.working_days
    looks = college.students * college.looks * days
    leaves = college.leaves_per_day * days
    notices = leaves * college.recipients_per_leave + college.students * college.digests * days
    return {
        "people looking": _times(looks, _update(), _call("look")),
        "leaves: asked, planned, decided": _times(leaves, *_leave()),
        "news, digests, reminders": _times(notices, _notice()),
        "the clock": _clock(),
        "standing": _standing(college),
    }


def _leave() -> list[Amounts]:
    """A leave that is previewed, sent, planned and approved, and looked at before and after: four events, two
    solves."""
    chat = [_update()] * 5
    requests = [_call(c) for c in ("preview", "ask", "plan", "read", "approve", "read")]
    events = [_event()] * 4
    solves = [_function("Solve"), _counted("solve")] * 2
    return [*chat, *requests, *events, *solves]


def _update() -> Amounts:
    """An update from Telegram, with its answer."""
    return _function("Webhook") + Amounts(api_request=1, sent_out=MESSAGE_BYTES)


def _call(name: str) -> Amounts:
    return _function("Api") + _counted(name) + Amounts(api_request=1)


def _counted(name: str) -> Amounts:
    units = counted()[name]
    return Amounts({"read_unit": units["reads"], "write_unit": units["writes"]})


def _event() -> Amounts:
    """An event on its way from the table over the bus to both queues, and the work of finding its
    recipients."""
    queues = Amounts(queue_request=6)  # put, taken, done with; twice
    return _function("Publish") + _function("Notify") + _counted("notify") + queues + Amounts(bus_event=1)


def _notice() -> Amounts:
    """A notice that is queued, drawn as things are now, sent, and noted as sent."""
    own = Amounts(fifo_request=3, sent_out=MESSAGE_BYTES)
    return _function("Send") + _call("notice") + _call("noted") + own


def _clock() -> Amounts:
    ticks = _times(TICKS, _function("Tick"), _counted("tick"))
    polls = Amounts(queue_request=4 * 15 * 60 * HOURS)  # each queue is asked every four seconds
    return ticks + polls + Amounts(schedule_call=TICKS + DAYS)


def _standing(college: College) -> Amounts:
    size = college.students * PERSON_BYTES
    fixed = Amounts(alarm=ALARMS, dashboard=1, metric=METRICS, key=1)
    return fixed + Amounts(stored=size, backed_up=size, key_request=50_000)


def _function(name: str) -> Amounts:
    gb_seconds = BILLED_MS[name] / 1000 * MEMORY_GB[name]
    logged = LOG_LINES_PER_CALL * LOG_LINE_BYTES
    return Amounts({"lambda_request": 1, "lambda_gb_second": gb_seconds, "logged": logged})


def _times(times: float, *amounts: Amounts) -> Amounts:
    total: Counter[str] = Counter()
    for part in amounts:
        for name, amount in part.items():
            total[name] += amount * times  # type: ignore[assignment]
    return total


def cost(amounts: Mapping[str, float]) -> float:
    """The price of these amounts, in the currency of prices.json."""
    listed = prices()
    rates = {name: rate / 1e6 for name, rate in listed["per_million"].items()}
    rates |= {name: rate / 1e9 for name, rate in listed["per_gb"].items()} | listed["per_month"]
    return float(sum(amount * rates[name] for name, amount in amounts.items()))
