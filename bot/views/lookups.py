"""Looking around: the days of a section, a teacher or a room, what is now and next, free rooms, changes."""

from collections.abc import Sequence
from datetime import date, timedelta

from telegram import InlineKeyboardButton

from bot.callback_data import LETTERS, Tap
from bot.contract.schemas import ClassOut, DaysOut, MatchOut, MeOut, PresentOut, RoomOut
from bot.texts import Html, lines, plain, t
from bot.views import day
from bot.views.screen import Screen, button, in_rows, keyboard, long_date, short_date
from bot.views.week import picture

_ICONS = {"section": "👥", "faculty": "👤", "infra": "🚪"}
ANY_KIND = "-"
_MAX_CHANGES = 40


def day_of(value: DaysOut) -> Screen:
    """One day of somebody or something else, with the way to the days around it."""
    (shown,) = value["days"]
    text = lines(t("of.title", icon=_ICONS[value["kind"]], name=value["name"]), day.day(shown).text)
    on = date.fromisoformat(shown["date"])
    before, after = on - timedelta(days=1), on + timedelta(days=1)
    return Screen(
        text,
        keyboard(
            [
                _to(Tap.DAY_OF, value, before, words=_words("previous", before)),
                _to(Tap.WEEK_OF, value, on, words=plain("day.week")),
                _to(Tap.DAY_OF, value, after, words=_words("next", after)),
            ]
        ),
    )


def week_of(value: DaysOut) -> Screen:
    text = lines(t("of.title", icon=_ICONS[value["kind"]], name=value["name"]), week_text(value))
    first = date.fromisoformat(value["days"][0]["date"])
    before, after = first - timedelta(days=7), first + timedelta(days=7)
    return Screen(
        text,
        keyboard(
            [
                _to(
                    Tap.WEEK_OF,
                    value,
                    before,
                    words=_words("previous", before),
                ),
                _to(Tap.WEEK_OF, value, after, words=_words("next", after)),
            ],
            [picture(LETTERS[value["kind"]], value["id"], first)],
        ),
    )


def week_text(value: DaysOut) -> str:
    return day.week(value["days"]).text


def name_it() -> Screen:
    """A hint to name somebody, for a group, where nothing is shown of the person who asks."""
    search = InlineKeyboardButton(plain("button.search"), switch_inline_query_current_chat="")
    return Screen(t("of.name_it"), keyboard([search]))


def which(
    name: str, matches: Sequence[MatchOut], on: str, *, tap: Tap = Tap.DAY_OF, theme: str | None = None
) -> Screen:
    """A choice of what may have been meant, or that nothing is called so. `theme`: of pictures of weeks."""
    if not matches:
        return Screen(t("of.unknown", name=name[:60]))
    colours = [theme] if theme else []
    taps = [
        button(f"{_ICONS[m['kind']]} {m['name']}"[:60], tap, *colours, LETTERS[m["kind"]], m["id"], on)
        for m in matches
    ]
    return Screen(t("of.which", name=name[:60]), keyboard(*in_rows(taps, 2)))


def now(value: PresentOut) -> Screen:
    """The classes that the person is in, and what comes next."""
    running = [day.class_line(c) for c in value["now"]]
    title = t("now.title" if running else "now.none", time=value["time"])
    text = lines(title, *running)
    return Screen(f"{text}\n\n{_next(value)}")


def next_(value: PresentOut) -> Screen:
    return Screen(_next(value))


def _next(value: PresentOut) -> str:
    if not value["next"]:
        return t("next.none")
    on = value["next"][0]["date"]
    title = t("next.title") if on == value["date"] else t("next.title_on", date=long_date(on))
    return lines(title, *map(day.class_line, value["next"]))


def changes(value: DaysOut) -> Screen:
    """Everything in these days that is not as planned."""
    changed = [(d["date"], c) for d in value["days"] for c in d["classes"] if c["state"] != "planned"]
    last = short_date(value["days"][-1]["date"])
    if not changed:
        return Screen(t("changes.none", last=last))
    rows = [t("changes.line", date=short_date(on), what=day.class_line(c)) for on, c in changed]
    more = t("card.more", count=len(rows) - _MAX_CHANGES) if len(rows) > _MAX_CHANGES else ""
    return Screen(lines(t("changes.title", last=last), *rows[:_MAX_CHANGES], more))


def free(
    rooms: Sequence[RoomOut], on: str, period: int, *, kind: str | None, kinds: Sequence[str], me: MeOut
) -> Screen:
    """The free rooms by kind; buttons to the periods around and to the kinds."""
    by_kind = {k: [r for r in rooms if r["kind"] == k] for k in dict.fromkeys(r["kind"] for r in rooms)}
    parts = [
        lines(t("free.kind", kind=k), *map(_room, rooms_of_kind)) for k, rooms_of_kind in by_kind.items()
    ]
    times = {p["period"]: p for p in me["periods"]}
    at = times.get(period, {"start": "", "end": ""})
    title = t("free.title", date=short_date(on), period=period, start=at["start"], end=at["end"])
    chosen = str(kinds.index(kind)) if kind in kinds else ANY_KIND
    around = [p for p in (period - 1, period + 1) if p in times]
    periods = [
        button(plain("button.period", period=p, start=times[p]["start"]), Tap.FREE, p, chosen, on)
        for p in around
    ]
    return Screen(
        "\n\n".join([title, *(parts or [t("free.none")])]),
        keyboard(periods, *in_rows(_kinds(kinds, chosen=kind, period=period, on=on), 3)),
    )


def _kinds(kinds: Sequence[str], *, chosen: str | None, period: int, on: str) -> list[InlineKeyboardButton]:
    every = [] if chosen is None else [button(plain("free.every"), Tap.FREE, period, ANY_KIND, on)]
    return every + [
        button(k.capitalize()[:30], Tap.FREE, period, n, on) for n, k in enumerate(kinds[:99]) if k != chosen
    ]


def _room(room: RoomOut) -> Html:
    return t("free.room", name=room["name"], capacity=room["capacity"])


def unlink() -> Screen:
    return Screen(t("unlink.sure"), keyboard([button(plain("button.unlink"), Tap.UNLINK_NOW)]))


def unlinked() -> Screen:
    return Screen(t("unlink.done"))


def _words(way: str, on: date) -> str:
    return plain(f"day.{way}", day=short_date(on.isoformat()))


def _to(tap: Tap, days: DaysOut, on: date, *, words: str) -> InlineKeyboardButton:
    return button(words, tap, LETTERS[days["kind"]], days["id"], on)


def in_one_line(value: ClassOut) -> str:
    """The class without markup, for a list of results."""
    return plain("inline.class", start=value["start"], subject=value["subject_name"], room=value["room_name"])
