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
_MOST_CHANGES = 40


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
                _to(Tap.DAY_OF, value, before, plain("day.previous", day=short_date(before.isoformat()))),
                _to(Tap.WEEK_OF, value, on, plain("day.week")),
                _to(Tap.DAY_OF, value, after, plain("day.next", day=short_date(after.isoformat()))),
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
                _to(Tap.WEEK_OF, value, before, plain("day.previous", day=short_date(before.isoformat()))),
                _to(Tap.WEEK_OF, value, after, plain("day.next", day=short_date(after.isoformat()))),
            ],
            [picture(LETTERS[value["kind"]], value["id"], first)],
        ),
    )


def week_text(value: DaysOut) -> str:
    return day.week(value["days"]).text


def name_it() -> Screen:
    """In a group, where nothing is shown of whoever asks."""
    search = InlineKeyboardButton(plain("button.search"), switch_inline_query_current_chat="")
    return Screen(t("of.name_it"), keyboard([search]))


def which(said: str, found: Sequence[MatchOut], on: str, tap: Tap = Tap.DAY_OF, *before: str) -> Screen:
    """A choice of what may have been meant; or that nothing is called so."""
    if not found:
        return Screen(t("of.unknown", name=said[:60]))
    taps = [
        button(f"{_ICONS[m['kind']]} {m['name']}"[:60], tap, *before, LETTERS[m["kind"]], m["id"], on)
        for m in found
    ]
    return Screen(t("of.which", name=said[:60]), keyboard(*in_rows(taps, 2)))


def now(value: PresentOut) -> Screen:
    """What the caller is in; what comes next, when nothing is."""
    running = [day.class_line(c) for c in value["now"]]
    title = t("now.title" if running else "now.none", time=value["time"])
    said = lines(title, *running)
    return Screen(f"{said}\n\n{_next(value)}")


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
    found = [(d["date"], c) for d in value["days"] for c in d["classes"] if c["state"] != "planned"]
    last = short_date(value["days"][-1]["date"])
    if not found:
        return Screen(t("changes.none", last=last))
    said = [t("changes.line", date=short_date(on), what=day.class_line(c)) for on, c in found]
    more = t("card.more", count=len(said) - _MOST_CHANGES) if len(said) > _MOST_CHANGES else ""
    return Screen(lines(t("changes.title", last=last), *said[:_MOST_CHANGES], more))


def free(
    rooms: Sequence[RoomOut], on: str, period: int, kind: str | None, *, kinds: Sequence[str], me: MeOut
) -> Screen:
    """Rooms that nothing holds, by kind; buttons to the periods around and to the kinds."""
    said = {k: [r for r in rooms if r["kind"] == k] for k in dict.fromkeys(r["kind"] for r in rooms)}
    parts = [lines(t("free.kind", kind=k), *map(_room, of)) for k, of in said.items()]
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
        keyboard(periods, *in_rows(_kinds(kinds, kind, period, on), 3)),
    )


def _kinds(kinds: Sequence[str], chosen: str | None, period: int, on: str) -> list[InlineKeyboardButton]:
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


def _to(tap: Tap, of: DaysOut, on: date, words: str) -> InlineKeyboardButton:
    return button(words, tap, LETTERS[of["kind"]], of["id"], on)


def in_one_line(value: ClassOut) -> str:
    """Without markup, for a list of results."""
    return plain("inline.class", start=value["start"], subject=value["subject_name"], room=value["room_name"])
