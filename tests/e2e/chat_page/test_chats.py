"""Chats side by side: what people write and tap, what the bot answers, what stays."""

from tests.e2e.chat_page.conftest import Page
from tests.e2e.chat_page.small_bot import ASHA, HOD, RAO
from tests.support.sandbox import Elsewhere, Sandbox


def test_it_opens_the_people_who_are_to_be_open(page: Page) -> None:
    assert page.has_columns_of(HOD, RAO)
    assert page.column(HOD).find("h2").text == "Dr Meera Iyer"
    assert [h.text.lower() for h in page.all("#list h3")] == ["heads of department", "teachers", "students"]


def test_start_sends_the_code_of_the_link_and_makes_room_for_words(page: Page) -> None:
    rao = page.column(RAO)

    rao.start()

    assert rao.reads("/start c2")
    assert rao.reads("Linked with c2")
    assert rao.find(".bubble b").text == "Linked" and rao.find(".bubble code").text == "c2"
    assert rao.find("textarea").is_displayed()


def test_what_is_typed_is_said_and_answered_as_plain_text(page: Page) -> None:
    rao = page.column(RAO)
    rao.start()

    rao.type("<b>hello</b> & ✓")

    assert rao.reads("You said: <b>hello</b> & ✓")
    assert rao.find("textarea").get_attribute("value") == ""


def test_the_menu_offers_the_commands_and_sends_the_chosen_one(page: Page) -> None:
    rao = page.column(RAO)
    rao.start()

    rao.find(".commands").click()
    rao.find(".suggestions li:first-child").click()
    assert rao.reads("Which day?")
    rao.press("30")

    assert rao.reads("Taps: 30")


def test_typing_a_slash_offers_what_begins_like_it(page: Page) -> None:
    rao = page.column(RAO)
    rao.start()

    rao.find("textarea").send_keys("/mo")

    assert rao.offers("/month")


def test_a_pressed_button_edits_the_message_and_shows_the_answer(page: Page) -> None:
    rao = page.column(RAO)
    rao.start()

    rao.press("Count")
    assert rao.reads("Taps: 1")
    rao.press("Count")

    assert rao.reads("Taps: 2")
    assert rao.find(".toast").text in ("That was tap 1", "That was tap 2")
    assert [b.split("\n")[0] for b in rao.bubbles()] == ["/start c2", "Taps: 2"]
    assert rao.find(".bubble time").is_displayed() and "edited" in rao.bubbles()[1]


def test_several_people_talk_side_by_side_each_in_their_own_chat(page: Page) -> None:
    page.pick(ASHA)
    assert page.has_columns_of(HOD, RAO, ASHA)
    asha, rao = page.column(ASHA), page.column(RAO)

    asha.start()
    rao.start()
    asha.type("only me")

    assert asha.reads("You said: only me")
    assert not any("only me" in bubble for bubble in rao.bubbles())
    lefts = [c.rect["x"] for c in page.all("#chats .chat")]
    assert lefts == sorted(set(lefts))


def test_a_word_from_elsewhere_appears_by_itself(page: Page, sandbox: Sandbox, loop: Elsewhere) -> None:
    assert page.has_columns_of(HOD, RAO)

    loop.run(sandbox.say(RAO, "from another window"))

    assert page.column(RAO).reads("You said: from another window")
    assert page.column(RAO).find("textarea").is_displayed()


def test_a_cleared_sandbox_offers_start_again(page: Page, sandbox: Sandbox, loop: Elsewhere) -> None:
    page.column(RAO).start()

    loop.run(sandbox.clear())

    page.column(RAO).start()
    assert len(page.column(RAO).bubbles()) == 2


def test_a_closed_chat_goes_and_comes_back_with_its_words(page: Page) -> None:
    page.column(RAO).start()

    page.column(RAO).find(".close").click()
    assert page.has_columns_of(HOD)
    page.pick(RAO)

    assert page.has_columns_of(HOD, RAO)
    assert page.column(RAO).reads("Linked with c2")


def test_a_reload_keeps_the_columns_and_their_words(page: Page) -> None:
    page.column(RAO).start()
    page.column(HOD).find(".close").click()
    page.pick(ASHA)
    assert page.has_columns_of(RAO, ASHA)

    page.browser.refresh()

    assert page.has_columns_of(RAO, ASHA)
    assert page.column(RAO).reads("Linked with c2")
    assert page.column(ASHA).find(".start").is_displayed()


