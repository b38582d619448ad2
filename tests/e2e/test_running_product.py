"""Messages in, messages out, over the running product: stream, bus, queues, solver, notices and all."""

from collections.abc import Callable
from datetime import date, timedelta

import httpx
import jwt
import pytest

from local.stack import Stack
from tests.e2e.conftest import Message, Product, account, chatting


def workday(ahead: int) -> date:
    """A coming working day, far enough away that no test meets another's leave."""
    day = date.today() + timedelta(days=ahead)  # noqa: DTZ011 the sandbox's people live here and now
    return day if day.isoweekday() < 6 else day + timedelta(days=2)


def card_with_plan(leave_of: str) -> Callable[[Message], bool]:
    return lambda m: leave_of in m["text"] and "⏳" not in m["text"] and "cost" in m["text"]


def is_day(day: date) -> Callable[[Message], bool]:
    return lambda m: bool(m["text"].startswith(f"{day:%A} {day.day} "))


def has_text(*words: str) -> Callable[[Message], bool]:
    return lambda m: all(w in m["text"] for w in words)


def test_the_loop_from_a_line_in_a_chat_to_what_students_see(product: Product) -> None:
    day = workday(7)
    preview = product.preview("rao", f"{day} P3 fever")
    assert "P3 DBMS" in preview["text"] and "Dr Hod" in preview["text"]

    product.press("rao", preview, "Send")
    card = product.wait("hod", lambda m: "Dr Rao" in m["text"] and "→" in m["text"])
    assert "Dr Meera" in card["text"] and "fever" in card["text"]
    product.press("hod", card, "Approve")
    product.wait("rao", has_text("approved"))
    product.wait("meera", has_text("DBMS", "Dr Rao"))
    notice = product.wait("asha", has_text("DBMS", "Dr Meera"))

    assert "fever" not in notice["text"]
    for who, sees in {"asha": "Dr Meera", "rao": "Dr Meera", "meera": "DBMS"}.items():
        assert sees in product.say(who, f"/day {day}", is_day(day))["text"]
    assert not any("Dr Rao" in m["text"] for m in product.messages("chitra") if m["from"] == "bot")


def test_a_tap_after_the_decision_and_a_strangers_tap_change_nothing(product: Product) -> None:
    day = workday(14)
    preview = product.preview("rao", f"{day} P4 od")
    send = preview["buttons"][0][0]["data"]
    product.forge("rao", preview, send)
    before = len(product.messages("rao"))
    product.forge("rao", preview, send)
    card = product.wait("hod", lambda m: _about(m, "P4") and "⏳" not in m["text"] and bool(m["buttons"]))
    approve = next(b["data"] for row in card["buttons"] for b in row if "Approve" in b["text"])

    foreign = product.forge("chitra", product.messages("chitra")[-1], approve)
    product.forge("hod", card, approve)
    late = product.forge("hod", card, approve)

    assert len(product.messages("rao")) >= before
    assert foreign
    assert late
    outcome = product.wait("hod", lambda m: m["message_id"] == card["message_id"] and "Approved" in m["text"])
    assert "Approved" in outcome["text"]


def _is_card(message: Message, name: str, day: date) -> bool:
    lines = message["text"].split("\n")
    return lines[0].startswith("Leave request") and lines[1] == name and f"{day.day} {day:%b}" in lines[2]


def _about(message: Message, period: str) -> bool:
    return "Leave request" in message["text"] and period in message["text"].split("\n")[2]


def test_by_night_a_plan_that_the_world_has_overtaken_is_made_anew(product: Product) -> None:
    day = workday(35)
    product.press("rao", product.preview("rao", f"{day} P3 od"), "Send")
    first = product.wait("hod", lambda m: _is_card(m, "Dr Rao", day) and "→ Dr Meera" in m["text"])
    product.press("meera", product.preview("meera", f"{day} P3 cl"), "Send")
    hers = product.wait("hod", lambda m: _is_card(m, "Dr Meera", day) and "cost" in m["text"])
    product.press("hod", hers, "Approve")
    product.wait("meera", lambda m: "approved" in m["text"])

    product.tonight()

    card = product.wait("hod", lambda m: m["message_id"] == first["message_id"] and "Plan 2" in m["text"])
    assert "→ Dr Meera" not in card["text"]


