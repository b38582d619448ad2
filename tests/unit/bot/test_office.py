"""What admins and HODs do in the chat besides deciding: a workbook, links, who did what, how it fares."""

import io
from collections.abc import AsyncIterator
from zipfile import ZipFile

import pytest
import pytest_asyncio

from tests.support.fake_api import ADMIN, HOD, RAO, STUDENT, leave, plan
from tests.support.telegram import Call, Chat, alert, only

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def chat() -> AsyncIterator[Chat]:
    async with Chat() as started:
        yield started


def cells(call: Call) -> str:
    """The texts of the workbook that was sent."""
    ((name, data, _),) = call.files.values()
    assert name.endswith(".xlsx")
    return ZipFile(io.BytesIO(data)).read("xl/sharedStrings.xml").decode()


async def test_import_begins_with_the_workbook_to_fill_in(chat: Chat) -> None:
    sent = only(await chat.say(ADMIN, "/import"), "sendDocument")

    assert "send it back" in str(sent.parameters["caption"])
    assert next(iter(sent.files.values()))[:2] == ("dayorder.xlsx", b"PK-a-workbook")


async def test_a_workbook_is_tried_first_and_written_by_a_tap_that_goes_on(chat: Chat) -> None:
    tried = only(await chat.happens(chat.telegram.file_update(ADMIN, "Hill College.xlsx")))
    first = only(await chat.tap(ADMIN, tried, "Import it"), "editMessageText")
    second = only(await chat.tap(ADMIN, first, "Go on"), "editMessageText")

    assert "nothing written yet" in tried.text and "5 new: 5 faculty" in tried.text
    assert "7 objects written so far" in first.text
    assert "✅ <b>Hill College.xlsx</b>: 7 objects written." in second.text and second.buttons == {}
    assert [r.query["dry_run"] for r in chat.api.posts("/imports/")] == ["true", "false", "false"]


async def test_every_mistake_of_a_workbook_is_named_and_comes_in_a_file(chat: Chat) -> None:
    chat.telegram.file = b"bad"

    calls = await chat.happens(chat.telegram.file_update(ADMIN, "c.xlsx"))
    tried = only(calls)
    await chat.tap(ADMIN, tried, "only what is right")

    assert "10 problems" in tried.text and "Faculty B3 Name</b>: &lt;No name&gt;." in tried.text
    assert "and 2 more, in the file" in tried.text
    assert "&lt;No name&gt;." in cells(only(calls, "sendDocument"))
    assert chat.api.posts("/imports/")[-1].query["only_good"] == "true"


async def test_a_button_of_an_earlier_file_writes_nothing(chat: Chat) -> None:
    old = only(await chat.happens(chat.telegram.file_update(ADMIN, "a.xlsx")))
    new = only(await chat.happens(chat.telegram.file_update(ADMIN, "b.xlsx")))

    late = alert(await chat.tap(ADMIN, old, "Import it"))
    cancelled = await chat.tap(ADMIN, new, "Cancel")
    after = alert(await chat.tap(ADMIN, new, "Import it"))

    assert "out of date" in late and "out of date" in after
    assert "Nothing was written" in alert(cancelled)
    assert [r.query["dry_run"] for r in chat.api.posts("/imports/")] == ["true", "true"]


async def test_a_file_that_is_no_workbook_or_too_large_is_said_to_be_so(chat: Chat) -> None:
    picture = only(await chat.happens(chat.telegram.file_update(ADMIN, "me.jpg")))
    large = only(await chat.happens(chat.telegram.file_update(ADMIN, "c.xlsx", size=30_000_000)))

    assert "can't do anything with that" in picture.text and "20 MB" in large.text
    assert chat.api.requests == []


async def test_a_teacher_gets_one_link_and_a_section_or_department_a_sheet(chat: Chat) -> None:
    one = only(await chat.say(HOD, "/invite rao"))
    section = only(await chat.say(HOD, "/invite cse3a"), "sendDocument")
    department = only(await chat.say(ADMIN, "/invite physics"), "sendDocument")

    assert "https://t.me/dayorder_bot?start=code-u-f1" in one.text
    assert "2 links" in str(section.parameters["caption"])
    assert "=Asha" in cells(section) and "https://t.me/dayorder_bot?start=c1" in cells(department)
    assert [r.body for r in chat.api.posts("/invites/")][-1] == {"department": "d1", "cursor": "more"}


async def test_whom_to_invite_is_asked_where_it_is_not_clear(chat: Chat) -> None:
    usage = only(await chat.say(HOD, "/invite")).text
    unknown = only(await chat.say(HOD, "/invite zebra")).text
    choice = only(await chat.say(HOD, "/invite cse3"))
    chosen = only(await chat.tap(HOD, choice, "CSE-3-B"), "sendDocument")

    assert "/invite CSE-3-A" in usage and "called “zebra”" in unknown
    assert "Which “cse3”" in choice.text and chosen.files


async def test_who_did_what_is_read_the_latest_first(chat: Chat) -> None:
    latest = only(await chat.say(ADMIN, "/audit"))
    older = only(await chat.tap(ADMIN, latest, "Older"), "editMessageText")

    assert "22 Nov 11:30 <b>Dr Head</b> approved the leave of Dr Rao, 2026-11-27" in latest.text
    assert "20 Nov 11:30" in older.text


async def test_health_names_what_needs_attention(chat: Chat) -> None:
    said = only(await chat.say(ADMIN, "/health")).text

    assert said.split("\n") == [
        "<b>Needs your attention</b>",
        "✅ Term Odd, 30 days left",
        "⚠️ 2 requests have had no plan for minutes: is the solver running?",
        "✅ brand_new",
    ]


