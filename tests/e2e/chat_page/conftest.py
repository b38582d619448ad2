"""Headless Chromium, the small bot at work in a sandbox, and words for what is on the page."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.e2e.chat_page.small_bot import PEOPLE, show_commands, small_bot
from tests.support.sandbox import Elsewhere, Sandbox, polling, running

CHROMIUM, CHROMEDRIVER = "/usr/bin/chromium", "/usr/bin/chromedriver"
SWITCHES = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --window-size=1400,900"
)


class Column:
    """One chat on the page; elements are looked up each time, for the page draws them anew."""

    def __init__(self, page: "Page", chat: int) -> None:
        self._page = page
        self.at = f"#chats .chat[data-chat='{chat}']"

    def find(self, selector: str) -> WebElement:
        return self._page.shown(f"{self.at} {selector}")

    def has(self, selector: str) -> bool:
        return any(e.is_displayed() for e in self._page.all(f"{self.at} {selector}"))

    def start(self) -> None:
        self.find(".start").click()
        assert self.reads("Linked with")

    def type(self, text: str) -> None:
        self.find("textarea").send_keys(text, Keys.ENTER)

    def press(self, label: str) -> None:
        """A message that is drawn anew meanwhile has its button found again."""

        def pressed() -> bool:
            next(b for b in self._page.all(f"{self.at} .keyboard button") if label in b.text).click()
            return True

        self._page.until(pressed)

    def reads(self, words: str) -> bool:
        """Waits until a message says this."""
        return bool(self._page.until(lambda: any(words in bubble for bubble in self.bubbles())))

    def bubbles(self) -> list[str]:
        return [b.text for b in self._page.all(f"{self.at} .bubble")]

    def suggestions(self) -> list[str]:
        return [i.text for i in self._page.all(f"{self.at} .suggestions li") if i.is_displayed()]

    def offers(self, *words: str) -> bool:
        """Waits until the list above the input begins its entries with these."""
        return bool(self._page.until(lambda: tuple(s.split("\n")[0] for s in self.suggestions()) == words))

    def more(self, label: str) -> None:
        self.find(".more summary").click()
        buttons = f"{self.at} .sheet button"
        self._page.until(lambda: next(b for b in self._page.all(buttons) if label in b.text)).click()


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
        element: WebElement = self.until(lambda: next(e for e in self.all(selector) if e.is_displayed()))
        return element

    def column(self, chat: int) -> Column:
        return Column(self, chat)

    def click(self, selector: str) -> None:
        """What is drawn anew meanwhile is found again."""

        def clicked() -> bool:
            next(e for e in self.all(selector) if e.is_displayed()).click()
            return True

        self.until(clicked)

    def pick(self, chat: int) -> None:
        self.click(f"#list [data-chat='{chat}']")

    def turn_to(self, chat: int) -> None:
        """On a phone: to this chat's tab."""
        self.click(f"#tabs [data-chat='{chat}']")

    def has_columns_of(self, *chats: int) -> bool:
        wanted = [str(chat) for chat in chats]
        return bool(
            self.until(lambda: [c.get_attribute("data-chat") for c in self.all("#chats .chat")] == wanted)
        )

    def runs(self, script: str) -> Any:
        return self.browser.execute_script(script)

    def key(self, *keys: str) -> None:
        """To whatever has the focus; a chord is its keys with a + between, as `Keys.CONTROL + "a"`."""
        for key in keys:
            ActionChains(self.browser).send_keys(key).perform()

    def has_focus_on(self, holds: Callable[[WebElement], bool]) -> bool:
        return bool(self.until(lambda: holds(self.browser.switch_to.active_element)))

    def wears(self, feature: str, value: str) -> None:
        """What the system would say: `prefers-color-scheme` dark."""
        features = {"features": [{"name": feature, "value": value}]}
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", features)

    def is_phone(self, width: int = 390, height: int = 800) -> None:
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": True}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    @property
    def width(self) -> int:
        return int(self.runs("return innerWidth"))


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    if not (shutil.which(CHROMIUM) and shutil.which(CHROMEDRIVER)):
        pytest.skip("The chat page is tested in Chromium: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for switch in SWITCHES.split():
        options.add_argument(switch)
    options.add_argument(f"--user-data-dir={tmp_path_factory.mktemp('chromium')}")
    chromium = webdriver.Chrome(options, webdriver.ChromeService(CHROMEDRIVER))
    yield chromium
    chromium.quit()


@pytest.fixture
def loop() -> Iterator[Elsewhere]:
    with Elsewhere() as elsewhere:
        yield elsewhere


@pytest.fixture
def sandbox(loop: Elsewhere, tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox with its people and the small bot at work."""
    stack = AsyncExitStack()

    async def begin() -> Sandbox:
        sandbox = await stack.enter_async_context(running(tmp_path / "sandbox.sqlite"))
        await sandbox.add(*PEOPLE)
        await show_commands(await stack.enter_async_context(polling(small_bot(sandbox))))
        return sandbox

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
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    browser.get("about:blank")
    assert severe == []
