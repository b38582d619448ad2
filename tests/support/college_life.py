"""A college's life at random: whoever it is does whatever they like, and no promise breaks.

Rules choose by number among what there is by then; a deed that is refused is a deed too. After every step the
judgement that shares nothing with the writing looks at the whole table.
"""

import os
from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from functions import wiring
from functions.services.college.founding import found_college
from functions.services.identity.clock import clock_request
from functions.services.notices import reminders
from functions.services.ports import CHANGE_SET, Request
from functions.services.ports.paging import every_booking
from functions.services.schedule import publication
from tests.integration.conftest import TinyCollege, wired
from tests.support import api, tiny
from tests.support.verified import broken
from timetable.errors import Refusal
from timetable.model import InstituteId, Slot

UPDATE = "/occupancies/scheduler-update/"
LEAVES = "/facultyunavailability/"
ANYBODY = ("rao", "meera", "iyer", "khan", "hod", "hodmath", "admin", "asha", "scheduler")
TEACHERS = ("rao", "meera", "iyer", "khan", "hod")
OFFERINGS = ("o-dbms", "o-nets", "o-lab", "o-calc")
ROOMS = ("r1", "r2", "lab")
FRIDAYS = ("2026-11-27", "2026-12-04")
DATES = (*FRIDAYS, *FRIDAYS, "2026-11-28", "2026-11-30", "2026-12-12")
TIMESLOTS = ("t51", "t52", "t53", "t54", "t55", "t56", "t11", "t12", "t61")
DAYS: tuple[dict[str, Any] | None, ...] = (
    None,
    {"kind": "holiday", "name": "Rain"},
    {"kind": "half", "until": 3},
    {"kind": "follows", "follows": 5},
    {"kind": "follows", "follows": 1},
    {"kind": "examinations", "sections": ["cse3a"]},
)
number = st.integers(0, 59)
who = st.sampled_from(ANYBODY)
writer = st.sampled_from(("scheduler",) * 14 + ANYBODY)
decider = st.sampled_from(("hod",) * 12 + ("hodmath",) * 3 + ("admin",) * 3 + ANYBODY)
done: Counter[tuple[str, int]] = Counter()
"""deeds and how they were answered"""


