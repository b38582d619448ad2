"""A backend at the HTTP level, answering as its contract says: people, days, leaves and plans in memory."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import httpx
import jwt

KEY = "k" * 32
TODAY = "2026-11-22"  # a Sunday
RAO, HOD, STUDENT, STRANGER, MEERA, ADMIN = 1001, 1002, 1003, 1004, 1005, 1006

NAMED: list[dict[str, Any]] = [
    {"kind": "section", "id": "s1", "name": "CSE-3-A", "score": 75},
    {"kind": "section", "id": "s2", "name": "CSE-3-B", "score": 75},
    {"kind": "faculty", "id": "f1", "name": "Dr Rao", "score": 88},
    {"kind": "infra", "id": "r1", "name": "R101", "score": 75},
]
DEPARTMENTS: list[dict[str, Any]] = [{"kind": "department", "id": "d1", "name": "Physics", "score": 75}]
ROOMS = [
    {"id": "r1", "name": "R101", "kind": "classroom", "capacity": 60},
    {"id": "r2", "name": "Lab <1>", "kind": "lab", "capacity": 30},
]
PERIODS = [{"period": n, "start": f"{8 + n:02}:00", "end": f"{8 + n:02}:50"} for n in range(1, 8)]


def me(name: str, role: str, **other: Any) -> dict[str, Any]:
    return {
        "id": f"u-{name}",
        "name": name,
        "role": role,
        "department": "d1",
        "department_name": "Physics",
        "faculty": None,
        "section_name": None,
        "institute": "i1",
        "institute_name": "Hill College",
        "zone": "Asia/Kolkata",
        "today": TODAY,
        "term": {"id": "t1", "name": "Odd", "first": "2026-08-01", "last": "2026-12-31"},
        "periods": PERIODS,
        "forenoon_until": 4,
        "working_days": [1, 2, 3, 4, 5, 6],
        "leave_kinds": [{"code": "cl", "name": "casual leave"}, {"code": "ml", "name": "medical leave"}],
        "decides": False,
    } | other


def place(own: dict[str, Any], **other: Any) -> dict[str, Any]:
    """Where and with whom a class was, or went: as the class itself, but for what is another."""
    names = ("date", "period", "start", "end", "room_name", "faculty_names")
    return {name: own[name] for name in names} | other


def class_(**other: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "occupancy": "o1",
        "date": "2026-11-27",
        "period": 3,
        "start": "11:00",
        "end": "11:50",
        "subject_name": "DBMS",
        "subject_code": "CS301",
        "room_name": "R101",
        "faculty_names": ["Dr Rao"],
        "section_names": ["CSE-3-A"],
        "state": "planned",
        "was": None,
        "now": None,
    } | other
    return made | {side: place(made, **made[side]) for side in ("was", "now") if made[side]}


def day(iso: str, *classes: dict[str, Any], special: tuple[str, str] | None = None) -> dict[str, Any]:
    weekday = date.fromisoformat(iso).strftime("%A")
    return {
        "date": iso,
        "weekday": weekday,
        "is_today": iso == TODAY,
        "special": {"code": special[0], "about": special[1]} if special else None,
        "classes": list(classes),
    }


def leave(id: str = "L1", **other: Any) -> dict[str, Any]:
    return {
        "id": id,
        "version": 1,
        "faculty": "f1",
        "faculty_name": "Dr Rao",
        "department": "d1",
        "department_name": "Physics",
        "start_date": "2026-11-27",
        "end_date": "2026-11-27",
        "periods": [3, 4, 5],
        "half": None,
        "kind": "cl",
        "kind_name": "casual leave",
        "reason": "fever",
        "status": "pending",
        "decided_by": None,
        "decided_by_name": None,
        "decided_at": None,
        "decision_note": "",
        "plan_revision": 0,
        "can_decide": True,
        "is_mine": False,
    } | other


def row(**other: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "occupancy": "o1",
        "kind": "substituted",
        "date": "2026-11-27",
        "period": 3,
        "start": "11:00",
        "end": "11:50",
        "subject_name": "DBMS",
        "subject_code": "CS301",
        "room_name": "R101",
        "faculty_names": ["Dr Rao"],
        "section_names": ["CSE-3-A"],
        "cost": 12,
        "after": {"faculty_names": ["Dr Meera"], "room_name": "R101"},
        "reasons": [{"code": "teaches_subject", "about": "DBMS"}, {"code": "free_then", "about": ""}],
        "parts": {},
        "runners_up": [],
    } | other
    return made | {"after": place(made, **made["after"]) if made["after"] else None}


def ask(id: str = "A1", kind: str = "faculty", **other: Any) -> dict[str, Any]:
    return {
        "id": id,
        "leave": "L1",
        "kind": kind,
        "name": "Dr Meera" if kind == "faculty" else "Mathematics",
        "faculty_name": "Dr Rao",
        "status": "asked",
        "before": False,
        "can_answer": True,
        "deadline": "2026-11-22T10:00:00Z",
        "until": "2026-11-22T15:30",
        "note": "",
        "rows": [row()],
        "plan_revision": 1,
        "answered_by_name": None,
        "answered_at": None,
    } | other


def plan(revision: int = 0, rows: list[dict[str, Any]] | None = None, leave: str = "L1") -> dict[str, Any]:
    rows = [row()] if rows is None else rows
    status = "optimal" if revision else "none"
    cost = sum(r["cost"] for r in rows)
    return {
        "leave": leave,
        "revision": revision,
        "status": status,
        "cost": cost,
        "bound": cost,
        "rows": rows,
        "alternatives": [],
    }


def problem(status: int, code: str, detail: str, **facts: Any) -> httpx.Response:
    body = {"type": "about:blank", "title": code, "status": status, "code": code, "detail": detail} | facts
    return httpx.Response(status, json=body, headers={"content-type": "application/problem+json"})


@dataclass
class Request:
    person: int
    method: str
    path: str
    query: dict[str, str]
    body: Any
    key: str | None


def _body(http: httpx.Request) -> Any:
    """JSON, or a file as it is."""
    is_json = "json" in http.headers.get("content-type", "")
    return json.loads(http.content) if is_json else http.content or None


Answer = Callable[[Request], httpx.Response | None]


@dataclass
class FakeApi:
    """`refuse` may answer any request otherwise; `down` lets none through."""

    people: dict[int, dict[str, Any]] = field(
        default_factory=lambda: {
            RAO: me("Dr Rao", "faculty", faculty="f1"),
            HOD: me("Dr Head", "hod", faculty="f2", decides=True),
            ADMIN: me("Office", "admin", decides=True),
            STUDENT: me("Asha", "student", section_name="CSE-3-A"),
        }
    )
    links: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {"GOOD": me("Dr Meera", "faculty", faculty="f3")}
    )
    classes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    leaves: dict[str, dict[str, Any]] = field(default_factory=dict)
    plans: dict[str, dict[str, Any]] = field(default_factory=dict)
    drafts: dict[str, dict[str, Any]] = field(default_factory=dict)
    is_solver_quick: bool = False
    """a draft is made before anybody can look"""
    settings: dict[int, dict[str, Any]] = field(default_factory=dict)
    delegated: list[Any] = field(default_factory=list)
    asks: dict[str, dict[str, Any]] = field(default_factory=dict)
    notices: dict[str, dict[str, Any]] = field(default_factory=dict)
    unreachable: set[int] = field(default_factory=set)
    what_ifs: dict[str, dict[str, Any]] = field(default_factory=dict)
    thinks: int = 1
    """so often a what-if is looked at before its plan is there"""
    calendars: dict[tuple[int, str], str] = field(default_factory=dict)
    to_forget: dict[str, str] = field(default_factory=dict)
    """who asks to be forgotten: user and name"""
    in_the_way: str | None = None
    """of forgetting anybody"""
    dialogues: dict[int, dict[str, Any]] = field(default_factory=dict)
    answered: dict[tuple[int, str], httpx.Response] = field(default_factory=dict)
    languages: dict[int, str] = field(default_factory=dict)
    """those that people have chosen"""
    requests: list[Request] = field(default_factory=list)
    refuse: Answer = lambda request: None
    down: bool = False
    clock: str = "11:20"
    imported: int = 0

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    def posts(self, path: str) -> list[Request]:
        return [r for r in self.requests if r.method == "POST" and r.path == path]

    def _answer(self, http: httpx.Request) -> httpx.Response:
        if self.down:
            raise httpx.ConnectError("refused", request=http)
        request = self._request(http)
        self.requests.append(request)
        refusal = self.refuse(request)
        if refusal:
            return refusal
        if request.person not in self.people and request.path != "/links/":
            return problem(401, "not_linked", "This Telegram account is not linked.")
        before = self.answered.get((request.person, request.key or ""))
        if before:
            return before
        answer = self._routed(request)
        if language := self.languages.get(request.person):
            answer.headers["Content-Language"] = language
        if request.key and answer.is_success:
            self.answered[request.person, request.key] = answer
        return answer

    def _request(self, http: httpx.Request) -> Request:
        token = http.headers["authorization"].removeprefix("Bearer ")
        claims = jwt.decode(token, KEY, algorithms=["HS256"], audience="dayorder-api", issuer="dayorder-bot")
        assert claims["exp"] - claims["iat"] == 60
        return Request(
            person=int(claims["sub"].removeprefix("telegram:")),
            method=http.method,
            path=http.url.path,
            query=dict(http.url.params),
            body=_body(http),
            key=http.headers.get("idempotency-key"),
        )

    def _routed(self, request: Request) -> httpx.Response:
        for pattern, route in _ROUTES.items():
            method, path = pattern.split(" ")
            found = re.fullmatch(path, request.path)
            if found and method == request.method:
                try:
                    answer = route(self, request, *found.groups())
                except KeyError as missing:
                    if missing.args[0] not in found.groups():
                        raise
                    return problem(404, "not_found", "There is no such thing.")
                return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)
        return problem(404, "not_found", "There is no such page.")

    def _link(self, request: Request) -> Any:
        person = self.links.pop(request.body["code"], None)
        if person is None:
            return problem(404, "link_spent", "Used or unknown.")
        self.people[request.person] = person
        return person

    def _me(self, request: Request) -> Any:
        return self.people[request.person]

    def _day(self, request: Request) -> Any:
        iso = request.query.get("date", TODAY)
        return day(iso, *self.classes.get(iso, []))

    def _week(self, request: Request) -> Any:
        shown = date.fromisoformat(request.query.get("date", TODAY))
        monday = shown - timedelta(days=shown.weekday())
        dates = [(monday + timedelta(days=n)).isoformat() for n in range(7)]
        return {"days": [day(iso, *self.classes.get(iso, [])) for iso in dates]}

    def _days(self, request: Request) -> Any:
        of = next((k for k in ("section", "faculty", "room") if k in request.query), "me")
        first = date.fromisoformat(request.query.get("date", TODAY))
        if request.query.get("week"):
            first -= timedelta(days=first.weekday())
        dates = [(first + timedelta(days=n)).isoformat() for n in range(int(request.query["days"]))]
        id = request.query.get(of, "")
        own = self.people[request.person]
        name = own["name"] if of == "me" else next((m["name"] for m in NAMED if m["id"] == id), "?")
        days = [day(iso, *self.classes.get(iso, [])) for iso in dates]
        return {"kind": "infra" if of == "room" else of, "id": id, "name": name, "days": days}

    def _search(self, request: Request) -> Any:
        wanted = request.query["q"].casefold().replace("-", "")
        kind = request.query.get("kind")
        known = [m for m in (*NAMED, *DEPARTMENTS) if m["kind"] == (kind or m["kind"]) != "department"]
        known = DEPARTMENTS if kind == "department" else known
        found = [m for m in known if wanted in m["name"].casefold().replace("-", "")]
        exact = [m | {"score": 100} for m in found if m["name"].casefold().replace("-", "") == wanted]
        return {"results": exact or found}

    def _present(self, request: Request) -> Any:
        running = [c for c in self.classes.get(TODAY, []) if c["start"] <= self.clock < c["end"]]
        coming = self.classes.get("2026-11-27", [])[:1]
        return {"date": TODAY, "time": self.clock, "now": running, "next": coming}

    def _free(self, request: Request) -> Any:
        kind = request.query.get("kind")
        return {"results": [r for r in ROOMS if kind in (None, r["kind"])], "next": None}

    def _kinds(self, request: Request) -> Any:
        return {"results": ["classroom", "lab"]}

    def _import(self, request: Request) -> Any:
        dry = request.query["dry_run"] == "true"
        bad = b"bad" in request.body
        problem_ = {"sheet": "Faculty", "row": 3, "column": "Name", "cell": "B3", "sentence": "<No name>."}
        written = 0 if dry else 7
        self.imported += written
        return {
            "dry_run": dry,
            "created": {"faculty": 5} if self.imported < 14 else {},
            "updated": {"room": 2},
            "written": written,
            "complete": dry or self.imported >= 14,
            "problems": [problem_] * 10 if bad else [],
        }

    def _template(self, request: Request) -> Any:
        return httpx.Response(
            200, content=b"PK-a-workbook", headers={"content-type": "application/vnd.openxmlformats"}
        )

    def _faculty(self, request: Request, id: str) -> Any:
        return {"id": id, "user": f"u-{id}", "name": "Dr Rao"}

    def _draft(self, request: Request, id: str = "D1") -> Any:
        if request.path == "/drafts/" and request.method == "GET":
            return {"results": list(self.drafts.values()), "next": None}
        if request.method == "POST" and request.path == "/drafts/":
            self.drafts[id] = {
                "id": id, "status": "asked", "seconds": request.body["seconds"], "best": None, "bound": 0,
                "costs": {}, "classes": 0, "message": "", "stop": False, "created_at": "2026-11-22T06:00:00Z",
                "updated_at": "2026-11-22T06:00:00Z",
            }  # fmt: skip
            for kind in ("draft", "drafted"):
                self.notices[f"{kind}.{id}"] = {
                    "id": f"{kind}.{id}", "kind": kind, "leave": None, "plan": None, "classes": [],
                    "draft": self.drafts[id], "message_id": None, "shown": "",
                }  # fmt: skip
            answer = httpx.Response(201, json=self.drafts[id])
            if self.is_solver_quick:
                self.solve(id)
            return answer
        found = self.drafts[id]
        if request.path.endswith("/stop/"):
            if found["status"] != "asked":
                return problem(409, "already_decided", "It is made already.")
            found["stop"] = True
        return found

    def solve(self, id: str = "D1", *, best: int = 12, after: int = 24, status: str = "ready") -> None:
        """The solver has come so far; `after`: seconds."""
        at = f"2026-11-22T06:00:{after:02}Z"
        self.drafts[id].update(status=status, best=best, bound=3, updated_at=at)
        if status == "ready":
            self.drafts[id].update(costs={"compactness": best, "room_fit": 0}, classes=30)

    def _department_day(self, request: Request, id: str) -> Any:
        covers = ["covered", "waiting", "uncovered"]
        away = {
            "leave": "L1", "faculty": "f1", "faculty_name": "Dr Rao", "start_date": "2026-11-27",
            "end_date": "2026-11-27", "periods": None, "half": None, "status": "approved",
            "classes": [row(cover=c) for c in covers],
        }  # fmt: skip
        on = request.query.get("date", TODAY)
        return {"department": id, "department_name": "Physics", "date": on, "special": None,
                "away": [away] if on != TODAY else []}  # fmt: skip

    def _load(self, request: Request) -> Any:
        covers = {"given": 2, "received": 1, "exchanged": 1}
        days = [{"date": "2026-11-27", "periods": 3}, {"date": "2026-11-28", "periods": 0}]
        return {
            "days": days,
            "week": 12,
            "daily_limit": 5,
            "weekly_limit": 18,
            "month": covers,
            "term": covers,
        }

    def _delegate(self, request: Request, id: str) -> Any:
        self.delegated.append(request.body)
        return {"id": id}

    def _undo(self, request: Request, id: str) -> Any:
        self.leaves[id].update(status="pending", can_decide=True, undo_until=None)
        return self.leaves[id]

    def _settings(self, request: Request) -> Any:
        kept = self.settings.setdefault(request.person, {
            "language": None, "digest": None, "remind_minutes": None, "remind_of": "each",
            "quiet_from": None, "quiet_until": None, "theme": "light",
        })  # fmt: skip
        if request.method == "PATCH":
            kept.update(request.body)
        return kept

    def _publish(self, request: Request, id: str) -> Any:
        if not request.body["dry_run"]:
            self.drafts[id]["status"] = "published"
        return {"complete": True, "booked": 5, "moved": 2, "given_up": 1, "unchanged": 22}

    def _invite(self, request: Request, id: str) -> Any:
        return httpx.Response(201, json={"code": f"code-{id}", "expires": "2026-11-29T00:00:00Z"})

    def _invites(self, request: Request) -> Any:
        first = request.body["cursor"] is None
        person = {"user": "u1", "name": "=Asha" if first else "Bala", "number": "22CS1", "code": "c1"}
        return httpx.Response(201, json={"results": [person], "next": "more" if first else None})

    def _audit(self, request: Request) -> Any:
        at = "2026-11-20T06:00:00Z" if "until" in request.query else "2026-11-22T06:00:00Z"
        who = {"by": "u1", "by_name": "Dr Head", "action": "approve", "kind": "leave", "object": "L1"}
        return {"results": [who | {"at": at, "object_name": "Dr Rao, 2026-11-27"}], "next": None}

    def _health(self, request: Request) -> Any:
        return {
            "checks": [
                {"name": "term", "ok": True, "facts": {"name": "Odd", "days": 30}},
                {"name": "solver", "ok": False, "facts": {"count": 2}},
                {"name": "brand_new", "ok": True, "facts": {}},
            ]
        }

    def _is_unreachable(self, request: Request) -> Any:
        self.unreachable.add(request.person)
        return httpx.Response(204)

    def _asks(self, request: Request) -> Any:
        return {"results": [a for a in self.asks.values() if a["can_answer"]], "next": None}

    def _ask_(self, request: Request, id: str) -> Any:
        return self.asks.get(id) or problem(404, "not_found", "There is no such question.")

    def _asked(self, id: str, status: str, note: str = "") -> Any:
        found = self.asks.get(id)
        if found is None:
            return problem(404, "not_found", "There is no such question.")
        if not found["can_answer"]:
            return problem(409, "already_decided", f"This has been {found['status']} already.")
        found.update(status=status, note=note, can_answer=False)
        return found

    def _accept(self, request: Request, id: str) -> Any:
        return self._asked(id, "accepted")

    def _decline(self, request: Request, id: str) -> Any:
        return self._asked(id, "declined", request.body["note"])

    def _options(self, request: Request, id: str) -> Any:
        plan_ = self.plans[id]
        now = next(r for r in plan_["rows"] if r["occupancy"] == request.query["occupancy"])
        iyer = row(after={"faculty_names": ["Dr Iyer"]}, cost=14)
        others = [iyer, row(kind="cancelled", after=None, cost=100)]
        results = [
            {"row": o, "extra": o["cost"] - now["cost"], "why_not": "busier_day", "whole_run": False,
             "choose": {"plan_revision": plan_["revision"], "occupancy": now["occupancy"], "n": n}}
            for n, o in enumerate(others)
        ]  # fmt: skip
        return {"leave": id, "revision": plan_["revision"], "row": now, "results": results}

    def _choose(self, request: Request, id: str) -> Any:
        if request.body["plan_revision"] != self.plans[id]["revision"]:
            return problem(409, "stale_plan", "There is another plan by now.")
        chosen = row(after={"faculty_names": ["Dr Iyer"], "room_name": "R101"}, cost=14, changed=True)
        self.plans[id] = plan(self.plans[id]["revision"] + 1, [chosen], id)
        self.leaves[id]["plan_revision"] = self.plans[id]["revision"]
        return self.plans[id]

    def _data(self, request: Request) -> Any:
        acts, following = ([{"id": "e2"}], None) if "cursor" in request.query else ([{"id": "e1"}], "more")
        return {"kept": {"user": self.people[request.person]}, "done_by_me": acts, "next": following}

    def _forget_wish(self, request: Request) -> Any:
        asked = TODAY if self.people[request.person]["id"] in self.to_forget else None
        return {"asked_at": asked, "in_the_way": self.in_the_way, "about": "Odd", "stays": ""}

    def _ask_to_be_forgotten(self, request: Request) -> Any:
        user = self.people[request.person]
        self.to_forget[user["id"]] = user["name"]
        return self._forget_wish(request)

    def _do_not_forget_me(self, request: Request) -> Any:
        return self._decline_to_forget(request, self.people[request.person]["id"])

    def _forgettings(self, request: Request) -> Any:
        found = [{"user": id, "name": name} for id, name in self.to_forget.items()]
        return {"results": found, "next": None}

    def _forget(self, request: Request, id: str) -> Any:
        if self.in_the_way:
            return problem(409, "in_use", "First ...", reason=self.in_the_way, about="Odd")
        del self.to_forget[id]
        return {"user": id}

    def _decline_to_forget(self, request: Request, id: str) -> Any:
        if self.to_forget.pop(id, None) is None:
            return problem(404, "not_found", "There is no such request.")
        return httpx.Response(204)

    def _unlink(self, request: Request) -> Any:
        del self.people[request.person]
        return httpx.Response(204)

    def _calendar_links(self, request: Request) -> Any:
        mine = [of for person, of in self.calendars if person == request.person]
        return {"results": [{"id": of} for of in mine], "next": None}

    def _calendar_link(self, request: Request) -> Any:
        section, secret = request.body["section"], f"secret{len(self.posts(request.path))}"
        self.calendars[request.person, section or "me"] = secret
        name = next((m["name"] for m in NAMED if m["id"] == section), None)
        made = {"id": section or "me", "section_name": name, "path": f"/calendar/{secret}.ics"}
        return httpx.Response(201, json=made)

    def _revoke_calendar_link(self, request: Request, id: str) -> Any:
        if self.calendars.pop((request.person, id), None) is None:
            return problem(404, "not_found", "There is no such link.")
        return httpx.Response(204)

    def periods_on(self, on: date) -> list[dict[str, Any]]:
        """Saturday ends early: four periods from eight o'clock on; a Sunday has none."""
        if on.weekday() == 5:
            return [{"period": n, "start": f"{7 + n:02}:00", "end": f"{7 + n:02}:50"} for n in range(1, 5)]
        return [] if on.weekday() == 6 else PERIODS

    def _month(self, request: Request) -> Any:
        first = date.fromisoformat(request.query["month"] + "-01")
        dates = [first + timedelta(days=n) for n in range(31)]
        days = [
            {
                "date": d.isoformat(),
                "working": d.weekday() != 6 and d.day != 25,
                "special": {"code": "holiday", "about": "Guru Parv"} if d.day == 25 else None,
                "periods": self.periods_on(d),
            }
            for d in dates
            if d.month == first.month
        ]
        return {"month": request.query["month"], "days": days}

    def _dialogue(self, request: Request) -> Any:
        return self.dialogues.get(request.person, {"flow": None, "state": {}})

    def _keep_dialogue(self, request: Request) -> Any:
        self.dialogues[request.person] = request.body
        return request.body

    def _end_dialogue(self, request: Request) -> Any:
        self.dialogues.pop(request.person, None)
        return httpx.Response(204)

    def _preview(self, request: Request) -> Any:
        if request.body["periods"] and max(request.body["periods"]) > 7:
            return problem(422, "rule_broken", "There is no period 8.", field="periods")
        if request.body["start_date"] > "2026-12-31":
            return problem(422, "rule_broken", "The term ends on 2026-12-31.", field="start_date")
        return {
            **request.body,
            "kind_name": _KINDS[request.body["kind"]],
            "blocked": [],
            "classes": [class_()],
            "deciders": ["Dr Head"],
        }

    def _ask(self, request: Request) -> Any:
        id = f"L{len(self.leaves) + 1}"
        self.leaves[id] = leave(
            id, **request.body, kind_name=_KINDS[request.body["kind"]], is_mine=True, can_decide=False
        )
        return httpx.Response(201, json=self.leaves[id])

    def _wonder(self, request: Request) -> Any:
        refused = self._preview(request)
        if isinstance(refused, httpx.Response):
            return refused
        id = f"abcdef{len(self.what_ifs) + 1:02}00000000"
        asked = {"id": id, "status": "asked", "kind_name": _KINDS[request.body["kind"]], "looks": 0}
        people = {"deciders": ["Dr Head"], "substitutes": []}
        self.what_ifs[id] = {**request.body, **asked, **people, "plan": plan(0, leave=id)}
        return httpx.Response(201, json=self.what_ifs[id])

    def _what_if(self, request: Request, id: str) -> Any:
        found = self.what_ifs.get(id)
        if found is None:
            return problem(404, "not_found", "There is no such what-if.")
        found["looks"] += 1
        if found["looks"] >= self.thinks:
            found.update(status="ready", substitutes=["Dr Meera"], plan=plan(1, leave=id))
        return found

    def _leaves(self, request: Request) -> Any:
        wanted = request.query.get("status")
        found = [x for x in self.leaves.values() if wanted in (None, x["status"])]
        return {"results": found, "next": None}

    def _leave(self, request: Request, id: str) -> Any:
        return self.leaves.get(id) or problem(404, "not_found", "There is no such leave.")

    def _plan(self, request: Request, id: str) -> Any:
        return self.plans.get(id) or problem(404, "not_found", "There is no such plan.")

    def _decide(self, id: str, status: str, **changes: Any) -> Any:
        found = self.leaves.get(id)
        if found is None:
            return problem(404, "not_found", "There is no such leave.")
        if found["status"] != "pending":
            return problem(409, "already_decided", f"It is {found['status']} already.")
        found.update(status=status, decided_by_name="Dr Head", can_decide=False, **changes)
        return found

    def _approve(self, request: Request, id: str) -> Any:
        found = self.leaves.get(id)
        present = found["plan_revision"] if found else 0
        if found and found["status"] == "pending" and request.body["plan_revision"] != present:
            return problem(409, "stale_plan", "The plan has changed.", plan_revision=present)
        return self._decide(id, "approved")

    def _reject(self, request: Request, id: str) -> Any:
        return self._decide(id, "rejected", decision_note=request.body["note"])

    def _withdraw(self, request: Request, id: str) -> Any:
        if self.leaves.get(id, {}).get("status") == "approved":
            self.leaves[id]["status"] = "pending"
        return self._decide(id, "withdrawn")

    def _replan(self, request: Request, id: str) -> Any:
        if self.leaves[id]["status"] != "pending":
            return problem(409, "already_decided", "It is decided already.")
        return httpx.Response(202, json={})

    def _notice(self, request: Request, id: str) -> Any:
        return self.notices.get(id) or problem(404, "not_found", "There is no such notice.")

    def _notice_shown(self, request: Request, id: str) -> Any:
        assert len(request.body["shown"]) <= 200
        self.notices[id].update(request.body)
        return {}


