"""The only module that knows the API's addresses: one typed method per call, each signed for who asks."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, cast
from urllib.parse import quote

import httpx
import jwt

from bot import correlation
from bot.contract.schemas import (
    ActingIn,
    ApproveIn,
    AuditEventOut,
    CheckOut,
    ChoiceIn,
    DataOut,
    DayOut,
    DaysOut,
    DepartmentDayOut,
    DialogueOut,
    DraftOut,
    FacultyOut,
    ForgettingOut,
    ImportOut,
    InvitedOut,
    LeaveOut,
    LoadOut,
    MatchOut,
    MeOut,
    MonthOut,
    NoticeIn,
    NoticeOut,
    OptionList,
    PlanOut,
    PresentOut,
    PreviewOut,
    PublishedOut,
    PublishIn,
    RoomOut,
    SettingsOut,
    SettingsPatch,
    WhatIfOut,
)
from bot.contract.schemas import AskOut as Consent
from bot.contract.schemas import AskStatus as ConsentStatus
from bot.contract.schemas import WishOut as ForgettingState
from bot.texts import set_language

_TIMEOUT = httpx.Timeout(10.0, connect=3.0)
_LONG_TIMEOUT = httpx.Timeout(28.0, connect=3.0)  # for calls that may need all of the time the API has
_WORKBOOK_TYPE_PREFIX = "application/vnd."
_TOKEN_SECONDS = 60
_FILTERS = {"section": "section", "faculty": "faculty", "infra": "room"}


class ApiRefusal(Exception):
    """The backend will not do it, and says why: a stable code, a sentence, the field, further facts."""

    def __init__(
        self, code: str, sentence: str, field: str | None = None, *, facts: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.field = field
        self.facts = facts or {}


class ApiUnavailable(Exception):
    """The backend did not answer, or not with an answer; trying again later is right."""


class ApiClient:
    """The backend's address and the key that the bot signs with; one kept connection pool."""

    def __init__(self, url: str, key: str, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._key = key
        self._http = httpx.AsyncClient(base_url=url, timeout=_TIMEOUT, transport=transport)

    def acting_for(self, telegram_id: int) -> "UserApi":
        return UserApi(self, telegram_id)

    def address(self, path: str) -> str:
        """Where everybody finds this path of the API."""
        return str(self._http.base_url).rstrip("/") + path

    async def close(self) -> None:
        await self._http.aclose()

    async def call(
        self,
        telegram_id: int,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: object = None,
        content: bytes | None = None,
        patient: bool = False,
        key: str | None = None,
    ) -> Any:
        """The decoded answer, a file as its bytes; raises ApiRefusal or ApiUnavailable. `content`: a file."""
        headers = {"Authorization": f"Bearer {self._token(telegram_id)}", **correlation.headers()}
        sent: dict[str, Any] = {"json": body} if content is None else {"content": content}
        if patient or content is not None:
            sent["timeout"] = _LONG_TIMEOUT
        if key:
            headers["Idempotency-Key"] = key
        try:
            answer = await self._http.request(method, path, params=query, headers=headers, **sent)
        except httpx.TransportError as error:
            raise ApiUnavailable(f"{method} {path}: {type(error).__name__}") from error
        if language := answer.headers.get("Content-Language"):
            set_language(language)  # the person's own choice, before that of their Telegram
        return _value(answer)

    def _token(self, telegram_id: int) -> str:
        now = int(time.time())
        claims = {
            "iss": "dayorder-bot",
            "aud": "dayorder-api",
            "sub": f"telegram:{telegram_id}",
            "iat": now,
            "exp": now + _TOKEN_SECONDS,
        }
        return jwt.encode(claims, self._key, algorithm="HS256")


def _value(answer: httpx.Response) -> Any:
    call = f"{answer.request.method} {answer.request.url.path}: {answer.status_code}"
    if answer.status_code >= 500:
        raise ApiUnavailable(call)
    if answer.status_code == 204:
        return None
    if answer.is_success and answer.headers.get("Content-Type", "").startswith(_WORKBOOK_TYPE_PREFIX):
        return answer.content
    try:
        value = answer.json()
    except ValueError as error:
        raise ApiUnavailable(f"{call}, not JSON") from error
    if answer.is_success:
        return value
    if not isinstance(value, dict) or not isinstance(value.get("code"), str):
        raise ApiUnavailable(f"{call}, not a problem")
    facts = {
        k: v for k, v in value.items() if k not in ("type", "title", "status", "code", "detail", "field")
    }
    raise ApiRefusal(value["code"], str(value.get("detail", "")), value.get("field"), facts=facts)


class UserApi:
    """The backend as one Telegram user sees it."""

    def __init__(self, client: ApiClient, telegram_id: int) -> None:
        self._client = client
        self._telegram_id = telegram_id

    async def link(self, code: str, *, key: str) -> MeOut:
        return cast(MeOut, await self._post("/links/", {"code": code}, key=key))

    async def me(self) -> MeOut:
        return cast(MeOut, await self._get("/me/"))

    async def day(self, date: str | None = None) -> DayOut:
        """The caller's classes on one date; None: the institute's today."""
        return cast(DayOut, await self._get("/me/today/", {"date": date} if date else None))

    async def has_calendar_link(self, whose: str) -> bool:
        """True if there is a link. `whose`: a section's id, or `me` for the caller's own."""
        answer = await self._get("/me/calendarlinks/")
        return any(link["id"] == whose for link in answer["results"])

    async def calendar_link(self, whose: str) -> tuple[str, str | None]:
        """The address of that calendar, known from now on only to who reads it here, and the section's name.
        The one before opens nothing any more."""
        made = await self._post("/me/calendarlinks/", {"section": None if whose == "me" else whose})
        return self._client.address(made["path"]), made["section_name"]

    async def revoke_calendar_link(self, whose: str) -> None:
        await self._call("DELETE", f"/me/calendarlinks/{quote(whose, safe='')}/")

    async def week(self, date: str | None = None) -> list[DayOut]:
        """Monday to Sunday of the week that this date (None: today) is in."""
        answer = await self._get("/me/week/", {"date": date} if date else None)
        return cast(list[DayOut], answer["days"])

    async def days_of(
        self, kind: str, id: str, date: str | None = None, *, days: int = 1, week: bool = False
    ) -> DaysOut:
        """Of a section, a teacher (`faculty`) or a room (`infra`); `me`: the caller's own."""
        query = {"days": str(days)} | ({"date": date} if date else {}) | ({"week": "true"} if week else {})
        filters = {_FILTERS[kind]: id} if kind != "me" else {}
        return cast(DaysOut, await self._get("/days/", query | filters))

    async def search(self, name: str, *, kind: str | None = None, limit: int = 8) -> list[MatchOut]:
        query = {"q": name[:100], "limit": str(limit)} | ({"kind": kind} if kind else {})
        return cast(list[MatchOut], (await self._get("/search/", query))["results"])

    async def present(self) -> PresentOut:
        """What the caller is in now, and what comes next."""
        return cast(PresentOut, await self._get("/me/now/"))

    async def free_rooms(self, date: str, period: int, *, kind: str | None = None) -> list[RoomOut]:
        query = {"date": date, "period": str(period), "limit": "200"} | ({"kind": kind} if kind else {})
        return cast(list[RoomOut], (await self._get("/rooms/free/", query))["results"])

    async def room_kinds(self) -> list[str]:
        return cast(list[str], (await self._get("/rooms/kinds/"))["results"])

    async def template(self) -> bytes:
        """The empty workbook of a college."""
        return cast(bytes, await self._get("/exports/template/"))

    async def import_file(
        self, data: bytes, name: str, *, dry_run: bool, only_good: bool = False
    ) -> ImportOut:
        """A workbook, or CSV files in a .zip; harmless to repeat."""
        query = {"dry_run": str(dry_run).lower(), "only_good": str(only_good).lower(), "filename": name[:200]}
        return cast(ImportOut, await self._call("POST", "/imports/", query=query, content=data))

    async def draft_timetable(self, term: str, seconds: int) -> DraftOut:
        return cast(DraftOut, await self._post("/drafts/", {"term": term, "seconds": seconds}))

    async def drafts(self) -> list[DraftOut]:
        return cast(list[DraftOut], (await self._get("/drafts/"))["results"])

    async def draft(self, id: str) -> DraftOut:
        return cast(DraftOut, await self._get(_draft(id)))

    async def stop_draft(self, id: str) -> DraftOut:
        """The solver ends with its best so far."""
        return cast(DraftOut, await self._post(_draft(id, "stop"), {}))

    async def publish_draft(self, id: str, *, dry_run: bool) -> PublishedOut:
        """Harmless to repeat: what is published already stays as it is."""
        body: PublishIn = {"dry_run": dry_run}
        return cast(PublishedOut, await self._call("POST", _draft(id, "publish"), body=body, patient=True))

    async def invitable(self, name: str) -> list[MatchOut]:
        """Teachers, sections and departments that are called so, the likeliest first."""
        matches = [*await self.search(name), *await self.search(name, kind="department")]
        return sorted((m for m in matches if m["kind"] != "infra"), key=lambda m: -m["score"])

    async def faculty(self, id: str) -> FacultyOut:
        return cast(FacultyOut, await self._get(f"/faculty/{quote(id, safe='')}/"))

    async def invite(self, user: str) -> str:
        """A code that links this person, once."""
        return str((await self._post(f"/users/{quote(user, safe='')}/invite/", {}))["code"])

    async def invite_all(self, kind: str, id: str, cursor: str | None) -> tuple[list[InvitedOut], str | None]:
        """Codes for a page of a section's students or a department's faculty, and the cursor of the next."""
        page = await self._post("/invites/", {kind: id, "cursor": cursor})
        return cast(list[InvitedOut], page["results"]), page["next"]

    async def audit_events(self, until: str | None = None) -> list[AuditEventOut]:
        """The latest, or those up to an instant."""
        query = {"limit": "12"} | ({"until": until} if until else {})
        return cast(list[AuditEventOut], (await self._get("/auditevents/", query))["results"])

    async def health(self) -> list[CheckOut]:
        return cast(list[CheckOut], (await self._get("/health/"))["checks"])

    async def settings(self) -> SettingsOut:
        return cast(SettingsOut, await self._get("/me/settings/"))

    async def change_settings(self, changed: SettingsPatch) -> SettingsOut:
        """What they are then; from here on the bot speaks the language chosen."""
        return cast(SettingsOut, await self._call("PATCH", "/me/settings/", body=changed))

    async def is_unreachable(self) -> None:
        """Telegram takes nothing for this person any more: nothing is told until they write again."""
        await self._call("POST", "/me/unreachable/")

    async def my_data(self) -> DataOut:
        """Everything that is kept of the caller."""
        data = cast(DataOut, await self._get("/me/data/"))
        while data["next"]:
            page = cast(DataOut, await self._get("/me/data/", {"cursor": data["next"]}))
            data["done_by_me"] += page["done_by_me"]
            data["next"] = page["next"]
        return data

    async def forgetting_state(self) -> ForgettingState:
        return cast(ForgettingState, await self._get("/me/forget/"))

    async def ask_to_be_forgotten(self) -> ForgettingState:
        return cast(ForgettingState, await self._call("POST", "/me/forget/"))

    async def do_not_forget_me(self) -> None:
        await self._call("DELETE", "/me/forget/")

    async def erasure_requests(self) -> Sequence[ForgettingOut]:
        answer = await self._get("/forgettings/", {"limit": "40"})
        return cast(list[ForgettingOut], answer["results"])

    async def forget(self, user: str) -> None:
        """For good; harmless to repeat where it broke off."""
        path = f"/forgettings/{quote(user, safe='')}/confirm/"
        await self._call("POST", path, patient=True)

    async def do_not_forget(self, user: str) -> None:
        await self._call("DELETE", f"/forgettings/{quote(user, safe='')}/")

    async def unlink(self) -> None:
        await self._call("DELETE", "/me/link/")

    async def month(self, month: str) -> MonthOut:
        return cast(MonthOut, await self._get("/me/calendar/", {"month": month}))

    async def dialogue(self) -> DialogueOut:
        return cast(DialogueOut, await self._get("/me/dialogue/"))

    async def keep_dialogue(self, flow: str, state: Mapping[str, Any]) -> None:
        await self._call("PUT", "/me/dialogue/", body={"flow": flow, "state": dict(state)})

    async def end_dialogue(self) -> None:
        await self._call("DELETE", "/me/dialogue/")

    async def preview_leave(self, draft: Mapping[str, Any]) -> PreviewOut:
        return cast(PreviewOut, await self._post("/facultyunavailability/preview/", draft))

    async def ask_leave(self, draft: Mapping[str, Any], *, key: str) -> LeaveOut:
        return cast(LeaveOut, await self._post("/facultyunavailability/", draft, key=key))

    async def ask_what_if(self, draft: Mapping[str, Any], *, key: str) -> WhatIfOut:
        """What this leave would come to; the plan follows, see what_if."""
        return cast(WhatIfOut, await self._post("/whatifs/", draft, key=key))

    async def what_if(self, id: str) -> WhatIfOut:
        return cast(WhatIfOut, await self._get(f"/whatifs/{quote(id, safe='')}/"))

    async def my_leaves(self) -> Sequence[LeaveOut]:
        answer = await self._get("/facultyunavailability/", {"scope": "mine"})
        return cast(list[LeaveOut], answer["results"])

    async def to_decide(self) -> Sequence[LeaveOut]:
        answer = await self._get("/facultyunavailability/", {"scope": "to_decide", "status": "pending"})
        return cast(list[LeaveOut], answer["results"])

    async def leave(self, leave: str) -> LeaveOut:
        return cast(LeaveOut, await self._get(_leave(leave)))

    async def plan(self, leave: str, *, since: int | None = None) -> PlanOut:
        """`since`: a revision that was seen; the rows that are others now say `changed`."""
        query = {"since": str(since)} if since is not None else None
        return cast(PlanOut, await self._get(_leave(leave, "plan"), query))

    async def plan_options(self, leave: str, occupancy: str, date: str) -> OptionList:
        """What one class of the plan could come to instead, the best first."""
        query = {"occupancy": occupancy, "date": date}
        return cast(OptionList, await self._get(_leave(leave, "plan/options"), query))

    async def choose(self, leave: str, choice: ChoiceIn) -> PlanOut:
        """The plan with one of its options chosen: `choice` is that option's `choose`, as it was told."""
        return cast(PlanOut, await self._call("PATCH", _leave(leave, "plan"), body=choice))

    async def replan(self, leave: str, *, key: str) -> None:
        await self._post(_leave(leave, "replan"), {}, key=key)

    async def approve(
        self, leave: str, revision: int, *, key: str, alternative: str | None = None
    ) -> LeaveOut:
        """With the plan of this revision, or with the alternative of this name that came with it."""
        body: ApproveIn = {"plan_revision": revision}
        if alternative:
            body["alternative"] = alternative
        return cast(LeaveOut, await self._post(_leave(leave, "approve"), body, key=key))

    async def reject(self, leave: str, note: str, *, key: str) -> LeaveOut:
        return cast(LeaveOut, await self._post(_leave(leave, "reject"), {"note": note}, key=key))

    async def undo(self, leave: str, *, key: str) -> LeaveOut:
        """The decision is off, while the leave's `undo_until` lasts."""
        return cast(LeaveOut, await self._post(_leave(leave, "undo"), {}, key=key))

    async def withdraw(self, leave: str, *, key: str) -> LeaveOut:
        return cast(LeaveOut, await self._post(_leave(leave, "withdraw"), {}, key=key))

    async def load(self, date: str | None = None) -> LoadOut:
        """The caller's periods of a date's (None: today's) week, and covers given and received."""
        return cast(LoadOut, await self._get("/me/load/", {"date": date} if date else None))

    async def department_day(self, department: str, date: str | None = None) -> DepartmentDayOut:
        """Who is away, and which of their classes are covered, wait for an answer, or are not."""
        path = f"/departments/{quote(department, safe='')}/day/"
        return cast(DepartmentDayOut, await self._get(path, {"date": date} if date else None))

    async def delegate(self, department: str, user: str | None, dates: tuple[str, str] | None = None) -> None:
        """Who acts for the HOD between two dates; None: nobody."""
        body: ActingIn = {}
        if user and dates:
            body = {"acting_hod": user, "acting_from": dates[0], "acting_until": dates[1]}
        await self._call("PUT", f"/departments/{quote(department, safe='')}/acting/", body=body)

    async def consents(self, status: ConsentStatus = "asked") -> Sequence[Consent]:
        """What the caller is asked, as a substitute and as head of departments; the most urgent first."""
        answer = await self._get("/asks/", {"status": status})
        return cast(list[Consent], answer["results"])

    async def consent(self, id: str) -> Consent:
        return cast(Consent, await self._get(f"/asks/{quote(id, safe='')}/"))

    async def accept_consent(self, id: str, *, key: str) -> Consent:
        return cast(Consent, await self._post(f"/asks/{quote(id, safe='')}/accept/", {}, key=key))

    async def decline_consent(self, id: str, note: str, *, key: str) -> Consent:
        return cast(
            Consent, await self._post(f"/asks/{quote(id, safe='')}/decline/", {"note": note}, key=key)
        )

    async def notice(self, notice: str) -> NoticeOut:
        return cast(NoticeOut, await self._get(f"/me/notices/{quote(notice, safe='')}/"))

    async def notice_shown(self, notice: str, message_id: int, shown: str) -> None:
        """`shown`: a fingerprint of what the message says."""
        body: NoticeIn = {"message_id": message_id, "shown": shown}
        await self._call("PUT", f"/me/notices/{quote(notice, safe='')}/", body=body)

    async def _get(self, path: str, query: Mapping[str, str] | None = None) -> Any:
        return await self._call("GET", path, query=query)

    async def _post(self, path: str, body: object, *, key: str | None = None) -> Any:
        return await self._call("POST", path, body=body, key=key)

    async def _call(self, method: str, path: str, **rest: Any) -> Any:
        return await self._client.call(self._telegram_id, method, path, **rest)


def _draft(id: str, action: str = "") -> str:
    return f"/drafts/{quote(id, safe='')}/" + (f"{action}/" if action else "")


def _leave(leave: str, action: str = "") -> str:
    return f"/facultyunavailability/{quote(leave, safe='')}/" + (f"{action}/" if action else "")
