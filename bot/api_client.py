"""The only module that knows the API's addresses: one typed method per call, each signed for who asks."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, cast
from urllib.parse import quote

import httpx
import jwt

from bot.api_values import Day, Dialogue, Leave, Me, Month, Notice, Plan, Preview, WhatIf

_TIMEOUT = httpx.Timeout(10.0, connect=3.0)
_TOKEN_SECONDS = 60


class ApiRefusal(Exception):
    """The backend will not do it, and says why: a stable code, a sentence, the field, further facts."""

    def __init__(self, code: str, sentence: str, field: str | None, facts: Mapping[str, Any]) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.field = field
        self.facts = facts


class ApiUnavailable(Exception):
    """The backend did not answer, or not with an answer; trying again later is right."""


class ApiClient:
    """The backend's address and the key that the bot signs with; one kept connection pool."""

    def __init__(self, url: str, key: str, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._key = key
        self._http = httpx.AsyncClient(base_url=url, timeout=_TIMEOUT, transport=transport)

    def acting_for(self, telegram_id: int) -> "UserApi":
        return UserApi(self, telegram_id)

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
        key: str | None = None,
    ) -> Any:
        """The decoded answer; raises ApiRefusal or ApiUnavailable."""
        headers = {"Authorization": f"Bearer {self._token(telegram_id)}"}
        if key:
            headers["Idempotency-Key"] = key
        try:
            answer = await self._http.request(method, path, params=query, json=body, headers=headers)
        except httpx.TransportError as error:
            raise ApiUnavailable(f"{method} {path}: {type(error).__name__}") from error
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
    said = f"{answer.request.method} {answer.request.url.path}: {answer.status_code}"
    if answer.status_code >= 500:
        raise ApiUnavailable(said)
    if answer.status_code == 204:
        return None
    try:
        value = answer.json()
    except ValueError as error:
        raise ApiUnavailable(f"{said}, not JSON") from error
    if answer.is_success:
        return value
    if not isinstance(value, dict) or not isinstance(value.get("code"), str):
        raise ApiUnavailable(f"{said}, not a problem")
    facts = {
        k: v for k, v in value.items() if k not in ("type", "title", "status", "code", "detail", "field")
    }
    raise ApiRefusal(value["code"], str(value.get("detail", "")), value.get("field"), facts)


class UserApi:
    """The backend as one Telegram user sees it."""

    def __init__(self, client: ApiClient, telegram_id: int) -> None:
        self._client = client
        self._telegram_id = telegram_id

    async def link(self, code: str, *, key: str) -> Me:
        return cast(Me, await self._post("/links/", {"code": code}, key=key))

    async def me(self) -> Me:
        return cast(Me, await self._get("/me/"))

    async def day(self, date: str | None = None) -> Day:
        """The caller's classes on one date; None: the institute's today."""
        return cast(Day, await self._get("/me/today/", {"date": date} if date else None))

    async def week(self, date: str | None = None) -> list[Day]:
        """Monday to Sunday of the week that this date (None: today) is in."""
        answer = await self._get("/me/week/", {"date": date} if date else None)
        return cast(list[Day], answer["days"])

    async def month(self, month: str) -> Month:
        return cast(Month, await self._get("/me/calendar/", {"month": month}))

    async def dialogue(self) -> Dialogue:
        return cast(Dialogue, await self._get("/me/dialogue/"))

    async def keep_dialogue(self, flow: str, state: Mapping[str, Any]) -> None:
        await self._call("PUT", "/me/dialogue/", body={"flow": flow, "state": dict(state)})

    async def end_dialogue(self) -> None:
        await self._call("DELETE", "/me/dialogue/")

    async def preview_leave(self, draft: Mapping[str, Any]) -> Preview:
        return cast(Preview, await self._post("/facultyunavailability/preview/", draft))

    async def ask_leave(self, draft: Mapping[str, Any], *, key: str) -> Leave:
        return cast(Leave, await self._post("/facultyunavailability/", draft, key=key))

    async def wonder(self, draft: Mapping[str, Any], *, key: str) -> WhatIf:
        """What this leave would come to; the plan follows, see what_if."""
        return cast(WhatIf, await self._post("/whatifs/", draft, key=key))

    async def what_if(self, id: str) -> WhatIf:
        return cast(WhatIf, await self._get(f"/whatifs/{quote(id, safe='')}/"))

    async def my_leaves(self) -> Sequence[Leave]:
        answer = await self._get("/facultyunavailability/", {"scope": "mine"})
        return cast(list[Leave], answer["results"])

    async def to_decide(self) -> Sequence[Leave]:
        answer = await self._get("/facultyunavailability/", {"scope": "to_decide", "status": "pending"})
        return cast(list[Leave], answer["results"])

    async def leave(self, leave: str) -> Leave:
        return cast(Leave, await self._get(_leave(leave)))

    async def plan(self, leave: str) -> Plan:
        return cast(Plan, await self._get(_leave(leave, "plan")))

    async def replan(self, leave: str, *, key: str) -> None:
        await self._post(_leave(leave, "replan"), {}, key=key)

    async def approve(self, leave: str, revision: int, *, key: str, alternative: str | None = None) -> Leave:
        """With the plan of this revision, or with the alternative of this name that came with it."""
        chosen = {"alternative": alternative} if alternative else {}
        body = {"plan_revision": revision, **chosen}
        return cast(Leave, await self._post(_leave(leave, "approve"), body, key=key))

    async def reject(self, leave: str, note: str, *, key: str) -> Leave:
        return cast(Leave, await self._post(_leave(leave, "reject"), {"note": note}, key=key))

    async def withdraw(self, leave: str, *, key: str) -> Leave:
        return cast(Leave, await self._post(_leave(leave, "withdraw"), {}, key=key))

    async def notice(self, notice: str) -> Notice:
        return cast(Notice, await self._get(f"/me/notices/{quote(notice, safe='')}/"))

    async def notice_shown(self, notice: str, message_id: int, shown: str) -> None:
        """`shown`: a fingerprint of what the message says."""
        body = {"message_id": message_id, "shown": shown}
        await self._call("PUT", f"/me/notices/{quote(notice, safe='')}/", body=body)

    async def _get(self, path: str, query: Mapping[str, str] | None = None) -> Any:
        return await self._call("GET", path, query=query)

    async def _post(self, path: str, body: object, *, key: str | None = None) -> Any:
        return await self._call("POST", path, body=body, key=key)

    async def _call(self, method: str, path: str, **rest: Any) -> Any:
        return await self._client.call(self._telegram_id, method, path, **rest)


def _leave(leave: str, action: str = "") -> str:
    return f"/facultyunavailability/{quote(leave, safe='')}/" + (f"{action}/" if action else "")
