"""What a calendar program goes by: an event's SEQUENCE never falls, and grows with whatever becomes of it."""

from collections import Counter
from datetime import date
from typing import Any, NamedTuple

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from functions import wiring
from functions.services.college.founding import found_college
from functions.services.days import agendas
from functions.services.identity.clock import clock_request
from tests.integration.conftest import TinyCollege, wired
from tests.support import api, tiny
from timetable.agenda import Entry
from timetable.model import InstituteId, Resource, Slot

FRIDAYS = ("2026-11-27", "2026-12-04")
BOOKED = (
    ("c1", "o-dbms", "t53", "r1"),
    ("c2", "o-dbms", "t54", "r1"),
    ("c3", "o-nets", "t51", "r2"),
    ("l1", "o-lab", "t55", "lab"),
    ("l2", "o-lab", "t56", "lab"),
)
PLACES = ("t52", "t53", "t56", "t11", "t24")
DATES = {"t52": FRIDAYS, "t53": FRIDAYS, "t56": FRIDAYS, "t11": ("2026-11-30",), "t24": ("2026-12-01",)}
AWAY = (*FRIDAYS, "2026-11-30", "2026-12-01")
TEACHERS = ("rao", "meera", "iyer")
UPDATE = "/occupancies/scheduler-update/"
WATCHED = {
    "first batch": (Resource("group", "cse3a1"),),
    "section": (Resource("group", "cse3a1"), Resource("group", "cse3a2")),
    **{t: (Resource("faculty", t),) for t in TEACHERS},
}

number = st.integers(0, 11)


class Outcome(NamedTuple):
    """What shall become of a class; the numbers choose among what there is."""

    kind: str
    teacher: int
    place: int
    room: int

    @property
    def adjustment(self) -> str:
        return "moved" if self.kind == "given" else self.kind

    def fields(self, plan: bool) -> dict[str, Any]:
        place = PLACES[self.place % len(PLACES)]
        on = DATES[place][self.room % len(DATES[place])]
        to = {"to": {"date": on, "day": int(place[1]), "period": int(place[2])}} if plan else {
            "to_date": on, "timeslot": place
        }  # fmt: skip
        match self.kind:
            case "substituted":
                return {"faculty": [TEACHERS[self.teacher % 3]]}
            case "moved":
                return {**to, "room": ("r1", "r2")[self.room % 2]}
            case "given":  # at another time, and by somebody else
                return {**to, "faculty": [TEACHERS[self.teacher % 3]]}
        return {}


outcomes = st.builds(
    Outcome, st.sampled_from(["substituted", "moved", "given", "cancelled"]), number, number, number
)
acts = st.one_of(
    st.tuples(st.just("leave"), number, st.lists(outcomes, min_size=3, max_size=3)),
    st.tuples(st.just("withdraw"), number, st.none()),
    st.tuples(st.just("adjust"), number, outcomes),
    st.tuples(st.just("change"), number, outcomes),
    st.tuples(st.just("take back"), number, st.none()),
    st.tuples(st.just("rebook"), number, number),
)


