"""The whole loop with marked people: no log has anything of theirs, and no secret lies in the table."""

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.client import BaseClient

from bot import logs
from bot.app import build
from bot.delivery.pace import Pace
from bot.delivery.sender import Sender
from bot.notices import Notices
from bot.settings import Settings
from bot.webhook import Webhook
from functions import notice_queues, wiring
from functions.notify import app as notify
from functions.publish import app as publish
from functions.services.college.founding import found_college
from functions.services.identity.clock import clock_request
from functions.store.records import TableDirectory
from functions.tick import app as tick
from tests.integration.conftest import TinyCollege
from tests.support import api, canaries, table
from tests.support.backend import Backend
from tests.support.clock import BULK, URGENT, Clock
from tests.support.simulated_time import SimulatedLoop
from tests.support.telegram import Call, FakeTelegram, refused
from timetable.model import InstituteId

TELEGRAM_TOKEN = "42:TEST"


class Loop:
    """Everything that runs in Lambdas, called as AWS calls it, and whatever was handed out on the way."""

    def __init__(self, clock: Clock) -> None:
        self.telegram, self.clock = FakeTelegram(), clock
        settings = Settings("http://api", api.BOT_KEY, TELEGRAM_TOKEN, "http://telegram", "hush")
        self.webhook = Webhook(
            build(settings, telegram=self.telegram, backend=Backend()), settings.webhook_secret
        )
        loop = SimulatedLoop()
        sender = Sender(Pace(not_before=loop.time() + 1))
        self.notices = Notices(
            build(settings, telegram=self.telegram, backend=Backend(), sender=sender), loop
        )
        self._published: set[str] = set()

    def says(self, who: str, text: str) -> Call:
        return self.happens(self.telegram.text_update(canaries.account(who), text))

    def taps(self, who: str, on: Call, words: str) -> Call:
        return self.happens(self.telegram.tap_update(canaries.account(who), on.data_of(words), message=500))

    def happens(self, update: dict[str, Any]) -> Call:
        headers = {"X-Telegram-Bot-Api-Secret-Token": "hush"}
        answer = self.webhook.answer({"headers": headers, "body": json.dumps(update)})
        assert answer["statusCode"] == 200
        return next(c for c in reversed(self.telegram.calls) if c.method != "answerCallbackQuery")

    def goes_on(self) -> None:
        """Stream, bus, notifier, queues, sender."""
        items = [i for i in stored() if i["kind"]["S"] == "event" and i["pk"]["S"] not in self._published]
        self._published |= {i["pk"]["S"] for i in items}
        records = [{"dynamodb": {"SequenceNumber": str(n), "NewImage": i}} for n, i in enumerate(items)]
        assert publish.handler({"Records": records}, None) == {"batchItemFailures": []}
        for item in items:
            event = json.loads(item["body"]["S"])
            body = json.dumps({"detail-type": event["name"], "detail": event["detail"]})
            notify.handler({"Records": [{"messageId": "m", "body": body}]}, None)
        tick.handler({}, None)
        records = [
            {"messageId": m["MessageId"], "body": m["Body"], "attributes": {"ApproximateReceiveCount": "1"}}
            for queue in (URGENT, BULK)
            for m in self.clock.taken(queue)
        ]
        self.notices.deliver({"Records": records})

    def close(self) -> None:
        self.notices.close()
        self.webhook.close()


def stored() -> list[dict[str, Any]]:
    directory = wiring.directory()
    pages = table.client(str(directory.connection.host)).get_paginator("scan")
    return [
        item for page in pages.paginate(TableName=directory.item.Meta.table_name) for item in page["Items"]
    ]


@pytest.fixture
def loop(directory: TableDirectory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loop]:
    found_college(
        clock_request(directory.records(InstituteId("inst")), wiring.now()), canaries.college(), api.SCHEDULER
    )
    TinyCollege(directory.records(InstituteId("inst"))).book(
        ("c1", "o-dbms", "t53", "r1"), ("c2", "o-dbms", "t54", "r1"), ("c3", "o-nets", "t51", "r2")
    )
    notice_queues.client.cache_clear()
    monkeypatch.setenv("BUS", "default")
    made = Loop(Clock(monkeypatch))
    yield made
    made.close()
    notice_queues.client.cache_clear()


def called(who: str, method: str, url: str, body: Any = None) -> Any:
    answer = api.call(None, method, url, body, bearer=api.token(canaries.account(who)))
    assert answer.status < 300, answer
    return answer.body


