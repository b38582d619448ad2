"""How the page looks: in the dark, on a phone, and never with anything cut off."""

import pytest

from tests.e2e.chat_page.conftest import Page
from tests.e2e.chat_page.small_bot import ASHA, HOD, RAO
from tests.support.sandbox import Elsewhere, Sandbox

BACKGROUND = "return getComputedStyle(document.body).backgroundColor"

pytestmark = pytest.mark.long


def brightness(colour: str) -> float:
    """0 black to 255 white, of `rgb(r, g, b)`."""
    return sum(float(part) for part in colour.strip("rgba()").split(",")[:3]) / 3


def test_it_is_as_dark_as_the_system(page: Page) -> None:
    page.wears("prefers-color-scheme", "dark")
    dark = page.runs(BACKGROUND)
    page.wears("prefers-color-scheme", "light")
    light = page.runs(BACKGROUND)

    assert brightness(dark) < 40 and brightness(light) > 200


def test_the_switch_overrules_the_system_and_is_remembered(page: Page) -> None:
    page.wears("prefers-color-scheme", "light")

    page.shown("#theme").click()
    page.browser.refresh()

    assert page.until(lambda: page.shown("#theme").get_attribute("aria-pressed") == "true")
    assert brightness(page.runs(BACKGROUND)) < 40


CONTRAST = """
    const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
    const rgb = colour => {
        canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
        .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
    const behind = e => { for (; e; e = e.parentElement) {
        const found = rgb(getComputedStyle(e).backgroundColor);
        if (found[3] > 200) return found;
    } return [255, 255, 255, 255]; };
    return [...document.querySelectorAll(arguments[0])].map(e => {
        const [a, b] = [light(rgb(getComputedStyle(e).color)), light(behind(e))];
        return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.className || e.tagName];
    });
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(page: Page, scheme: str) -> None:
    page.wears("prefers-color-scheme", scheme)
    rao = page.column(RAO)
    rao.start()
    rao.type("hello")
    assert rao.reads("You said: hello")

    words = "h1, h2, h3, .about, .bubble, .bubble time, .bubble code, .command, #list .name, #list small, kbd"
    measured = page.browser.execute_script(CONTRAST, words)

    assert min(measured) >= [4.5], min(measured)


def test_on_a_phone_there_is_one_chat_under_its_tabs(page: Page) -> None:
    page.is_phone()
    assert page.until(lambda: [t.text for t in page.all("#tabs [role='tab'] span:last-child")])

    shown = [c.get_attribute("data-chat") for c in page.all("#chats .chat") if c.is_displayed()]
    assert shown == [str(HOD)]
    page.turn_to(RAO)
    page.column(RAO).start()

    assert not page.column(HOD).has("h2")
    assert page.column(RAO).find(".bubble").rect["width"] < 390
    assert page.runs("return document.documentElement.scrollWidth") <= page.width == 390


def test_on_a_phone_people_are_picked_from_a_sheet(page: Page) -> None:
    page.is_phone()

    page.shown("#add").click()
    page.pick(ASHA)

    assert page.until(lambda: not page.all("#people")[0].is_displayed())
    assert page.column(ASHA).find(".start").is_displayed()
    tabs = [
        (t.get_attribute("data-chat"), t.get_attribute("aria-selected"))
        for t in page.all("#tabs [role='tab']")
    ]
    assert tabs == [(str(HOD), "false"), (str(RAO), "false"), (str(ASHA), "true")]


def test_on_a_phone_a_tab_tells_of_what_came(page: Page, sandbox: Sandbox, loop: Elsewhere) -> None:
    page.is_phone()
    assert page.column(HOD).find(".start").is_displayed()

    loop.run(sandbox.say(RAO, "/start c2"))

    assert page.until(lambda: page.all(f"#tabs .unread[data-chat='{RAO}']"))
    page.turn_to(RAO)
    assert page.until(lambda: not page.all("#tabs .unread"))


@pytest.mark.parametrize("width", [320, 390, 500, 1400])
def test_no_button_is_cut_off(page: Page, width: int) -> None:
    page.is_phone(width)
    if width < 700:
        page.turn_to(RAO)
    rao = page.column(RAO)
    rao.start()
    rao.type("/month")
    assert rao.reads("Which day?")

    assert page.until(lambda: len(page.all(".keyboard button")) == 2 + 7 + 30)
    cut = (
        "return [...document.querySelectorAll('.keyboard button')].filter(b => b.scrollWidth > b.clientWidth)"
    )
    assert [b.text for b in page.runs(cut)] == []
    assert page.runs("return document.documentElement.scrollWidth") <= width


def test_with_faces_only_there_is_more_room(page: Page) -> None:
    before = page.shown("#chats").rect["width"]

    page.shown("#slim").click()

    assert page.shown("#chats").rect["width"] > before + 150
    page.pick(ASHA)
    assert page.has_columns_of(HOD, RAO, ASHA)


def test_who_reads_further_up_is_not_torn_away(page: Page, sandbox: Sandbox, loop: Elsewhere) -> None:
    rao = page.column(RAO)
    rao.start()
    for _ in range(4):
        loop.run(sandbox.say(RAO, "/month"))
    assert page.until(lambda: len(page.all(f"{rao.at} .keyboard")) == 5)
    page.runs(f'document.querySelector("{rao.at} .messages").scrollTop = 0')
    scrolled = f'return document.querySelector("{rao.at} .messages").scrollTop'
    assert page.until(lambda: page.runs(scrolled) == 0)

    loop.run(sandbox.call("sendMessage", chat_id=RAO, text="news"))

    assert rao.reads("news")
    assert page.runs(scrolled) == 0