def test_a_what_if_is_answered_in_its_message_and_nobody_else_hears_of_it(product: Product) -> None:
    day = workday(42)
    before = len(product.messages("hod"))

    first = product.say("rao", f"/whatif {day} P3", lambda m: "→" in m["text"] or "longer" in m["text"])
    while "longer" in product.wait("rao", lambda m: m["message_id"] == first["message_id"])["text"]:
        product.press("rao", first, "Look again")
    known = product.wait("rao", lambda m: m["message_id"] == first["message_id"])
    product.press("rao", known, "Ask for this leave")
    why = product.wait("rao", lambda m: m["message_id"] == known["message_id"] and "reason" in m["text"])

    assert "→ Dr Meera" in known["text"] and "teaches the subject" in known["text"]
    assert "What if" in known["text"] and "Nobody was told" in known["text"]
    assert len(product.messages("hod")) == before
    product.press("rao", why, "Cancel")


def test_a_card_tells_whether_another_request_of_the_day_can_be_granted_too(product: Product) -> None:
    """Rao's DBMS could be anybody's, but for Meera's own request."""
    day = workday(49)
    product.press("rao", product.preview("rao", f"{day} P3-P4 od"), "Send")
    product.press("meera", product.preview("meera", f"{day} cl"), "Send")

    card = product.wait(
        "hod", lambda m: _is_card(m, "Dr Rao", day) and "Dr Meera, " in m["text"] and "✅ both" in m["text"]
    )

    assert "Others ask for these dates" in card["text"]


def test_an_unlinked_account_is_told_how_to_get_a_link(product: Product) -> None:
    for words in ("/today", f"/start {product.codes[account('rao')]}"):
        assert "link" in product.say("stranger", words, lambda m: True)["text"].lower()


def test_the_same_bot_answers_behind_the_webhook_lambda(product: Product) -> None:
    hook = product.stack.deployed.outputs["WebhookUrl"]
    token, secret = product.stack.secrets["TelegramToken"], product.stack.secrets["WebhookSecret"]
    forged = httpx.post(
        hook, json={"update_id": 1}, headers={"X-Telegram-Bot-Api-Secret-Token": "x"}, timeout=30
    )
    body = {"url": hook, "secret_token": secret}

    product.http.post(f"/bot{token}/setWebhook", json=body).raise_for_status()
    try:
        answer = product.say("asha", "/help", lambda m: "/today" in m["text"])
    finally:
        product.http.post(f"/bot{token}/deleteWebhook").raise_for_status()

    assert forged.status_code == 403
    assert "/leave" not in answer["text"]


def test_the_api_refuses_tokens_that_the_bot_did_not_sign(product: Product) -> None:
    claims = {
        "iss": "dayorder-bot",
        "aud": "dayorder-api",
        "sub": f"telegram:{account('rao')}",
        "iat": 1,
        "exp": 2,
    }
    key = product.stack.secrets["BotKey"]
    bad = [
        jwt.encode(claims, key, algorithm="HS256"),
        jwt.encode(
            claims | {"exp": 4102444800}, "another key, of more than 32 characters", algorithm="HS256"
        ),
        jwt.encode(claims | {"exp": 4102444800, "aud": "x"}, key, algorithm="HS256"),
        jwt.encode(claims | {"exp": 4102444800}, None, algorithm="none"),
        "dos_nonsense",
    ]

    answers = [
        httpx.get(f"{product.stack.api_url}/me/", headers={"Authorization": f"Bearer {t}"}, timeout=30)
        for t in bad
    ]

    assert [a.status_code for a in answers] == [401] * len(bad)
    assert {a.headers["content-type"] for a in answers} == {"application/problem+json"}


@pytest.mark.long
def test_started_again_on_other_ports_the_data_is_there_and_events_still_flow(product: Product) -> None:
    product.stack.stop()
    with Stack(product.stack.state) as again, chatting(again) as running:
        again.start_bot()

        preview = running.preview("rao", f"{workday(21)} P3-P4 ml")
        running.press("rao", preview, "Send")
        card = running.wait(
            "hod", lambda m: _is_card(m, "Dr Rao", workday(21)) and "→" in m["text"] and bool(m["buttons"])
        )

        assert "Dr Meera" in card["text"]