async def test_the_menu_of_an_admin_has_more_than_a_students(chat: Chat) -> None:
    admin = only(await chat.say(ADMIN, "/help")).text
    student = only(await chat.say(STUDENT, "/help")).text

    for command in ("/import", "/invite", "/audit", "/health"):
        assert command in admin and command not in student


async def test_a_timetable_is_asked_for_in_a_message_that_the_notices_will_follow(chat: Chat) -> None:
    begun = only(await chat.say(ADMIN, "/solve 30"))

    assert "0 of up to 30 seconds" in begun.text and list(begun.buttons) == ["⏹ Stop"]
    assert chat.api.notices["draft.D1"]["message_id"] == chat.telegram.last_message


async def test_a_draft_that_is_ready_at_once_is_not_shown_as_being_made(chat: Chat) -> None:
    chat.api.is_solver_quick = True

    calls = await chat.say(ADMIN, "/solve")

    assert "The solver has ended" in only(calls, "editMessageText").text


async def test_a_draft_is_published_after_a_look_at_what_it_changes(chat: Chat) -> None:
    await chat.say(ADMIN, "/solve")
    chat.api.solve()

    listed = only(await chat.say(ADMIN, "/publish"))
    draft = only(await chat.tap(ADMIN, listed, "cost 12"), "editMessageText")
    would = only(await chat.tap(ADMIN, draft, "Publish"), "editMessageText")
    done = only(await chat.tap(ADMIN, would, "Yes"), "editMessageText")

    assert "books 5 classes, moves 2 and gives up 1; 22 stay" in would.text
    assert "<b>Published</b>: 5 booked" in done.text
    assert "No draft is ready" in only(await chat.say(ADMIN, "/publish")).text


async def test_stop_ends_the_solver_with_its_best_so_far(chat: Chat) -> None:
    begun = only(await chat.say(ADMIN, "/solve"))

    stopped = only(await chat.tap(ADMIN, begun, "Stop"), "editMessageText")

    assert "Ending with the best so far" in stopped.text and stopped.buttons == {}


async def test_stop_after_the_end_shows_the_end(chat: Chat) -> None:
    await chat.say(ADMIN, "/solve")
    chat.api.solve()

    assert "A draft of 30 classes" in only(await chat.tap(ADMIN, "ds:D1"), "editMessageText").text
    assert "not yours" in only(await chat.say(HOD, "/solve")).text


async def test_a_head_sees_who_is_away_and_what_is_covered(chat: Chat) -> None:
    nobody = only(await chat.say(HOD, "/dept")).text
    friday = only(await chat.say(HOD, "/dept fri physics")).text

    assert "<b>Physics</b>, Sunday 22 Nov" in nobody and "Nobody is away" in nobody
    assert "✅ covered:" in friday and "⏳ waits for an answer:" in friday and "✖ not covered:" in friday


async def test_a_teacher_sees_their_load_and_covers(chat: Chat) -> None:
    said = only(await chat.say(RAO, "/load")).text

    assert "Fri 27 Nov: 3 periods" in said and "12 of at most 18" in said
    assert "This term: 2 covers given, 1 received, 1 exchanged" in said


async def test_a_head_names_who_acts_for_them(chat: Chat) -> None:
    done = only(await chat.say(HOD, "/delegate rao 24/11 28/11")).text
    off = only(await chat.say(HOD, "/delegate off")).text
    usage = only(await chat.say(HOD, "/delegate rao soon")).text

    assert "Dr Rao acts for you from Tue 24 Nov to Sat 28 Nov" in done and "Nobody acts" in off
    assert "/delegate rao 24/11 28/11" in usage
    named = {"acting_hod": "u-f1", "acting_from": "2026-11-24", "acting_until": "2026-11-28"}
    assert chat.api.delegated == [named, {}]


async def test_a_decision_is_undone_by_a_button_while_it_may_be(chat: Chat) -> None:
    chat.api.leaves["L1"] = leave(status="approved", can_decide=False, undo_until="2026-11-22T07:00:00Z")
    chat.api.plans["L1"] = plan(1)

    card = only(await chat.tap(HOD, "pc:L1"))
    calls = await chat.tap(HOD, card, "Undo")

    assert list(card.buttons) == ["↩️ Undo"]
    assert "Undone" in alert(calls) and "Approve" in str(only(calls, "editMessageText").buttons)


@pytest.mark.parametrize(
    ("part", "choice", "kept"),
    [
        ("Digest", "20:00", {"digest": "20:00"}),
        ("Reminder", "10 minutes", {"remind_minutes": 10}),
        ("Quiet", "21:00–07:00", {"quiet_from": "21:00", "quiet_until": "07:00"}),
        ("Pictures", "dark", {"theme": "dark"}),
    ],
)
async def test_what_a_person_chooses_is_kept_and_shown(
    chat: Chat, part: str, choice: str, kept: dict[str, object]
) -> None:
    shown = only(await chat.say(STUDENT, "/settings"))
    asked = only(await chat.tap(STUDENT, shown, part), "editMessageText")
    after = only(await chat.tap(STUDENT, asked, choice), "editMessageText")
    off = only(await chat.tap(STUDENT, after, part), "editMessageText")

    assert chat.api.settings[STUDENT].items() >= kept.items()
    assert choice in after.text and "Back" in str(off.buttons)


async def test_another_language_is_spoken_from_the_tap_on_and_in_the_menu(chat: Chat) -> None:
    asked = only(await chat.tap(STUDENT, "sg:language"), "editMessageText")
    calls = await chat.tap(STUDENT, asked, "हिन्दी")

    assert "आपकी पसंद" in only(calls, "editMessageText").text
    menu = only(calls, "setMyCommands").parameters["commands"]
    assert any("आज की कक्षाएँ" in c["description"] for c in menu)
