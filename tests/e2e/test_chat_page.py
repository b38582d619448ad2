"""The chat page in a real browser: people write, tap and watch the bot answer, several side by side."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait
from telegram import BotCommand, Update
from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Keyboard
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from tests.support.sandbox import App, Elsewhere, Sandbox, client, polling, running

CHROMIUM, CHROMEDRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"
SWITCHES = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --window-size=1400,900"
)
HOD, RAO, ASHA = 1, 2, 3
PEOPLE: list[dict[str, Any]] = [
    {
        "id": HOD,
        "name": "Dr Meera Iyer",
        "role": "hod",
        "about": "Computer Science",
        "start": "c1",
        "open": True,
    },
    {
        "id": RAO,
        "name": "Dr Suresh Rao",
        "role": "teacher",
        "about": "teaches DBMS",
        "start": "c2",
        "open": True,
    },
    {"id": ASHA, "name": "Asha Nair", "role": "student", "about": "section CSE-3-A", "start": "c3"},
]
WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
LONG = "Approve although two classes of Friday afternoon move to the laboratory"


# a small bot


async def start(update: Update, context: Any) -> None:
    assert update.effective_message
    rows = [[Button("Count", callback_data="1")], [Button(LONG, callback_data="1")]]
    await update.effective_message.reply_html(
        f"<b>Linked</b> with <code>{context.args[0]}</code>", reply_markup=Keyboard(rows)
    )


async def count(update: Update, context: Any) -> None:
    query = update.callback_query
    assert query and query.data
    await query.answer(f"That was tap {query.data}")
    again = Keyboard([[Button("Count", callback_data=f"{int(query.data) + 1}")]])
    await query.edit_message_text(f"Taps: {query.data}", reply_markup=again)


async def month(update: Update, context: Any) -> None:
    assert update.effective_message
    days = [Button(str(day), callback_data=f"{day}") for day in range(1, 31)]
    rows = [[Button(name, callback_data="0") for name in WEEKDAYS]]
    rows += [days[at : at + 7] for at in range(0, 30, 7)]
    await update.effective_message.reply_text("Which day?", reply_markup=Keyboard(rows))


async def echo(update: Update, context: Any) -> None:
    assert update.effective_message
    await update.effective_message.reply_text(f"You said: {update.effective_message.text}")


def small_bot(sandbox: Sandbox) -> App:
    app = client(sandbox)
    app.add_handlers([CommandHandler("start", start), CommandHandler("month", month)])
    app.add_handlers([CallbackQueryHandler(count), MessageHandler(filters.TEXT, echo)])
    return app


# a browser


class Column:
    """One chat on the page; elements are looked up each time, for the page draws them anew."""

    def __init__(self, page: "Page", person: int) -> None:
        self._page = page
        self._at = f"#chats .chat[data-person='{person}']"

    def find(self, selector: str) -> WebElement:
        return self._page.shown(f"{self._at} {selector}")

    def start(self) -> None:
        self.find(".start").click()
        self.reads("Linked with")

    def type(self, text: str) -> None:
        self.find("textarea").send_keys(text, Keys.ENTER)

    def press(self, label: str) -> None:
        """A message that is drawn anew meanwhile has its button found again."""

        def pressed() -> bool:
            next(b for b in self._page.all(f"{self._at} .keyboard button") if b.text == label).click()
            return True

        self._page.until(pressed)

    def reads(self, words: str) -> None:
        self._page.until(lambda: any(words in bubble for bubble in self.bubbles()))

    def bubbles(self) -> list[str]:
        return [b.text for b in self._page.all(f"{self._at} .bubble")]


class Page:
    """The chat page, and waiting for what it shows."""

    def __init__(self, browser: webdriver.Chrome, url: str) -> None:
        self.browser = browser
        self._wait = WebDriverWait(
            browser, 15, 0.05, (NoSuchElementException, StaleElementReferenceException, StopIteration)
        )
        browser.get(url)

    def until(self, holds: Callable[[], Any]) -> Any:
        return self._wait.until(lambda _: holds())

    def all(self, selector: str) -> list[WebElement]:
        return list(self.browser.find_elements(By.CSS_SELECTOR, selector))

    def shown(self, selector: str) -> WebElement:
        found: WebElement = self.until(lambda: next(e for e in self.all(selector) if e.is_displayed()))
        return found

    def column(self, person: int) -> Column:
        return Column(self, person)

    def pick(self, person: int) -> None:
        self.shown(f"#list [data-person='{person}']").click()

    def has_columns_of(self, *people: int) -> None:
        wanted = [str(person) for person in people]
        self.until(lambda: [c.get_attribute("data-person") for c in self.all("#chats .chat")] == wanted)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    if not (shutil.which(CHROMIUM) and shutil.which(CHROMEDRIVER)):
        pytest.skip("The chat page is tested in Chromium: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for switch in SWITCHES.split():
        options.add_argument(switch)
    options.add_argument(f"--user-data-dir={tmp_path_factory.mktemp('chromium')}")
    one = webdriver.Chrome(options, webdriver.ChromeService(CHROMEDRIVER))
    yield one
    one.quit()


@pytest.fixture
def loop() -> Iterator[Elsewhere]:
    with Elsewhere() as one:
        yield one


@pytest.fixture
def sandbox(loop: Elsewhere, tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox with its people and the small bot at work."""
    stack = AsyncExitStack()

    async def begin() -> Sandbox:
        one = await stack.enter_async_context(running(tmp_path / "sandbox.sqlite"))
        await one.add(*PEOPLE)
        app = await stack.enter_async_context(polling(small_bot(one)))
        await app.bot.set_my_commands([BotCommand("month", "Pick a day"), BotCommand("start", "Begin")])
        return one

    try:
        yield loop.run(begin())
    finally:
        loop.run(stack.aclose())


