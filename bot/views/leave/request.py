"""Asking for leave, screen by screen: calendar, periods, kind, reason, preview; and one's own leaves."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from telegram import InlineKeyboardButton

from bot.callback_data import Tap
from bot.contract.schemas import LeaveOut, MeOut, MonthOut, PreviewOut
from bot.texts import dated, lines, plain, t, weekdays
from bot.views.screen import Screen, button, in_rows, keyboard, people, runs, short_date, special, when

_SHOWN_BEFORE = 5


def leave_when(leave: Mapping[str, Any] | LeaveOut | PreviewOut) -> str:
    return when(
        leave["start_date"],
        leave["end_date"] or leave["start_date"],
        periods=leave["periods"],
        half=leave["half"],
    )


def leave_kind(leave: LeaveOut) -> str:
    """What kind of leave it is, for those who may know."""
    return leave["kind_name"] or plain("leave.some_kind")


def pick_date(month: MonthOut, *, key: str, me: MeOut, since: str | None) -> Screen:
    """A month to tap a date in; `since`: the first date, when it is the last that is asked for."""
    text = t("leave.last", first=short_date(since)) if since else t("leave.first")
    earliest = since or me["today"]
    latest = me["term"]["last"] if me["term"] else earliest
    free = _without_classes(month, earliest)
    one_day = [button(plain("button.one_day"), Tap.LEAVE_ONE_DAY, key)] if since else []
    return Screen(
        lines(text, t("leave.holidays", days="; ".join(free)) if free else ""),
        keyboard(
            _months(month["month"], key, earliest=earliest, latest=latest),
            [_inert(name) for name in weekdays()],
            *_weeks(month, key, earliest),
            one_day,
            [_cancel(key)],
        ),
    )


def _without_classes(month: MonthOut, earliest: str) -> list[str]:
    """What the calendar says of its days without classes: each note once, with its days."""
    days: dict[str, list[int]] = {}
    for day in month["days"]:
        note = special(day["special"])
        if note and not day["working"] and day["date"] >= earliest:
            days.setdefault(note, []).append(date.fromisoformat(day["date"]).day)
    return [plain("leave.holiday", note=note, days=", ".join(runs(dates))) for note, dates in days.items()]


def _months(month: str, key: str, *, earliest: str, latest: str) -> list[InlineKeyboardButton]:
    first = date.fromisoformat(f"{month}-01")
    before = (first - timedelta(days=1)).isoformat()[:7]
    after = (first + timedelta(days=31)).isoformat()[:7]
    return [
        button("◀", Tap.LEAVE_MONTH, key, before) if before >= earliest[:7] else _inert(),
        _inert(dated(first, "MMMM y")),
        button("▶", Tap.LEAVE_MONTH, key, after) if after <= latest[:7] else _inert(),
    ]


def _weeks(month: MonthOut, key: str, earliest: str) -> list[Sequence[InlineKeyboardButton]]:
    cells = [_inert()] * date.fromisoformat(f"{month['month']}-01").weekday()
    for day in month["days"]:
        number = str(date.fromisoformat(day["date"]).day)
        if day["date"] < earliest:
            cells.append(_inert("·"))
        elif not day["working"]:
            cells.append(_inert(f"✖{number}"))
        else:
            cells.append(button(number, Tap.LEAVE_DATE, key, day["date"]))
    cells += [_inert()] * (-len(cells) % 7)
    return in_rows(cells, 7)


def pick_span(draft: Mapping[str, Any], *, key: str) -> Screen:
    spans = [("day", "whole"), ("forenoon", "forenoon"), ("afternoon", "afternoon"), ("periods", "periods")]
    taps = [button(plain(f"button.{words}"), Tap.LEAVE_SPAN, key, span) for span, words in spans]
    return Screen(t("leave.span", when=leave_when(draft)), keyboard(*in_rows(taps, 2), [_cancel(key)]))


def pick_periods(draft: Mapping[str, Any], *, key: str, me: MeOut) -> Screen:
    chosen = set(draft["periods"] or ())
    taps = [
        button(plain(words, period=p["period"], start=p["start"]), Tap.LEAVE_PERIOD, key, p["period"])
        for p in me["periods"]
        for words in ["button.period_on" if p["period"] in chosen else "button.period"]
    ]
    done = button(plain("button.done"), Tap.LEAVE_PERIODS_DONE, key)
    text = t("leave.periods", when=leave_when(draft))
    return Screen(text, keyboard(*in_rows(taps, 3), [done, _cancel(key)]))


def pick_kind(draft: Mapping[str, Any], *, key: str, me: MeOut) -> Screen:
    taps = [button(k["name"].capitalize(), Tap.LEAVE_KIND, key, k["code"]) for k in me["leave_kinds"]]
    return Screen(t("leave.kind", when=leave_when(draft)), keyboard(*in_rows(taps, 2), [_cancel(key)]))


def ask_reason(draft: Mapping[str, Any], *, key: str, me: MeOut) -> Screen:
    text = t("leave.reason", when=leave_when(draft), kind=kind_name(draft["kind"], me))
    return Screen(text, keyboard([button(plain("button.skip"), Tap.LEAVE_NO_REASON, key), _cancel(key)]))


def preview(value: PreviewOut, *, key: str) -> Screen:
    classes = [
        t(
            "preview.class",
            date=short_date(c["date"]),
            start=c["start"],
            period=c["period"],
            subject=c["subject_name"],
            sections=", ".join(c["section_names"]),
            room=c["room_name"],
        )
        for c in value["classes"]
    ]
    text = lines(
        t("preview.title"),
        t(
            "preview.what_reason" if value["reason"] else "preview.what",
            when=leave_when(value),
            kind=value["kind_name"],
            reason=value["reason"],
        ),
        t("preview.deciders", names=people(value["deciders"])) if value["deciders"] else "",
        "\n" + (t("preview.classes", count=len(classes)) if classes else t("preview.no_classes")),
        *classes,
    )
    return Screen(text, keyboard([button(plain("button.send"), Tap.LEAVE_SEND, key), _cancel(key)]))


def sent(leave: LeaveOut) -> Screen:
    """What became of a request that was sent; drawn again by every further tap on Send."""
    if leave["status"] != "pending":
        return Screen(lines(t("sent.title"), _item(leave)))
    return Screen(
        lines(
            t("sent.title"),
            t(
                "preview.what_reason" if leave.get("reason") else "preview.what",
                when=leave_when(leave),
                kind=leave_kind(leave),
                reason=leave.get("reason") or "",
            ),
            t("sent.next"),
        )
    )


def refused(sentence: str, screen: Screen) -> Screen:
    """The same question again, below why the answer won't do."""
    return Screen(f"{t('leave.refused', sentence=sentence)}\n\n{screen.text}", screen.keyboard)


