"""Groups, files and pictures both ways, and inline mode."""

from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from tests.e2e.chat_page.conftest import Column, Page
from tests.e2e.chat_page.small_bot import ASHA, HOD, RAO
from tests.support.sandbox import PIXEL, Elsewhere, Sandbox


@pytest.fixture
def group(page: Page, sandbox: Sandbox, loop: Elsewhere) -> int:
    """A group of Rao and Asha, open on the page."""
    made = loop.run(sandbox.group("CSE-3-A", RAO, ASHA))
    page.pick(made)
    return made


def speaks_as(column: Column, person: int) -> None:
    column.find(f".speaking option[value='{person}']").click()


def test_a_group_is_made_of_people_and_opens(page: Page, sandbox: Sandbox, loop: Elsewhere) -> None:
    page.shown("#new-group").click()
    page.shown("#group input[name='title']").send_keys("CSE-3-A")
    for person in (RAO, ASHA):
        page.shown(f"#group input[value='{person}']").click()
    page.shown("#group .main").click()

    (made,) = page.until(lambda: loop.run(sandbox.get("/groups")))
    assert page.has_columns_of(HOD, RAO, made["id"])
    assert page.column(made["id"]).find(".about").text == "3 in it: Dr Suresh Rao, Asha Nair, Dayorder"
    assert page.column(made["id"]).find(".service").text == "Dr Suresh Rao added Dayorder"


def test_in_a_group_one_chooses_who_speaks(page: Page, group: int) -> None:
    chat = page.column(group)
    speaks_as(chat, ASHA)
    chat.type("lunch?")
    assert chat.reads("lunch?")
    speaks_as(chat, RAO)
    chat.type("/month")

    assert chat.reads("Which day?")
    names = [b.split("\n")[0] for b in chat.bubbles()]
    assert names == ["Asha Nair", "/month", "Dayorder"]


def test_the_menu_of_a_group_names_the_bot(page: Page, group: int) -> None:
    chat = page.column(group)

    chat.find(".commands").click()
    chat.find(".suggestions li").click()

    assert chat.reads("/month@DayorderBot")
    assert chat.reads("Which day?")


def test_the_bot_is_removed_and_comes_back_by_a_link(page: Page, group: int) -> None:
    chat, rao = page.column(group), page.column(RAO)
    chat.more("Remove Dayorder")
    assert page.until(lambda: "Dr Suresh Rao removed Dayorder" in [s.text for s in page.all(".service")])
    rao.start()
    rao.type("/link")

    rao.press("Into a group")
    page.shown("#choose .choices button").click()

    assert chat.reads("/start@DayorderBot hello")
    assert chat.reads("Linked with hello")


def test_a_supergroup_takes_the_groups_place(
    page: Page, sandbox: Sandbox, loop: Elsewhere, group: int
) -> None:
    page.column(group).more("Make it a supergroup")

    (now,) = page.until(lambda: [g for g in loop.run(sandbox.get("/groups")) if g["type"] == "supergroup"])
    assert page.has_columns_of(HOD, RAO, now["id"])
    page.column(now["id"]).type("/month")
    assert page.column(now["id"]).reads("Which day?")


# files and pictures


def test_a_file_goes_to_the_bot_with_its_words(page: Page, tmp_path: Path) -> None:
    rao = page.column(RAO)
    rao.start()
    book = tmp_path / "college.xlsx"
    book.write_bytes(b"sheets")

    page.all(f"{rao.at} .file")[0].send_keys(str(book))
    assert rao.find(".attached span").text == "college.xlsx · 6 bytes"
    rao.type("import this")

    assert rao.reads("Got college.xlsx, 6 bytes: import this")
    assert not rao.has(".attached")


def test_a_picture_goes_as_one_unless_it_is_to_go_as_a_file(page: Page, tmp_path: Path) -> None:
    rao = page.column(RAO)
    rao.start()
    picture = tmp_path / "slip.png"
    picture.write_bytes(PIXEL)

    page.all(f"{rao.at} .file")[0].send_keys(str(picture))
    rao.find(".send").click()
    assert rao.reads("Got a picture")
    page.all(f"{rao.at} .file")[0].send_keys(str(picture))
    rao.find(".attached input").click()
    rao.find(".send").click()

    assert rao.reads("Got slip.png")


def test_a_file_can_be_dropped_into_a_chat(page: Page) -> None:
    rao = page.column(RAO)
    rao.start()

    page.runs(f"""
        const data = new DataTransfer();
        data.items.add(new File(["sheets"], "dropped.csv", {{type: "text/csv"}}));
        const chat = document.querySelector("{rao.at}");
        for (const kind of ["dragover", "drop"])
            chat.dispatchEvent(new DragEvent(kind, {{dataTransfer: data, bubbles: true, cancelable: true}}));
    """)
    rao.find("textarea").send_keys(Keys.ENTER)

    assert rao.reads("Got dropped.csv, 6 bytes: no words")


def test_what_the_bot_sends_is_shown_enlarged_and_fetched(page: Page) -> None:
    rao = page.column(RAO)
    rao.start()
    rao.type("/week")
    assert rao.reads("Week 48") and rao.reads("week.pdf")

    rao.find(".picture").click()
    assert page.until(lambda: page.runs("return document.querySelector('#viewer img').naturalWidth") == 1)
    page.key(Keys.ESCAPE)
    assert page.until(lambda: not page.all("#viewer[open]"))

    file = rao.find("a.document")
    assert file.get_attribute("download") == "week.pdf"
    fetched = "return fetch(arguments[0]).then(answer => answer.text())"
    assert page.browser.execute_script(fetched, file.get_attribute("href")) == "PDF"


# inline mode


def test_the_bots_name_and_some_words_find_results_for_any_chat(page: Page, group: int) -> None:
    chat = page.column(group)
    speaks_as(chat, ASHA)

    chat.find("textarea").send_keys("@DayorderBot free now")
    assert chat.offers("L", "R")
    assert [s.split("\n")[1:] for s in chat.suggestions()] == [["Lab 2", "40 seats"], ["R107", "50 seats"]]
    chat.find(".suggestions li:last-child").click()

    assert chat.reads("R107 is free")
    assert page.until(lambda: chat.find("textarea").get_attribute("value") == "")
    assert "via @DayorderBot" in chat.bubbles()[-1]


def test_a_button_begins_the_words_and_another_leads_to_the_own_chat(page: Page) -> None:
    rao = page.column(RAO)
    rao.start()
    rao.type("/link")

    rao.press("Free rooms")
    assert rao.offers("L", "R")
    assert rao.find("textarea").get_attribute("value") == "@DayorderBot free now"
    rao.find(".inline-button").click()

    assert rao.reads("/start inline")