@pytest.fixture
def page(browser: webdriver.Chrome, sandbox: Sandbox) -> Iterator[Page]:
    browser.set_window_size(1400, 900)
    yield Page(browser, sandbox.url)
    log: list[dict[str, Any]] = browser.get_log("browser")  # type: ignore[no-untyped-call]
    severe = [line["message"] for line in log if line["level"] == "SEVERE"]
    browser.get("about:blank")
    assert severe == []


# the page


def test_it_opens_the_people_who_are_to_be_open(page: Page) -> None:
    page.has_columns_of(HOD, RAO)

    assert page.column(HOD).find("h2").text == "Dr Meera Iyer"
    assert [h.text.lower() for h in page.all("#list h3")] == ["heads of department", "teachers", "students"]


def test_start_sends_the_code_of_the_link_and_makes_room_for_words(page: Page) -> None:
    rao = page.column(RAO)

    rao.start()

    rao.reads("/start c2")
    rao.reads("Linked with c2")
    assert rao.find(".bubble b").text == "Linked" and rao.find(".bubble code").text == "c2"
    assert rao.find("textarea").is_displayed()


def test_what_is_typed_is_said_and_answered_as_plain_text(page: Page) -> None:
    rao = page.column(RAO)
    rao.start()

    rao.type("<b>hello</b> & ✓")

    rao.reads("You said: <b>hello</b> & ✓")
    assert rao.find("textarea").get_attribute("value") == ""


def test_the_menu_offers_the_commands_and_sends_the_chosen_one(page: Page) -> None:
    rao = page.column(RAO)
    rao.start()

    rao.find(".commands").click()
    rao.find(".menu li:first-child button").click()

    rao.reads("Which day?")
    rao.press("30")
    rao.reads("Taps: 30")


def test_typing_a_slash_offers_what_begins_like_it(page: Page) -> None:
    rao = page.column(RAO)
    rao.start()

    rao.find("textarea").send_keys("/mo")

    page.until(lambda: [b.text for b in page.all(".menu b") if b.text] == ["/month"])