def played(loop: Loop) -> list[str]:
    """A leave asked for in the chat, approved, another rejected; codes, links, tokens. The secrets of it."""
    code = called("admin", "POST", "/users/u-bala/invite/")["code"]
    called("bala", "DELETE", "/me/link/")
    loop.says("bala", f"/start {code}")
    unused = called("admin", "POST", "/users/u-bala/invite/")["code"]
    calendar = called("asha", "POST", "/me/calendarlinks/", {})["path"].split("/")[-1].removesuffix(".ics")
    api.call(None, "GET", f"/calendar/{calendar}.ics")
    token = called("admin", "POST", "/servicetokens/", {"name": "timetabler"})
    rotated = called("admin", "POST", f"/servicetokens/{token['id']}/rotate/", {})
    shown = loop.says("asha", "/calendar")
    loop.taps("asha", shown, "New link")
    link = re.findall(r"calendar/([\w-]+)\.ics", loop.telegram.calls[-2].text or "")
    preview = loop.says("rao", f"/leave fri P3-P4 {canaries.REASON}, call {canaries.PHONE}")
    loop.taps("rao", preview, "Send")
    loop.goes_on()
    (leave,) = called("hod", "GET", "/facultyunavailability/?scope=to_decide&status=pending")["results"]
    called("hod", "POST", f"/facultyunavailability/{leave['id']}/approve/", {"plan_revision": 0})
    loop.goes_on()
    request_fields = {
        "start_date": "2026-12-02",
        "end_date": "2026-12-02",
        "kind": "ml",
        "reason": canaries.REASON,
    }
    other = called("meera", "POST", "/facultyunavailability/", request_fields)["id"]
    called("hod", "POST", f"/facultyunavailability/{other}/reject/", {"note": canaries.NOTE})
    loop.goes_on()
    for command in ("/today", "/week", "/day fri", "/audit", "/mydata", "/forget", "what is this"):
        loop.says("hod", command)
    secrets = [code, unused, calendar, token["secret"], rotated["secret"], *link]
    return [*secrets, api.SCHEDULER, api.BOT_KEY, TELEGRAM_TOKEN, api.token(canaries.account("rao"))]


def test_nothing_in_the_table_opens_anything(loop: Loop) -> None:
    secrets = played(loop)

    dump = json.dumps(stored())

    assert len(secrets) >= 10
    for secret in secrets:
        assert secret not in dump, secret[:6]


def test_no_log_has_anything_of_anybody(
    loop: Loop, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    logs.configure()
    for logger in ("", "api", "notify", "publish", "tick"):
        logging.getLogger(logger).setLevel(logging.INFO)

    secrets = played(loop)
    failed(loop, monkeypatch)

    text = caplog.text + "".join(map(repr, (vars(r) for r in caplog.records))) + "".join(capfd.readouterr())
    assert "'path': '/facultyunavailability/" in text and "a bug" in text and "failure" in text
    people = (canaries.NAME, canaries.ROLL, canaries.CODE, canaries.REASON, "migraine", canaries.NOTE)
    for canary in (*people, canaries.PHONE, str(canaries.ACCOUNT)[:8], *secrets):
        assert canary not in text, canary[:12]


def failed(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever can go wrong, with words that have people in them."""
    rao, words = canaries.account("rao"), f"{canaries.NAME} {canaries.REASON} {canaries.account('rao')}"
    broken = {"start_date": canaries.NAME, "end_date": [], "kind": canaries.REASON, "reason": 5}
    api.call(None, "POST", "/facultyunavailability/", broken, bearer=api.token(rao))
    api.call(None, "POST", "/facultyunavailability/", f"{{{canaries.REASON}", bearer=api.token(rao))
    api.call(None, "GET", f"/faculty/{canaries.NAME} {rao}/", bearer=api.token(rao))
    api.call(None, "GET", f"/search/?q={canaries.NAME}", bearer=api.token(rao))
    api.call(None, "GET", "/me/", bearer=f"{api.token(rao)}x")
    loop.webhook.answer({"headers": {}, "body": words})
    loop.webhook.answer({"headers": {"x-telegram-bot-api-secret-token": words}, "body": words})
    loop.webhook.answer({"headers": {"x-telegram-bot-api-secret-token": "hush"}, "body": words})
    notify.handler({"Records": [{"messageId": "m", "body": json.dumps({"detail-type": words})}]}, None)
    loop.notices.deliver({"Records": [{"messageId": "m", "body": words}]})
    loop.telegram.refuse = lambda call: (
        refused(400, f"Bad Request: {words}") if "send" in call.method else None
    )
    loop.says("asha", "/today")
    loop.telegram.refuse = lambda call: None
    client: Any = BaseClient

    def breaks(self: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:
        raise RuntimeError(words) from ValueError(words)

    with monkeypatch.context() as patch:
        patch.setattr(client, "_make_api_call", breaks)
        loop.says("asha", "/today")
        api.call(None, "GET", "/me/today/", bearer=api.token(rao))
        tick_fails(patch)


def tick_fails(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(TableDirectory, "institutes", lambda self: [InstituteId("inst")])
    tick.handler({}, None)