class CollegeLife(RuleBasedStateMachine):
    engine: ClassVar[str]

    @initialize(consents=st.sampled_from(["never", "before", "after"]), share=st.booleans())
    def opens(self, consents: str, share: bool) -> None:
        self._around = ExitStack()
        self.directory = self._around.enter_context(wired(self.engine))
        made = tiny.college()
        policies = replace(made.institute.policies, ask_substitutes=consents, ask_to_share=share)
        college = replace(made, institute=replace(made.institute, policies=policies))
        found_college(
            clock_request(self.directory.records(InstituteId("inst")), wiring.now()), college, api.SCHEDULER
        )
        self.college = TinyCollege(self.directory.records(InstituteId("inst")))
        self.college.book(
            ("c1", "o-dbms", "t53", "r1"), ("c2", "o-dbms", "t54", "r1"), ("c3", "o-nets", "t51", "r2"),
            ("c4", "o-calc", "t53", "r2"), ("c5", "o-nets", "t52", "r2"),
        )  # fmt: skip
        self.bookings = ["c1", "c2", "c3", "c4", "c5"]
        self.leaves: list[str] = []
        self.whose: dict[str, str] = {}
        self.adjustments: list[str] = []

    def teardown(self) -> None:
        if hasattr(self, "_around"):
            self._around.close()

    @invariant()
    def every_promise_holds(self) -> None:
        assert broken(self.directory) == []

    def call(self, deed: str, who: str, method: str, url: str, body: Any = None) -> api.Answer:
        answer = api.call(who, method, url, body)
        assert answer.status < 500 or answer.status == 503, (deed, who, body, answer)
        done[deed, answer.status] += 1
        return answer

    # the weekly timetable

    @rule(who=writer, offering=st.sampled_from(OFFERINGS), at=st.sampled_from(TIMESLOTS), room=number)
    def book(self, who: str, offering: str, at: str, room: int) -> None:
        id = f"b{len(self.bookings)}"
        item = {
            "id": id,
            "offering": offering,
            "timeslot": at,
            "room": "lab" if offering == "o-lab" else ROOMS[room % 2],
        }
        if self._update("book", who, "create", {"type": "occupancy", **item}).status == 200:
            self.bookings.append(id)

    @rule(who=writer, which=number, at=st.sampled_from(TIMESLOTS))
    def move(self, who: str, which: int, at: str) -> None:
        self._update(
            "move",
            who,
            "update",
            {"type": "occupancy", "id": self._chosen(self.bookings, which), "timeslot": at},
        )

    @rule(who=writer, which=number)
    def delete(self, who: str, which: int) -> None:
        self._update("delete", who, "delete", {"type": "occupancy", "id": self._chosen(self.bookings, which)})

    @rule(seed=number, gone=number)
    def publish(self, seed: int, gone: int) -> None:
        """The week as it is, some classes of it elsewhere and one no more."""
        records = self.directory.records(InstituteId("inst"))
        present = list(every_booking(records, tiny.TERM))
        wanted = [
            replace(b, slot=Slot(5, (b.slot.period + seed) % 6 + 1)) if (n + seed) % 3 == 0 else b
            for n, b in enumerate(present)
            if n != gone
        ]
        changes = publication.compare(records, tiny.TERM, wanted)
        try:
            publication.publish(
                Request(records, self.college.caller("admin"), wiring.now()), tiny.TERM, changes
            )
            done["publish", 200] += 1
        except Refusal:
            done["publish", 409] += 1

    # single dates

    @rule(who=writer, which=number, on=st.sampled_from(FRIDAYS), outcome=st.integers(0, 5), choice=number)
    def adjust(self, who: str, which: int, on: str, outcome: int, choice: int) -> None:
        item = {"occupancy": self._chosen(self.bookings, which), "date": on, **self._outcome(outcome, choice)}
        answer = self._update("adjust", who, "create", {"type": "adjustment", **item})
        if answer.status == 200:
            self.adjustments.append(answer.body["results"][0]["id"])

    @precondition(lambda self: self.adjustments)
    @rule(who=writer, which=number, outcome=st.integers(0, 5), choice=number)
    def readjust(self, who: str, which: int, outcome: int, choice: int) -> None:
        item = {"id": self._chosen(self.adjustments, which), **self._outcome(outcome, choice)}
        self._update("readjust", who, "update", {"type": "adjustment", **item})

    @precondition(lambda self: self.adjustments)
    @rule(who=writer, which=number)
    def take_back(self, who: str, which: int) -> None:
        self._update(
            "take back", who, "delete", {"type": "adjustment", "id": self._chosen(self.adjustments, which)}
        )

    # leave

    @rule(
        teacher=st.sampled_from(TEACHERS),
        on=st.sampled_from(DATES),
        days=st.integers(0, 7),
        part=st.integers(0, 4),
        decided=st.booleans(),
    )
    def ask(self, teacher: str, on: str, days: int, part: int, decided: bool) -> None:
        answer = self.call("ask", teacher, "POST", LEAVES, self._request_fields(on, days, part))
        if answer.status == 201:
            self.leaves.append(answer.body["id"])
            self.whose[answer.body["id"]] = teacher
            self._plan(answer.body["id"], part)
            if decided:
                self.approve("admin", len(self.leaves) - 1, 0)

    @precondition(lambda self: self.leaves)
    @rule(who=who, own=st.integers(0, 3), which=number, on=st.sampled_from(DATES), part=st.integers(0, 4))
    def change_leave(self, who: str, own: int, which: int, on: str, part: int) -> None:
        leave = self._chosen(self.leaves, which)
        by, request_fields = self.whose[leave] if own else who, self._request_fields(on, which % 8, part)
        self.call("change leave", by, "PUT", f"{LEAVES}{leave}/", request_fields)

    @precondition(lambda self: self.leaves)
    @rule(which=number, choice=number)
    def plan(self, which: int, choice: int) -> None:
        self._plan(self._chosen(self.leaves, which), choice)

    @precondition(lambda self: self.leaves)
    @rule(who=decider, which=number, stale=st.integers(0, 5))
    def approve(self, who: str, which: int, stale: int) -> None:
        leave = self._chosen(self.leaves, which)
        revision = api.call("admin", "GET", f"{LEAVES}{leave}/").body["plan_revision"] - (stale == 5)
        answer = self.call(
            "approve", who, "POST", f"{LEAVES}{leave}/approve/", {"plan_revision": max(revision, 0)}
        )
        if answer.status == 200:
            (made,) = self.college.records.fetch(CHANGE_SET[leave])
            assert made is not None
            self.adjustments += [a.id for a in made.adjustments]

    @precondition(lambda self: self.leaves)
    @rule(who=decider, which=number, deed=st.sampled_from(["reject", "undo", "undo"]))
    def decide(self, who: str, which: int, deed: str) -> None:
        body = {"note": "no"} if deed == "reject" else None
        self.call(deed, who, "POST", f"{LEAVES}{self._chosen(self.leaves, which)}/{deed}/", body)

    @precondition(lambda self: self.leaves)
    @rule(who=decider, which=number, own=st.integers(0, 3))
    def withdraw(self, who: str, which: int, own: int) -> None:
        leave = self._chosen(self.leaves, which)
        self.call("withdraw", self.whose[leave] if own else who, "POST", f"{LEAVES}{leave}/withdraw/")

    @precondition(lambda self: self.leaves)
    @rule(who=st.sampled_from(TEACHERS), other=who, which=number, yes=st.booleans())
    def answer(self, who: str, other: str, which: int, yes: bool) -> None:
        asked = api.call(who, "GET", "/asks/").body["results"]
        asked += api.call("hodmath", "GET", "/asks/").body["results"]
        if asked:
            url = f"/asks/{asked[which % len(asked)]['id']}/{'accept' if yes else 'decline'}/"
            self.call(
                "accept" if yes else "decline",
                other if which % 4 == 0 else who,
                "POST",
                url,
                None if yes else {"note": "no"},
            )

    # time

    @rule(on=st.sampled_from(DATES), day=st.sampled_from(DAYS))
    def change_calendar(self, on: str, day: dict[str, Any] | None) -> None:
        days = {k: v for k, v in api.call("admin", "GET", "/terms/term/").body["days"].items() if k != on}
        self.call("calendar", "admin", "PATCH", "/terms/term/", {"days": days | ({on: day} if day else {})})

    @rule(hours=st.sampled_from([1, 5, 24, 72]))
    def time_passes(self, hours: int) -> None:
        now = datetime.fromisoformat(os.environ["NOW"]) + timedelta(hours=hours)
        os.environ["NOW"] = now.isoformat()
        for became in reminders.tick(clock_request(self.directory.records(InstituteId("inst")), now)):
            done[f"clock, {became}", 200] += 1

    # what these are made of

    def _chosen(self, known: list[str], which: int) -> str:
        return known[which % len(known)]

    def _update(self, deed: str, who: str, op: str, item: dict[str, Any]) -> api.Answer:
        return self.call(deed, who, "POST", UPDATE, {"term": "term", op: [item]})

    def _request_fields(self, on: str, days: int, part: int) -> dict[str, Any]:
        last = datetime.fromisoformat(on) + timedelta(days=days)
        half = {3: "forenoon", 4: "afternoon"}.get(part)
        periods = {1: [3], 2: [1, 3, 4]}.get(part)
        request_fields = {
            "start_date": on,
            "end_date": last.date().isoformat(),
            "kind": "ml",
            "reason": "fever",
        }
        return request_fields | {"half": half, "periods": periods}

    def _outcome(self, outcome: int, choice: int) -> dict[str, Any]:
        on, at = DATES[choice % 5], TIMESLOTS[choice % 9]
        match outcome:
            case 0:
                return {"kind": "cancelled"}
            case 1 | 2:
                return {"kind": "substituted", "faculty": [TEACHERS[choice % 5]]}
            case 3:
                return {"kind": "merged", "host": self._chosen(self.bookings, choice)}
        return {"kind": "moved", "to_date": on, "timeslot": at, "room": ROOMS[choice % 2]}

    def _plan(self, leave: str, choice: int) -> None:
        plan = api.call("scheduler", "GET", f"{LEAVES}{leave}/plan/").body
        rows = []
        for n, row in enumerate(plan["rows"]):
            outcome = self._outcome((choice + n) % 6, choice + n)
            if outcome["kind"] == "moved":
                at = outcome.pop("timeslot")
                outcome["to"] = {"date": outcome.pop("to_date"), "day": int(at[1]), "period": int(at[2])}
            rows.append({"occupancy": row["occupancy"], "date": row["date"], "cost": 1, **outcome})
        body = {"based_on": plan["revision"], "status": "feasible", "rows": rows}
        if self.call("plan", "scheduler", "PUT", f"{LEAVES}{leave}/plan/", body).status != 200:
            covered = [r | {"kind": "substituted", "faculty": [TEACHERS[choice % 5]]} for r in rows]
            bare = [{k: r[k] for k in ("occupancy", "date", "cost", "kind", "faculty")} for r in covered]
            self.call("plan", "scheduler", "PUT", f"{LEAVES}{leave}/plan/", body | {"rows": bare})
