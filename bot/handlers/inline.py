"""Inline mode: `@bot today CSE-3-A`, `@bot free now lab` in any chat; nothing of whoever asks."""

from collections.abc import Sequence
from datetime import date, timedelta

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.error import BadRequest

from bot.api_client import ApiRefusal, UserApi
from bot.delivery.telegram_answers import is_tap_too_old
from bot.handlers import rooms
from bot.handlers.start import NO_CODE
from bot.phrases.lookup import read_date_and_name
from bot.texts import plain
from bot.turn import Turn
from bot.views import deep_links, lookups
from bot.views.screen import Screen, fitted, short_date

_CACHE_SECONDS = 20  # in which Telegram may answer the same question by itself
_MAX_RESULTS = 8
_FREE_WORDS = ("free", "खाली", "khali")
_DAYS_LATER = {"today": 0, "tomorrow": 1}


async def inline_query(turn: Turn) -> None:
    """What the words stand for, as messages to choose from; a stranger is shown the way in."""
    query = turn.update.inline_query
    assert query is not None, "this handler is for inline queries"
    stranger = InlineQueryResultsButton(plain("inline.link"), start_parameter=NO_CODE)
    try:
        results = await _results(turn.api, turn.bot_name, query.query.split())
        button = None
    except ApiRefusal as refusal:
        results, button = [], stranger if refusal.code == "not_linked" else None
    try:
        await query.answer(results, cache_time=_CACHE_SECONDS, is_personal=True, button=button)
    except BadRequest as error:
        if not is_tap_too_old(error):
            raise


async def _results(api: UserApi, bot_name: str, words: Sequence[str]) -> list[InlineQueryResultArticle]:
    if words and words[0].casefold() in _FREE_WORDS:
        return [await _free(api, words[1:])]
    if not words:
        return []
    later = _DAYS_LATER.get(words[0].casefold())
    today = date.fromisoformat((await api.me())["today"])
    on, name = read_date_and_name(words if later is None else words[1:], today=today)
    on = on or today + timedelta(days=later or 0)
    matches = await api.search(name, limit=_MAX_RESULTS) if name else []
    days = [await api.days_of(m["kind"], m["id"], on.isoformat()) for m in matches]
    return [
        _article(
            f"{day['kind'][0]}{day['id']}{on}",
            plain("inline.day", name=day["name"], date=short_date(on.isoformat())),
            about="; ".join(lookups.in_one_line(c) for c in day["days"][0]["classes"]),
            screen=Screen(lookups.day_of(day).text, deep_links.to_day(bot_name, day)),
        )
        for day in days
    ]


async def _free(api: UserApi, words: Sequence[str]) -> InlineQueryResultArticle:
    me, kinds = await api.me(), await api.room_kinds()
    wanted = rooms.read_free(words, today=date.fromisoformat(me["today"]), kinds=kinds)
    period = wanted.period if wanted.period is not None else await rooms.present_period(api, me)
    on = wanted.on.isoformat()
    free_rooms = await api.free_rooms(on, period, kind=wanted.kind)
    title = plain("inline.free", date=short_date(on), period=period)
    screen = lookups.free(free_rooms, on, period, kind=wanted.kind, kinds=kinds, me=me)
    about = ", ".join(r["name"] for r in free_rooms)
    return _article(f"free{on}{period}{wanted.kind}", title, about=about, screen=Screen(screen.text))


def _article(id: str, title: str, *, about: str, screen: Screen) -> InlineQueryResultArticle:
    content = InputTextMessageContent(
        fitted(screen.text), link_preview_options=LinkPreviewOptions(is_disabled=True)
    )
    about = about[:200] or plain("day.empty")
    return InlineQueryResultArticle(id[:64], title, content, description=about, reply_markup=screen.keyboard)
