"""The two Lambda entries and the process: who may call them, what comes again, what is told once."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from telegram.error import TimedOut

from bot.__main__ import main
from bot.app import build
from bot.delivery.pace import Pace
from bot.delivery.sender import Sender
from bot.notices import Notices
from bot.settings import NotConfigured, Settings
from bot.webhook import Webhook
from local.sandbox.windows import Sent, broken
from tests.support.fake_api import (
    ADMIN,
    HOD,
    RAO,
    STUDENT,
    FakeApi,
    Request,
    class_,
    day,
    leave,
    me,
    plan,
    row,
)
from tests.support.simulated_time import SimulatedLoop
from tests.support.telegram import SETTINGS, Call, FakeTelegram, Refusal, refused

SECRET = "hush"


class Entry:
    """A fake Telegram, a fake backend, and the Lambda entries between them."""

    def __init__(self) -> None:
        self.api = FakeApi()
        self.telegram = FakeTelegram()
        self.loop = SimulatedLoop()
        sender = Sender(Pace(not_before=self.loop.time() + 1))
        app = build(SETTINGS, telegram=self.telegram, backend=self.api.transport(), sender=sender)
        self.notices = Notices(app, self.loop)
        self.webhook = Webhook(build(SETTINGS, telegram=self.telegram, backend=self.api.transport()), SECRET)
        self.telegram.calls.clear()

    def post(self, body: Any, secret: str | None = SECRET) -> int:
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret is not None else {}
        answer = self.webhook.answer({"headers": headers, "body": body, "isBase64Encoded": False})
        return int(answer["statusCode"])

    def has_notice(self, id: str, kind: str = "changes", **other: Any) -> None:
        self.api.notices[id] = {
            "id": id,
            "kind": kind,
            "leave": None,
            "plan": None,
            "classes": [],
            "message_id": None,
            "shown": "",
        } | other

    def deliver(self, *told: tuple[str, int], times: int = 1) -> list[str]:
        """The ids of those that have to come again."""
        records = [
            {
                "messageId": notice,
                "body": json.dumps({"notice": notice, "chat": chat, "id": "e1"}),
                "attributes": {"MessageGroupId": str(chat), "ApproximateReceiveCount": str(times)},
            }
            for notice, chat in told
        ]
        failures = self.notices.deliver({"Records": records})["batchItemFailures"]
        return [f["itemIdentifier"] for f in failures]

    def close(self) -> None:
        self.notices.close()
        self.webhook.close()


def drafted(**other: Any) -> dict[str, Any]:
    return {
        "id": "D1", "status": "ready", "seconds": 60, "best": 12, "bound": 3, "costs": {}, "classes": 30,
        "message": "", "stop": False, "created_at": "2026-11-22T06:00:00Z",
        "updated_at": "2026-11-22T06:00:24Z",
    } | other  # fmt: skip


@pytest.fixture
def entry() -> Iterator[Entry]:
    made = Entry()
    yield made
    made.close()


def test_an_update_with_the_secret_is_answered(entry: Entry) -> None:
    update = entry.telegram.text_update(STUDENT, "/today")

    assert entry.post(json.dumps(update)) == 200
    assert "Sunday 22 Nov" in entry.telegram.said()[0].text


@pytest.mark.parametrize("secret", [None, "", "wrong", "hush "])
def test_whoever_does_not_know_the_secret_is_refused(entry: Entry, secret: str | None) -> None:
    assert entry.post(json.dumps(entry.telegram.text_update(STUDENT, "/today")), secret) == 403
    assert entry.telegram.calls == []


@pytest.mark.parametrize("secret", ["", None])
def test_a_webhook_without_a_secret_refuses_everybody(secret: str | None) -> None:
    telegram = FakeTelegram()
    webhook = Webhook(build(SETTINGS, telegram=telegram), "")
    headers = {} if secret is None else {"x-telegram-bot-api-secret-token": secret}

    answer = webhook.answer({"headers": headers, "body": json.dumps(telegram.text_update(RAO, "/today"))})

    assert answer["statusCode"] == 403
    webhook.close()


@pytest.mark.parametrize("body", [None, "", "{", "[]", "7", "{}", '{"update_id": 1}', '{"update_id": "x"}'])
def test_what_will_fail_again_is_taken_and_dropped(entry: Entry, body: str | None) -> None:
    assert entry.post(body) == 200


def test_an_update_that_fails_inside_is_not_sent_again(entry: Entry) -> None:
    entry.api.down = True

    assert entry.post(json.dumps(entry.telegram.text_update(STUDENT, "/today"))) == 200
    assert "does not answer" in entry.telegram.said()[0].text


def test_a_notice_is_told_once_and_its_message_kept(entry: Entry) -> None:
    entry.has_notice("n1", classes=[row()])

    assert entry.deliver(("n1", STUDENT)) == []
    assert entry.deliver(("n1", STUDENT)) == []

    assert len(entry.telegram.said()) == 1
    assert entry.api.notices["n1"]["message_id"] == entry.telegram.last_message
    assert "Your timetable changes" in entry.telegram.said()[0].text
    assert len([r for r in entry.api.requests if r.method == "PUT"]) == 1


def test_a_card_is_redrawn_in_its_message(entry: Entry) -> None:
    entry.has_notice("n1", "card", leave=leave(plan_revision=1), plan=plan(1), message_id=9, shown="old")

    assert entry.deliver(("n1", HOD)) == []

    edited = entry.telegram.said("editMessageText")[0]
    assert (edited.parameters["message_id"], edited.data_of("Approve")) == (9, "ok:L1:1")
    assert entry.telegram.said() == []


def test_the_message_of_a_draft_follows_the_solver_and_another_says_what_came_of_it(entry: Entry) -> None:
    entry.post(json.dumps(entry.telegram.text_update(ADMIN, "/solve 60")))
    asked = entry.telegram.last_message

    entry.api.solve(best=40, after=24, status="asked")
    entry.deliver(("draft.D1", ADMIN))
    entry.api.solve(best=12, after=48)
    entry.deliver(("draft.D1", ADMIN), ("drafted.D1", ADMIN))

    far, over = entry.telegram.said("editMessageText")
    made = entry.telegram.said()[-1]
    assert {far.parameters["message_id"], over.parameters["message_id"]} == {asked}
    assert "24 of up to 60 seconds" in far.text and "cost 40; none can cost less than 3" in far.text
    assert "The solver has ended" in over.text and over.buttons == {}
    assert "A draft of 30 classes</b>: cost 12" in made.text and made.data_of("Publish") == "dp:D1"


def test_a_draft_that_was_not_asked_for_in_the_chat_is_told_when_it_is_made_alone(entry: Entry) -> None:
    entry.has_notice("draft.D1", "draft", draft=drafted(status="asked"))
    entry.has_notice("drafted.D1", "drafted", draft=drafted(status="failed", message="Too few <labs>."))

    assert entry.deliver(("draft.D1", ADMIN), ("drafted.D1", ADMIN)) == []

    (said,) = entry.telegram.said()
    assert "There is no such timetable" in said.text and "Too few &lt;labs&gt;." in said.text


def test_a_draft_that_was_stopped_says_so(entry: Entry) -> None:
    entry.has_notice("drafted.D1", "drafted", draft=drafted(status="ready", stop=True))

    entry.deliver(("drafted.D1", ADMIN))

    assert "Ended early, as you asked" in entry.telegram.said()[0].text


def test_a_card_whose_message_is_gone_is_sent_anew(entry: Entry) -> None:
    entry.has_notice("n1", "card", leave=leave(), plan=plan(0), message_id=9, shown="old")
    gone = refused(400, "Bad Request: message to edit not found")
    entry.telegram.refuse = lambda call: gone if call.method == "editMessageText" else None

    assert entry.deliver(("n1", HOD)) == []
    assert entry.api.notices["n1"]["message_id"] == entry.telegram.last_message


def test_a_card_that_shows_it_already_is_done(entry: Entry) -> None:
    entry.has_notice("n1", "card", leave=leave(), plan=plan(0), message_id=9, shown="old")
    entry.telegram.refuse = lambda call: refused(400, "Bad Request: message is not modified")

    assert entry.deliver(("n1", HOD)) == []


@pytest.mark.parametrize(
    "gone",
    [refused(403, "Forbidden: bot was blocked by the user"), refused(400, "Bad Request: chat not found")],
)
def test_a_notice_for_nobody_is_done_and_the_backend_told_so(entry: Entry, gone: Any) -> None:
    entry.has_notice("n1")
    entry.telegram.refuse = lambda call: gone

    assert entry.deliver(("n1", STUDENT)) == []
    assert len(entry.telegram.calls) == 1
    assert entry.api.unreachable == {STUDENT}


def test_a_notice_that_is_gone_or_whose_reader_is_unlinked_is_dropped(entry: Entry) -> None:
    entry.has_notice("n1")

    assert entry.deliver(("n0", STUDENT), ("n1", 4242)) == []
    assert entry.telegram.calls == []


PASSING = [
    refused(429, "Too Many Requests: retry after 3", retry_after=3),
    refused(500, "Internal Server Error"),
    refused(502, "Bad Gateway"),
    TimedOut(),
]


@pytest.mark.parametrize("passing", PASSING)
def test_what_passes_in_time_is_told_at_once_when_it_has_passed(entry: Entry, passing: Any) -> None:
    entry.has_notice("a")
    troubles = [passing, passing]
    entry.telegram.refuse = lambda call: troubles.pop() if troubles else None

    assert entry.deliver(("a", RAO)) == []
    assert len(entry.telegram.said()) == 3
    assert entry.api.notices["a"]["message_id"] == entry.telegram.last_message


@pytest.mark.parametrize("passing", PASSING)
def test_what_does_not_pass_in_time_comes_again_and_holds_up_only_its_own_chat(
    entry: Entry, passing: Any
) -> None:
    for notice in ("a", "b", "c", "d"):
        entry.has_notice(notice)
    entry.telegram.refuse = lambda call: passing if call.parameters.get("chat_id") == RAO else None

    assert entry.deliver(("a", STUDENT), ("b", RAO), ("c", STUDENT), ("d", RAO)) == ["b", "d"]
    assert [call.chat for call in entry.telegram.said() if call.chat != RAO] == [STUDENT, STUDENT]


def test_a_wait_longer_than_the_invocation_is_left_to_the_queue(entry: Entry) -> None:
    entry.has_notice("a")
    entry.telegram.refuse = lambda call: refused(429, "Too Many Requests: retry after 300", retry_after=300)
    began = entry.loop.time()

    assert entry.deliver(("a", STUDENT)) == ["a"]
    assert entry.loop.time() - began < 5


def test_a_hundred_digests_keep_the_pace_and_a_chat_that_is_held_back_delays_none(entry: Entry) -> None:
    digests = {f"digest.{person}": person for person in range(5_000, 5_100)}
    for id, person in digests.items():
        entry.api.people[person] = me(f"p{person}", "student")
        entry.has_notice(id, "digest", day=day("2026-11-27", class_()))
    log: list[Sent] = []

    def refuse(call: Call) -> Refusal | None:
        if call.chat == 5_050:
            return refused(429, "Too Many Requests: retry after 300", retry_after=300)
        log.append(Sent(entry.loop.time(), call.chat))
        return None

    entry.telegram.refuse = refuse

    assert entry.deliver(*digests.items()) == ["digest.5050"]
    assert "Tomorrow, Friday 27 Nov" in entry.telegram.said()[0].text
    assert len(log) == 99 and broken(log) == []
    assert log[-1].at - log[0].at < 99 / 28


def test_a_digest_that_was_told_or_has_no_classes_is_not_told(entry: Entry) -> None:
    entry.has_notice("digest.1", "digest", day=day("2026-11-27", class_()), message_id=9, shown="x")
    entry.has_notice("digest.2", "digest", day=day("2026-11-29"))

    assert entry.deliver(("digest.1", STUDENT), ("digest.2", STUDENT)) == []
    assert entry.telegram.calls == []


def test_a_reminder_says_where_to_be_and_when(entry: Entry) -> None:
    entry.has_notice("before_class.1", "before_class", day=day("2026-11-27", class_()), minutes=10)

    assert entry.deliver(("before_class.1", STUDENT)) == []
    said = entry.telegram.said()[0].text
    assert said.startswith("⏰ <b>In 10 minutes</b>") and "11:00 P3" in said and "R101" in said


def test_a_crash_between_the_message_and_its_note_costs_one_duplicate_and_nothing_else(entry: Entry) -> None:
    for notice in ("a", "b"):
        entry.has_notice(notice)
    entry.api.refuse = dies_at_the_note

    with pytest.raises(Killed):
        entry.deliver(("a", STUDENT), ("b", STUDENT))
    entry.api.refuse = lambda request: None
    assert entry.deliver(("a", STUDENT), ("b", STUDENT)) == []
    assert entry.deliver(("a", STUDENT), ("b", STUDENT)) == []

    assert len(entry.telegram.said()) == 3
    assert entry.api.notices["a"]["message_id"] and entry.api.notices["b"]["message_id"]


class Killed(BaseException):
    """The process is no more."""


def dies_at_the_note(request: Request) -> None:
    if request.method == "PUT":
        raise Killed


def test_a_backend_that_is_down_or_asks_to_wait_makes_notices_come_again(entry: Entry) -> None:
    entry.has_notice("a")
    entry.api.refuse = lambda r: httpx.Response(429, json={"code": "too_many_requests", "detail": "Wait."})
    assert entry.deliver(("a", STUDENT)) == ["a"]

    entry.api.down = True
    assert entry.deliver(("a", STUDENT)) == ["a"]


def test_a_notice_that_cannot_be_drawn_or_read_takes_no_other_along(entry: Entry) -> None:
    entry.has_notice("bad", classes=[{"nonsense": True}])
    entry.has_notice("good")

    assert entry.deliver(("bad", RAO), ("good", STUDENT)) == ["bad"]
    assert entry.deliver(("bad", RAO), times=5) == []
    assert entry.notices.deliver({"Records": [{"messageId": "m", "body": "{"}]}) == {"batchItemFailures": []}


def test_what_is_missing_in_the_environment_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotConfigured, match="BOT_KEY, TELEGRAM_TOKEN"):
        Settings.from_environment({"API_URL": "http://x/"})
    for name in ("API_URL", "BOT_KEY", "TELEGRAM_TOKEN"):
        monkeypatch.delenv(name, raising=False)

    assert main([]) == 1
    assert "Set API_URL" in capsys.readouterr().err


def test_settings_come_from_the_environment_with_telegram_as_default() -> None:
    settings = Settings.from_environment({"API_URL": "http://x/", "BOT_KEY": "k", "TELEGRAM_TOKEN": "t"})

    assert (settings.api_url, settings.telegram_api) == ("http://x", "https://api.telegram.org")


def test_what_draws_is_not_imported_before_something_is_drawn() -> None:
    said = "import sys, bot.webhook; print({'PIL', 'uharfbuzz', 'xlsxwriter'} & set(sys.modules))"

    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "set()"