def test_a_pressed_button_edits_the_message_and_shows_the_answer(page: Page) -> None:
    rao = page.column(RAO)
    rao.start()

    rao.press("Count")
    rao.reads("Taps: 1")
    rao.press("Count")

    rao.reads("Taps: 2")
    assert rao.find(".toast").text in ("That was tap 1", "That was tap 2")
    assert [b.split("\n")[0] for b in rao.bubbles()] == ["/start c2", "Taps: 2"]
    assert rao.find(".bubble time").is_displayed() and "edited" in rao.bubbles()[1]


def test_several_people_talk_side_by_side_each_in_their_own_chat(page: Page) -> None:
    page.pick(ASHA)
    page.has_columns_of(HOD, RAO, ASHA)
    asha, rao = page.column(ASHA), page.column(RAO)

    asha.start()
    rao.start()
    asha.type("only me")

    asha.reads("You said: only me")
    assert not any("only me" in bubble for bubble in rao.bubbles())
    lefts = [c.rect["x"] for c in page.all("#chats .chat")]
    assert lefts == sorted(set(lefts))


def test_a_word_from_elsewhere_appears_by_itself(page: Page, sandbox: Sandbox, loop: Elsewhere) -> None:
    page.has_columns_of(HOD, RAO)

    loop.run(sandbox.say(RAO, "from another window"))

    page.column(RAO).reads("You said: from another window")
    assert page.column(RAO).find("textarea").is_displayed()


def test_a_cleared_sandbox_offers_start_again(page: Page, sandbox: Sandbox, loop: Elsewhere) -> None:
    page.column(RAO).start()

    loop.run(sandbox.clear())

    page.column(RAO).start()
    assert len(page.column(RAO).bubbles()) == 2


def test_a_closed_chat_goes_and_comes_back_with_its_words(page: Page) -> None:
    page.column(RAO).start()

    page.column(RAO).find(".close").click()
    page.has_columns_of(HOD)
    page.pick(RAO)

    page.has_columns_of(HOD, RAO)
    page.column(RAO).reads("Linked with c2")


def test_a_reload_keeps_the_columns_and_their_words(page: Page) -> None:
    page.column(RAO).start()
    page.column(HOD).find(".close").click()
    page.pick(ASHA)
    page.has_columns_of(RAO, ASHA)

    page.browser.refresh()

    page.has_columns_of(RAO, ASHA)
    page.column(RAO).reads("Linked with c2")
    assert page.column(ASHA).find(".start").is_displayed()


def test_the_search_finds_people_by_name_and_by_what_they_do(page: Page) -> None:
    page.has_columns_of(HOD, RAO)

    page.shown("#search").send_keys("dbms")

    page.until(lambda: [n.text for n in page.all("#list .name")] == ["Dr Suresh Rao"])


def test_a_narrow_window_is_one_column(page: Page) -> None:
    page.has_columns_of(HOD, RAO)

    page.browser.set_window_size(500, 800)

    page.until(lambda: page.all("#chats .chat")[0].rect["width"] > 0.9 * inner_width(page))
    assert page.browser.execute_script("return document.documentElement.scrollWidth") <= inner_width(page)
    assert page.shown("#people").rect["y"] < page.all("#chats .chat")[0].rect["y"]


@pytest.mark.parametrize("width", [500, 1400])
def test_no_button_is_cut_off(page: Page, width: int) -> None:
    page.browser.set_window_size(width, 800)
    rao = page.column(RAO)
    rao.start()
    rao.type("/month")
    rao.reads("Which day?")

    page.until(lambda: len(page.all(".keyboard button")) == 2 + 7 + 30)

    cut = (
        "return [...document.querySelectorAll('.keyboard button')].filter(b => b.scrollWidth > b.clientWidth)"
    )
    assert [b.text for b in page.browser.execute_script(cut)] == []


def inner_width(page: Page) -> int:
    return int(page.browser.execute_script("return innerWidth"))