_KINDS = {"cl": "casual leave", "ml": "medical leave"}
_LEAVE = "/facultyunavailability/([^/]+)/"
_ROUTES: dict[str, Callable[..., Any]] = {
    "POST /links/": FakeApi._link,
    "GET /me/": FakeApi._me,
    "GET /me/today/": FakeApi._day,
    "GET /me/week/": FakeApi._week,
    "GET /me/calendarlinks/": FakeApi._calendar_links,
    "POST /me/calendarlinks/": FakeApi._calendar_link,
    "DELETE /me/calendarlinks/([^/]+)/": FakeApi._revoke_calendar_link,
    "GET /days/": FakeApi._days,
    "GET /search/": FakeApi._search,
    "GET /me/now/": FakeApi._present,
    "GET /rooms/free/": FakeApi._free,
    "GET /rooms/kinds/": FakeApi._kinds,
    "POST /imports/": FakeApi._import,
    "GET /exports/template/": FakeApi._template,
    "GET /faculty/([^/]+)/": FakeApi._faculty,
    "POST /users/([^/]+)/invite/": FakeApi._invite,
    "GET /drafts/": FakeApi._draft,
    "POST /drafts/": FakeApi._draft,
    "GET /drafts/([^/]+)/": FakeApi._draft,
    "POST /drafts/([^/]+)/stop/": FakeApi._draft,
    "POST /drafts/([^/]+)/publish/": FakeApi._publish,
    "GET /departments/([^/]+)/day/": FakeApi._department_day,
    "PUT /departments/([^/]+)/acting/": FakeApi._delegate,
    "GET /me/load/": FakeApi._load,
    f"POST {_LEAVE}undo/": FakeApi._undo,
    "GET /me/settings/": FakeApi._settings,
    "PATCH /me/settings/": FakeApi._settings,
    "POST /invites/": FakeApi._invites,
    "GET /auditevents/": FakeApi._audit,
    "GET /health/": FakeApi._health,
    "POST /me/unreachable/": FakeApi._is_unreachable,
    "GET /asks/": FakeApi._asks,
    "GET /asks/([^/]+)/": FakeApi._ask_,
    "POST /asks/([^/]+)/accept/": FakeApi._accept,
    "POST /asks/([^/]+)/decline/": FakeApi._decline,
    f"GET {_LEAVE}plan/options/": FakeApi._options,
    f"PATCH {_LEAVE}plan/": FakeApi._choose,
    "DELETE /me/link/": FakeApi._unlink,
    "GET /me/data/": FakeApi._data,
    "GET /me/forget/": FakeApi._forget_wish,
    "POST /me/forget/": FakeApi._ask_to_be_forgotten,
    "DELETE /me/forget/": FakeApi._do_not_forget_me,
    "GET /forgettings/": FakeApi._forgettings,
    "POST /forgettings/(.+)/confirm/": FakeApi._forget,
    "DELETE /forgettings/(.+)/": FakeApi._decline_to_forget,
    "GET /me/calendar/": FakeApi._month,
    "GET /me/dialogue/": FakeApi._dialogue,
    "PUT /me/dialogue/": FakeApi._keep_dialogue,
    "DELETE /me/dialogue/": FakeApi._end_dialogue,
    "POST /facultyunavailability/preview/": FakeApi._preview,
    "POST /facultyunavailability/": FakeApi._ask,
    "POST /whatifs/": FakeApi._wonder,
    "GET /whatifs/([^/]+)/": FakeApi._what_if,
    "GET /facultyunavailability/": FakeApi._leaves,
    f"GET {_LEAVE}": FakeApi._leave,
    f"GET {_LEAVE}plan/": FakeApi._plan,
    f"POST {_LEAVE}approve/": FakeApi._approve,
    f"POST {_LEAVE}reject/": FakeApi._reject,
    f"POST {_LEAVE}withdraw/": FakeApi._withdraw,
    f"POST {_LEAVE}replan/": FakeApi._replan,
    "GET /me/notices/([^/]+)/": FakeApi._notice,
    "PUT /me/notices/([^/]+)/": FakeApi._notice_shown,
}
