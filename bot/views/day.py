"""A day and a week of classes as they will really happen, with what changed marked."""

from collections.abc import Sequence
from datetime import date, timedelta

from telegram import InlineKeyboardMarkup

from bot.callback_data import ME, Tap
from bot.contract.schemas import ClassOut, DayOut, PlannedOut
from bot.texts import Html, lines, plain, t
from bot.views.screen import Screen, button, in_rows, keyboard, long_date, people, short_date, special
from bot.views.week import picture, turn

_DAYS_AHEAD = 8


def day(value: DayOut) -> Screen:
    title = t("day.title_today" if value["is_today"] else "day.title", date=long_date(value["date"]))
    return Screen(lines(title, _note(value), _classes(value)), _day_buttons(value["date"]))


def digest(value: DayOut) -> Screen:
    """A day that is told unasked: nothing says whose it is but its date."""
    title = t("day.digest_today" if value["is_today"] else "day.digest", date=long_date(value["date"]))
    return Screen(lines(title, _note(value), _classes(value)), _day_buttons(value["date"]))


def week(days: Sequence[DayOut]) -> Screen:
    title = t("week.title", first=short_date(days[0]["date"]), last=short_date(days[-1]["date"]))
    text = "\n\n".join([title, *map(_day_of_week, days)])
    first = date.fromisoformat(days[0]["date"])
    return Screen(
        text,
        keyboard(
            [turn(first, -7, Tap.WEEK), turn(first, 7, Tap.WEEK)],
            [picture(ME, ME, first)],
        ),
    )


def which_day(today: str) -> Screen:
    first = date.fromisoformat(today)
    days = [(first + timedelta(days=n)).isoformat() for n in range(_DAYS_AHEAD)]
    return Screen(t("day.which"), keyboard(*in_rows([button(short_date(d), Tap.DAY, d) for d in days], 2)))


def class_line(value: ClassOut) -> Html:
    return t("day.line", start=value["start"], period=value["period"], what=_what(value))


def _day_of_week(value: DayOut) -> Html:
    if not value["classes"]:
        note = special(value["special"]) or plain("special.no_classes")
        return t("week.empty_day", date=short_date(value["date"]), note=note)
    return lines(t("day.title", date=long_date(value["date"])), _note(value), _classes(value))


def _note(value: DayOut) -> str:
    """What is not ordinary about the date, where that is more than that it has no classes."""
    why = value["special"]
    if why is None or (why["code"] == "no_classes" and not value["classes"]):
        return ""
    return t("day.note", note=special(why))


def _classes(value: DayOut) -> str:
    return lines(*map(class_line, value["classes"])) or t("day.empty")


def _what(value: ClassOut) -> Html:
    shared = value.get("held_with")
    if shared is None or value["state"] == "merged":
        return _becomes(value)
    return Html(_becomes(value) + t("day.held_with", others=", ".join(shared["section_names"])))


def _becomes(value: ClassOut) -> Html:
    was, now = value["was"], value["now"]
    state: str = value["state"]  # a later API may know further states
    whole = class_words(value)
    facts: dict[str, str] = {
        "class_": whole,
        "subject": value["subject_name"],
        "faculty": people(value["faculty_names"]),
        "room": value["room_name"],
        "sections": ", ".join(value["section_names"]),
    }
    match state:
        case "cancelled" if now and now["faculty_names"]:
            return t("day.taken_over", now=people(now["faculty_names"]), **facts)
        case "cancelled" | "added":
            return t(f"day.{state}", **facts)
        case "merged" if shared := value.get("held_with"):
            others = ", ".join(shared["section_names"])
            return t("day.merged_with", was=_former(was), others=others, **facts)
        case "substituted" | "covering" | "merged":
            return t(f"day.{state}", was=_former(was), **facts)
        case "moved_here" if was:
            return t("day.moved_here", was=_place(was), **facts)
        case "moved_away" if now:
            return t("day.moved_away", now=_place(now), **facts)
        case "on_leave" if now and now["faculty_names"]:
            return t("day.on_leave_covered", now=people(now["faculty_names"]), **facts)
        case "on_leave":
            return t("day.on_leave", **facts)
    return whole if state == "planned" else Html(f"{whole} ✱")


def class_words(value: ClassOut) -> Html:
    return t(
        "day.class",
        subject=value["subject_name"],
        faculty=people(value["faculty_names"]),
        room=value["room_name"],
        sections=", ".join(value["section_names"]),
    )


def _former(was: PlannedOut | None) -> str:
    return people(was["faculty_names"] if was else ())


def _place(place: PlannedOut) -> Html:
    return t("day.place", date=short_date(place["date"]), period=place["period"], room=place["room_name"])


def _day_buttons(iso: str) -> InlineKeyboardMarkup | None:
    shown = date.fromisoformat(iso)
    before, after = shown - timedelta(days=1), shown + timedelta(days=1)
    return keyboard(
        [
            button(plain("day.previous", day=short_date(before.isoformat())), Tap.DAY, before),
            button(plain("day.week"), Tap.WEEK, shown),
            button(plain("day.next", day=short_date(after.isoformat())), Tap.DAY, after),
        ]
    )
