"""Every command and every button of the bot, found by tapping on from what each role is shown; and taps that
nobody was shown: mutated, made up, somebody else's, in a group."""

import asyncio
import re
from collections import deque
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app import COMMANDS, GROUP_BUTTONS
from bot.callback_data import MAX_BYTES, BadButton, Tap, decode
from tests.support.fake_api import ADMIN, HOD, RAO, STRANGER, STUDENT, FakeApi, ask, leave, plan, row
from tests.support.telegram import Call, Chat

ROLES = {"student": STUDENT, "faculty": RAO, "hod": HOD, "admin": ADMIN}
FILE = "college.xlsx"
SAID = ("/day cse3a friday", "/day cse3", "/invite cse3", "/calendar cse3", "/leave fri P3 fever")
BEGINNINGS = [*(f"/{command}" for command in COMMANDS), *SAID, FILE]
ANSWERS = {"answerCallbackQuery", "answerInlineQuery", "setMyCommands", "getFile", "deleteMessage"}


def college() -> FakeApi:
    """With something of everything: requests open and decided, a question, a wish to be forgotten."""
    api = FakeApi(is_solver_quick=True)
    fairest = {"name": "fairest", "status": "optimal", "cost": 20, "bound": 20, "rows": [row(cost=20)]}
    api.leaves = {
        "L1": leave(can_withdraw=True, undo_until="2026-11-22T12:00:00+05:30", plan_revision=1),
        "L2": leave("L2", status="approved", can_withdraw=True, undo_until="2026-11-22T12:00:00+05:30"),
    }
    api.plans = {
        "L1": plan(1, [row(), row(kind="moved")]) | {"alternatives": [fairest]},
        "L2": plan(1, leave="L2"),
    }
    api.asks = {"A1": ask()}
    api.to_forget = {"u-Asha": "Asha"}
    return api


class Checked(HTMLParser):
    """What Telegram refuses: tags that are not closed in their order, or that it does not know."""

    KNOWN = frozenset({"b", "i", "s", "u", "code", "pre", "a", "tg-spoiler", "blockquote"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.feed(text)
        assert not self.open, text

    def handle_starttag(self, tag: str, attrs: object) -> None:
        assert tag in self.KNOWN, tag
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, tag


def check(calls: list[Call]) -> None:
    """Whatever is said can be sent: whole markup, buttons that are ours and fit, no fault of ours."""
    for call in calls:
        words = call.text or call.caption
        if call.method not in ANSWERS:
            Checked(words)
        assert "Something went wrong" not in words
        for data in call.buttons.values():
            assert len(data.encode()) <= MAX_BYTES
            if data:
                decode(data)


async def crawled(role: str) -> set[Tap]:
    """Every kind of button that this role comes to from each command, tapped in a college as it was."""
    person, reached = ROLES[role], set[tuple[str, str]]()
    ways: deque[tuple[str, ...]] = deque([*((said,) for said in BEGINNINGS)])
    while ways:
        way = ways.popleft()
        async with Chat(college()) as chat:
            shown = await went(chat, person, way)
        for words, data in shown.items():
            step = (way[0], re.sub(r":[^:]*[0-9][^:]*", ":", data))  # its choices, not its ids and dates
            if step not in reached:
                reached.add(step)
                ways.append((*way, words))
    return {Tap(data.partition(":")[0]) for _, data in reached}


async def went(chat: Chat, person: int, way: tuple[str, ...]) -> dict[str, str]:
    """The buttons at the end of a way: a command or a file, then the words of the button to tap each time."""
    begin = chat.telegram.file_update(person, FILE) if way[0] == FILE else None
    calls = await (chat.happens(begin) if begin else chat.say(person, way[0]))
    check(calls)
    shown = buttons(calls)
    for words in way[1:]:
        calls = await chat.tap(person, shown[words])
        check(calls)
        assert any(call.method == "answerCallbackQuery" for call in calls), way
        shown = buttons(calls)
    return shown


def buttons(calls: list[Call]) -> dict[str, str]:
    return {words: data for call in calls for words, data in call.buttons.items() if data}


@pytest.mark.asyncio
async def test_every_button_is_come_to_by_tapping_and_answers() -> None:
    reached: set[Tap] = set()
    for role in ROLES:
        reached |= await crawled(role)

    assert set(Tap) - reached == set()


IDS, CHOICES = ("L1", "L2", "A1", "D1", "u-Asha", "me"), ("1", "0", "b", "f", "s", "language", "en")
DATES = ("2026-11-27", "2026-02-31")
PEOPLE = [*ROLES.values(), STRANGER]


@st.composite
def taps(draw: st.DrawFn) -> str:
    """What a button of ours could carry, what is nearly that, and anything that Telegram lets through."""
    tap = draw(st.sampled_from(Tap))
    data = ":".join([tap, *draw(st.lists(st.sampled_from(IDS + CHOICES + DATES), max_size=4))])
    at = draw(st.integers(0, len(data)))
    spoilt = data[:at] + draw(st.text(max_size=3)) + data[at + draw(st.integers(0, 2)) :]
    return draw(st.sampled_from([data, spoilt, draw(st.text(max_size=MAX_BYTES))]))[:MAX_BYTES] or tap


@given(taps(), st.sampled_from(PEOPLE), st.booleans(), st.booleans())
@settings(max_examples=150, deadline=None, derandomize=True)
def test_a_tap_that_nobody_was_shown_is_answered_and_breaks_nothing(
    data: str, person: int, in_a_group: bool, on_picture: bool
) -> None:
    calls, api = asyncio.run(tapped(data, person, in_a_group=in_a_group, on_picture=on_picture))

    check(calls)
    assert sum(call.method == "answerCallbackQuery" for call in calls) == 1
    changed = [r for r in api.requests if r.method != "GET" and "/dialogue/" not in r.path]
    if not is_ours(data):
        assert changed == [] and len(calls) == 1
    if in_a_group and not (is_ours(data) and decode(data)[0] in GROUP_BUTTONS):
        assert changed == [] and len(calls) == 1


async def tapped(data: str, person: int, *, in_a_group: bool, on_picture: bool) -> tuple[list[Call], FakeApi]:
    async with Chat(college()) as chat:
        raw = chat.telegram.tap_update(person, data, message=500, on_picture=on_picture)
        if in_a_group:
            raw["callback_query"]["message"]["chat"] = {"id": -person, "type": "group", "title": "CSE-3-A"}
        return await chat.happens(raw), chat.api


def is_ours(data: str) -> bool:
    try:
        decode(data)
    except BadButton:
        return False
    return True