class World:
    """The tiny college, and what has been decided in it so far."""

    def __init__(self) -> None:
        records = wiring.directory().records(InstituteId("inst"))
        found_college(clock_request(records, wiring.now()), tiny.college(), api.SCHEDULER)
        self.college = TinyCollege(wiring.directory().records(InstituteId("inst")))
        self.college.book(*BOOKED)
        self.leaves: list[str] = []
        self.adjustments: list[str] = []

    def act(self, what: str, which: int, how: Any) -> bool:
        """Whether anything was done; what is not possible is refused, and changes nothing."""
        if what in ("withdraw", "change", "take back"):
            known = self.leaves if what == "withdraw" else self.adjustments
            return bool(known) and bool(
                getattr(self, f"_{what.replace(' ', '_')}")(known[which % len(known)], how)
            )
        return bool(getattr(self, f"_{what}")(which, how))

    def _leave(self, which: int, how: list[Outcome]) -> bool:
        teacher, on = TEACHERS[which % 3], AWAY[which // 3]
        wish = {"start_date": on, "end_date": on, "kind": "cl", "reason": "x"}
        asked = api.call(teacher, "POST", "/facultyunavailability/", wish)
        if asked.status != 201:
            return False
        leave = asked.body["id"]
        plan = api.call("scheduler", "GET", f"/facultyunavailability/{leave}/plan/").body
        rows = [
            {
                "occupancy": r["occupancy"],
                "date": r["date"],
                "kind": f.adjustment,
                "cost": 1,
                **f.fields(plan=True),
            }
            for r, f in zip(plan["rows"], how * 3, strict=False)
        ]
        body = {"based_on": 0, "status": "feasible", "rows": rows}
        planned = api.call("scheduler", "PUT", f"/facultyunavailability/{leave}/plan/", body)
        revision = planned.body["revision"] if planned.status == 200 else 0
        done = api.call(
            "hod", "POST", f"/facultyunavailability/{leave}/approve/", {"plan_revision": revision}
        )
        if done.status == 200:
            self.leaves.append(leave)
        else:
            api.call(teacher, "POST", f"/facultyunavailability/{leave}/withdraw/")
        return done.status == 200

    def _withdraw(self, leave: str, _: None) -> bool:
        return api.call("hod", "POST", f"/facultyunavailability/{leave}/withdraw/").status == 200

    def _adjust(self, which: int, outcome: Outcome) -> bool:
        item = {"occupancy": BOOKED[which % 5][0], "date": FRIDAYS[which % 2], "kind": outcome.adjustment}
        answer = self._update("create", {**item, **outcome.fields(plan=False)})
        if answer.status == 200:
            self.adjustments.append(answer.body["results"][0]["id"])
        return answer.status == 200

    def _change(self, adjustment: str, outcome: Outcome) -> bool:
        fields = {"kind": outcome.adjustment, **outcome.fields(plan=False)}
        return self._update("update", {"id": adjustment, **fields}).status == 200

    def _take_back(self, adjustment: str, _: None) -> bool:
        return self._update("delete", {"id": adjustment}).status == 200

    def _rebook(self, which: int, place: int) -> bool:
        item = {"type": "occupancy", "id": BOOKED[which % 5][0], "timeslot": PLACES[place % len(PLACES)]}
        return self._update("update", item).status == 200

    def _update(self, op: str, item: dict[str, Any]) -> api.Answer:
        return api.call("scheduler", "POST", UPDATE, {"term": "term", op: [{"type": "adjustment", **item}]})

    def seen(self) -> dict[tuple[str, ...], Entry]:
        """Everybody's entries, by who sees them and what they are known by."""
        return {
            (who, entry.occupancy, entry.planned.isoformat()): entry
            for who, resources in WATCHED.items()
            for _, entry in agendas.agenda_of(self.college.records, resources, date(2026, 11, 23)).entries
        }


def shown(entry: Entry) -> tuple[date, Slot, Slot, str, bool]:
    """What makes a change of it one that a program has to show."""
    return entry.date, entry.first, entry.last, entry.seen.class_.room, entry.is_gone


done: Counter[str] = Counter()
TO_MEERA_ON_MONDAY, TO_MEERA_ON_TUESDAY = Outcome("given", 1, 3, 0), Outcome("given", 1, 4, 0)
ON_TUESDAY, ON_MONDAY = Outcome("moved", 0, 4, 1), Outcome("moved", 0, 3, 1)


# given to another teacher on another date, and from there to a third date; moved, and moved again by a leave
@example([("adjust", 0, TO_MEERA_ON_MONDAY), ("change", 0, TO_MEERA_ON_TUESDAY), ("take back", 0, None)])
@example([("adjust", 0, ON_TUESDAY), ("leave", 9, [ON_MONDAY] * 3), ("withdraw", 0, None)])
@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(acts, min_size=6, max_size=14))
def _changes_are_counted(engine: str, acted: list[tuple[str, int, Any]]) -> None:
    with wired(engine):
        world = World()
        known = world.seen()
        for what, which, how in acted:
            if not world.act(what, which, how):
                continue
            done[what] += 1
            now = world.seen()
            for key, entry in now.items():
                if (was := known.get(key)) is None:
                    continue
                assert entry.sequence >= was.sequence, (what, key)
                assert entry.sequence > was.sequence or shown(entry) == shown(was), (what, key)
            known |= now


def test_no_sequence_falls_and_every_change_raises_it(engine: str) -> None:
    done.clear()

    _changes_are_counted(engine)

    assert done.keys() == {"leave", "withdraw", "adjust", "change", "take back", "rebook"}, done