def test_the_search_finds_people_by_name_and_by_what_they_do(page: Page) -> None:
    assert page.has_columns_of(HOD, RAO)

    page.shown("#search").send_keys("dbms")

    assert page.until(lambda: [n.text for n in page.all("#list .name")] == ["Dr Suresh Rao"])


def test_commands_and_links_in_a_message_are_followed_in_its_chat(page: Page) -> None:
    rao = page.column(RAO)
    rao.start()
    rao.type("/link")
    assert rao.reads("See /month")

    page.until(lambda: next(c for c in page.all(f"{rao.at} .command") if c.text == "/month")).click()
    assert rao.reads("Which day?")
    rao.find(".bubble a[href='https://t.me/DayorderBot?start=day-friday']").click()

    assert rao.reads("/start day-friday")
    assert rao.reads("Linked with day-friday")


def test_an_alert_stays_until_it_is_read(page: Page, sandbox: Sandbox, loop: Elsewhere) -> None:
    rao, head = page.column(RAO), page.column(HOD)
    rao.start()
    head.start()
    rao.type("/leave friday")
    rao.press("P3")
    rao.press("Send")

    head.press("Reject")

    assert head.find(".alert p").text == "Nobody decides their own request."
    head.find(".alert button").click()
    assert page.until(lambda: not head.has(".alert"))


def test_a_persons_language_is_that_of_their_menu(page: Page) -> None:
    rao = page.column(RAO)
    rao.start()

    rao.find(".more summary").click()
    rao.find(".sheet select option[value='hi']").click()
    rao.find(".more summary").click()
    rao.find(".commands").click()

    assert page.until(lambda: rao.suggestions() == ["/month\nदिन चुनें"])


def test_who_blocks_the_bot_starts_it_again_by_a_button(page: Page) -> None:
    rao = page.column(RAO)
    rao.start()

    rao.more("Block the bot")
    assert page.until(lambda: rao.find(".start").text == "RESTART")
    rao.find(".start").click()

    assert page.until(lambda: rao.has("textarea"))
    assert page.until(lambda: len([b for b in rao.bubbles() if "Linked with c2" in b]) == 2)


def test_a_deleted_chat_is_empty(page: Page) -> None:
    rao = page.column(RAO)
    rao.start()

    rao.more("Delete the chat")

    assert page.until(lambda: rao.bubbles() == [] and rao.find(".start").text == "RESTART")


def test_a_wanted_reply_is_one(page: Page) -> None:
    rao = page.column(RAO)
    rao.start()
    rao.type("/ask")
    assert page.until(lambda: rao.find("textarea").get_attribute("placeholder") == "Why")

    rao.type("fever")

    assert rao.reads("To “Why?”: fever")
    assert not rao.has(".replying")


def test_answers_in_place_of_letters_go_when_they_are_over(page: Page) -> None:
    rao = page.column(RAO)
    rao.start()
    rao.type("/choose")

    assert rao.find(".words").text.split() == ["Theory", "Lab"]
    page.all(f"{rao.at} .words button")[1].click()

    assert rao.reads("A lab then")
    assert page.until(lambda: not rao.has(".words"))


def test_what_the_bot_is_about_to_do_is_seen(page: Page, sandbox: Sandbox, loop: Elsewhere) -> None:
    rao = page.column(RAO)
    rao.start()

    loop.run(sandbox.call("sendChatAction", chat_id=RAO, action="upload_photo"))

    assert page.until(lambda: rao.find(".about").text == "Dayorder is sending a picture …")
    loop.run(sandbox.call("sendMessage", chat_id=RAO, text="here"))
    assert page.until(lambda: rao.find(".about").text == "teaches DBMS")


def test_the_bots_next_message_can_be_made_to_go_wrong(page: Page) -> None:
    rao = page.column(RAO)
    rao.start()
    rao.find(".more summary").click()
    rao.find(".sheet option[value='flood']").click()
    rao.find(".more summary").click()

    rao.type("one")
    rao.type("two")

    assert rao.reads("You said: two")
    assert not any("You said: one" in bubble for bubble in rao.bubbles())
