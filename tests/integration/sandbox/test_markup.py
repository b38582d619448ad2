"""Telegram's HTML as text and entities."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.sandbox.content.markup import BadMarkup, parse, trimmed, utf16

TAGS = {"b": "bold", "i": "italic", "u": "underline", "s": "strikethrough", "code": "code", "pre": "pre"}


@given(st.text())
def test_text_without_tags_comes_back(text: str) -> None:
    assert parse(html.escape(text)) == (text, [])


@given(st.lists(st.tuples(st.sampled_from(["", *TAGS]), st.text(min_size=1))))
def test_offsets_count_utf16_units(pieces: list[tuple[str, str]]) -> None:
    shown = [(tag, html.escape(text)) for tag, text in pieces]

    text, entities = parse("".join(f"<{tag}>{t}</{tag}>" if tag else t for tag, t in shown))

    wide = text.encode("utf-16-le")
    marked = [(e["type"], wide[2 * e["offset"] : 2 * (e["offset"] + e["length"])]) for e in entities]
    assert text == "".join(t for _, t in pieces)
    assert marked == [(TAGS[tag], t.encode("utf-16-le")) for tag, t in pieces if tag]


@given(st.text(), st.text(alphabet=" \n\t"))
def test_white_space_around_goes_and_the_marked_words_stay(text: str, around: str) -> None:
    whole = f"{around}{text}{around}"

    inner, entities = trimmed(whole, [{"type": "bold", "offset": 0, "length": utf16(whole)}])

    assert inner == text.strip()
    assert entities == ([{"type": "bold", "offset": 0, "length": utf16(inner)}] if inner else [])


def test_nested_tags_are_entities_from_the_outside_in() -> None:
    text, entities = parse('😀 <b>all <i>of</i></b> <a href="https://x.example/?a=1&amp;b=2">it</a>')

    assert text == "😀 all of it"
    assert entities == [
        {"type": "bold", "offset": 3, "length": 6},
        {"type": "italic", "offset": 7, "length": 2},
        {"type": "text_link", "offset": 10, "length": 2, "url": "https://x.example/?a=1&b=2"},
    ]


@pytest.mark.parametrize(
    ("source", "text"),
    [("a &amp; b", "a & b"), ("&lt;b&gt;", "<b>"), ("&#9731;", "☃"), ("&copy; & co", "&copy; & co")],
)
def test_only_the_references_that_telegram_knows_are_read(source: str, text: str) -> None:
    assert parse(source) == (text, [])


def test_a_refusal_says_where_in_bytes() -> None:
    with pytest.raises(BadMarkup, match='Unsupported start tag "p" at byte offset 5'):
        parse("😀 <p>")
