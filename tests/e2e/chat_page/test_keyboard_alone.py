"""Everything without a mouse: the keys that work, and where the focus goes."""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.e2e.chat_page.conftest import Page
from tests.e2e.chat_page.small_bot import ASHA, HOD, RAO

pytestmark = pytest.mark.long


def is_writing_in(page: Page, chat: int) -> bool:
    inside = f"return document.activeElement.matches(\".chat[data-chat='{chat}'] textarea\")"
    return bool(page.until(lambda: page.runs(inside)))


def is_on(page: Page, label: str) -> bool:
    return page.has_focus_on(lambda element: element.text == label)


def test_a_whole_leave_by_keyboard(page: Page) -> None:
    rao, head = page.column(RAO), page.column(HOD)
    page.key(Keys.F6, Keys.ENTER)
    assert head.reads("Linked with c1") and is_writing_in(page, HOD)
    page.key(Keys.F6, Keys.ENTER)
    assert rao.reads("Linked with c2") and is_writing_in(page, RAO)

    page.key("/leave friday fever", Keys.ENTER)
    assert rao.reads("friday fever: when?")
    page.key(Keys.ARROW_UP, Keys.ARROW_DOWN)
    assert is_on(page, "P3")
    page.key(Keys.ENTER)
    assert rao.reads("Leave P3: send it?") and is_on(page, "Send")
    page.key(Keys.ENTER)
    assert rao.reads("Sent: P3") and is_writing_in(page, RAO)

    page.key(Keys.F6)
    assert head.reads("Suresh Rao asks for P3") and is_writing_in(page, HOD)
    page.key(Keys.ARROW_UP, Keys.ARROW_RIGHT)
    assert is_on(page, "Approve")
    page.key(Keys.ENTER)
    assert is_on(page, "OK")
    page.key(Keys.ENTER)

    assert head.reads("Approved: P3") and is_writing_in(page, HOD)
    assert rao.reads("Your leave P3 is approved")


def test_f6_goes_round_the_chats_and_back_with_shift(page: Page) -> None:
    for chat in (HOD, RAO):
        page.column(chat).start()

    page.column(HOD).find("textarea").click()
    page.key(Keys.F6)
    assert is_writing_in(page, RAO)
    page.key(Keys.F6)
    assert is_writing_in(page, HOD)
    page.runs("document.activeElement.blur()")

    page.key(Keys.F6)

    assert is_writing_in(page, HOD)


def test_the_list_of_people_is_walked_with_arrows(page: Page) -> None:
    page.shown("#search").click()

    page.key("n", Keys.ARROW_DOWN, Keys.END)
    assert page.has_focus_on(lambda e: e.get_attribute("data-chat") == str(ASHA))
    page.key(Keys.ENTER)

    assert page.has_columns_of(HOD, RAO, ASHA)
    assert page.has_focus_on(lambda e: e.text == "START")


def test_a_command_is_chosen_completed_and_called_off(page: Page) -> None:
    rao = page.column(RAO)
    rao.start()

    page.key("/")
    assert rao.offers("/month", "/start")
    page.key(Keys.ARROW_UP)
    chosen = rao.find("textarea").get_attribute("aria-activedescendant")
    assert rao.find(f"#{chosen}").text.startswith("/start")
    page.key(Keys.TAB)
    assert rao.find("textarea").get_attribute("value") == "/start "
    page.key(Keys.BACKSPACE)
    assert rao.offers("/start")
    page.key(Keys.ESCAPE)

    assert page.until(lambda: not rao.suggestions())
    assert rao.find("textarea").get_attribute("aria-expanded") == "false"


def test_an_inline_result_is_chosen_with_arrows(page: Page) -> None:
    rao = page.column(RAO)
    rao.start()

    page.key("@day", Keys.TAB, "free")
    assert rao.offers("L", "R")
    page.key(Keys.ARROW_DOWN, Keys.ENTER)

    assert rao.reads("Lab 2 is free")


def test_buttons_are_walked_over_several_messages(page: Page) -> None:
    rao = page.column(RAO)
    rao.start()
    rao.type("/month")
    assert rao.reads("Which day?")

    page.key(Keys.ARROW_UP, Keys.ARROW_RIGHT, Keys.ARROW_DOWN)
    assert is_on(page, "2")
    page.key(Keys.ARROW_UP, Keys.ARROW_UP)
    assert page.has_focus_on(lambda e: e.text.startswith("Approve although"))
    page.key(Keys.ARROW_UP)
    assert is_on(page, "Count")
    page.key(Keys.ENTER)
    assert rao.reads("Taps: 1") and is_on(page, "Count")
    page.key(Keys.ESCAPE)

    assert is_writing_in(page, RAO)


def test_each_board_of_buttons_is_one_stop_of_the_tab_key(page: Page) -> None:
    rao = page.column(RAO)
    rao.start()
    rao.type("/month")
    assert rao.reads("Which day?")

    for board in page.all(f"{rao.at} .keyboard"):
        assert len(board.find_elements(By.CSS_SELECTOR, "[tabindex='0']")) == 1


def test_what_is_on_the_page_has_its_role_and_name(page: Page) -> None:
    page.column(RAO).start()

    unnamed = page.runs("""
        const named = e => e.textContent.trim() || e.ariaLabel || e.labels?.length;
        return [...document.querySelectorAll("button, summary, input:not([aria-hidden]), select, textarea")]
            .filter(e => e.checkVisibility() && !named(e)).map(e => e.outerHTML);
    """)

    assert unnamed == []
    log = page.column(RAO).find(".messages")
    assert (log.get_attribute("role"), log.get_attribute("aria-live")) == ("log", "polite")
    assert log.get_attribute("tabindex") == "0"


def test_a_focused_control_shows_a_ring(page: Page) -> None:
    page.key(Keys.F6)

    ring = "return getComputedStyle(document.activeElement).outlineStyle"

    assert page.until(lambda: page.runs(ring) == "solid")