def mine(leaves: Sequence[LeaveOut], *, today: str) -> Screen:
    pending = [x for x in leaves if x["status"] == "pending"]
    coming = [x for x in leaves if x["status"] == "approved" and x["end_date"] >= today]
    rest = [x for x in leaves if x not in pending and x not in coming]
    rest = sorted(rest, key=lambda x: x["start_date"], reverse=True)[:_SHOWN_BEFORE]
    if not leaves:
        return Screen(t("mine.none"))
    parts = [(t("mine.pending"), pending), (t("mine.approved"), coming), (t("mine.other"), rest)]
    text = "\n\n".join(lines(title, *map(_item, part)) for title, part in parts if part)
    taps = [
        [button(plain("mine.withdraw", when=leave_when(x)), Tap.WITHDRAW, x["id"])]
        for x in sorted(pending + coming, key=lambda x: x["start_date"])
    ]
    return Screen(f"{t('mine.title')}\n\n{text}", keyboard(*taps))


def _item(leave: LeaveOut) -> str:
    facts = {"when": leave_when(leave), "kind": leave_kind(leave), "note": leave["decision_note"]}
    if leave["status"] == "pending":
        return t("mine.item", **facts)
    key = "mine.item_note" if leave["decision_note"] else "mine.item_status"
    return t(key, status=plain(f"status.{leave['status']}"), **facts)


def sure_to_withdraw(leave: LeaveOut) -> Screen:
    key = "mine.sure_pending" if leave["status"] == "pending" else "mine.sure"
    text = t(
        key,
        when=leave_when(leave),
        kind=leave_kind(leave),
        status=plain(f"status.{leave['status']}"),
    )
    yes = button(plain("button.withdraw_now"), Tap.WITHDRAW_NOW, leave["id"])
    return Screen(text, keyboard([yes], [button(plain("button.keep"), Tap.MY_LEAVES)]))


def withdrawn(leave: LeaveOut) -> Screen:
    text = t("mine.withdrawn", when=leave_when(leave), kind=leave_kind(leave))
    return Screen(text, keyboard([button(plain("button.my_leaves"), Tap.MY_LEAVES)]))


def not_withdrawn(sentence: str) -> Screen:
    text = t("mine.not_withdrawn", sentence=sentence)
    return Screen(text, keyboard([button(plain("button.my_leaves"), Tap.MY_LEAVES)]))


def kind_name(code: str, me: MeOut) -> str:
    return next((k["name"] for k in me["leave_kinds"] if k["code"] == code), code)


def _cancel(key: str) -> InlineKeyboardButton:
    return button(plain("button.cancel"), Tap.LEAVE_CANCEL, key)


def _inert(words: str = " ") -> InlineKeyboardButton:
    return button(words, Tap.NOTHING)
