"""What people are told: each kind of notice in its own words."""

from typing import cast

from bot.contract.schemas import ActingOut, DayOut, LeaveOut, NoticeOut
from bot.contract.schemas import AskOut as Consent
from bot.texts import lines, plain, t
from bot.views import day as day_views
from bot.views.leave import consents
from bot.views.leave.card import card, row
from bot.views.leave.request import leave_when
from bot.views.office import draft
from bot.views.screen import Screen, short_date

_MAX_DATES = 7  # that are named; for more there is /week


def notice(value: NoticeOut) -> Screen:
    day = value.get("day")
    if day is not None:
        is_reminder = value["kind"] == "before_class"
        return _reminder(day, value.get("minutes") or 0) if is_reminder else day_views.digest(day)
    made = value.get("draft")
    if made is not None:
        return draft.progress(made) if value["kind"] == "draft" else draft.draft(made)
    return _of_leave(value)


def _of_leave(value: NoticeOut) -> Screen:
    rows = [row(r) for r in value["classes"]]
    leave = value["leave"]
    match value["kind"]:
        case "card" if leave:
            return card(leave, value["plan"])
        case "reminder" if leave:
            return _still_waiting(card(leave, value["plan"]), leave)
        case "acting" if value.get("department"):
            return _acting(cast(ActingOut, value["department"]))
        case "decided" if leave:
            return _decided(leave, rows)
        case "ask" if value.get("ask"):
            return consents.question(cast(Consent, value["ask"]))
        case "substituting":
            return Screen(
                lines(t("notice.substituting"), *rows)
                if rows
                else _restored("notice.not_substituting", value)
            )
        case "changes":
            return Screen(
                lines(t("notice.changes"), *rows) if rows else _restored("notice.no_changes", value)
            )
        case "told_hod":
            return _told_hod(leave, rows) if rows else Screen(_restored("notice.told_hod_none", value))
    return Screen(t("notice.none"))


def _restored(key: str, value: NoticeOut) -> str:
    """On which dates all is as planned again."""
    restored = value.get("restored") or []
    dates = ", ".join(short_date(on) for on in restored[:_MAX_DATES]) + (
        " …" if len(restored) > _MAX_DATES else ""
    )
    return t(f"{key}_on", dates=dates) if restored else t(key)


def has_nothing_to_tell(value: NoticeOut) -> bool:
    """A digest or a reminder without classes, or one that was told before: they are never redrawn; and what
    follows a draft where no message does."""
    day = value.get("day")
    if value["kind"] == "draft":
        return value["message_id"] is None
    return day is not None and (not day["classes"] or value["message_id"] is not None)


def _still_waiting(shown: Screen, leave: LeaveOut) -> Screen:
    """The card again, while it still waits."""
    if leave["status"] != "pending":
        return shown
    return Screen(lines(t("notice.still_waiting"), shown.text), shown.keyboard)


def _acting(value: ActingOut) -> Screen:
    """Who acts for a head, told to whom it is about; or that they no longer do."""
    if not value["is_me"] or value["acting_from"] is None or value["acting_until"] is None:
        return Screen(t("notice.not_acting", department=value["name"]))
    dates = {"first": short_date(value["acting_from"]), "last": short_date(value["acting_until"])}
    return Screen(t("notice.acting", department=value["name"], **dates))


def _reminder(day: DayOut, minutes: int) -> Screen:
    classes = (day_views.class_line(c) for c in day["classes"])
    return Screen(lines(t("notice.reminder", count=minutes), *classes))


def _decided(leave: LeaveOut, rows: list[str]) -> Screen:
    by = leave["decided_by_name"] or plain("card.somebody")
    text = t(f"notice.{leave['status']}", when=leave_when(leave), by=by)
    note = t("card.note", note=leave["decision_note"]) if leave["decision_note"] else ""
    classes = lines(t("notice.your_classes"), *rows) if rows and leave["status"] == "approved" else ""
    return Screen(lines(text, note, classes))


def _told_hod(leave: LeaveOut | None, rows: list[str]) -> Screen:
    if leave is None:
        return Screen(lines(t("notice.told_hod_nobody"), *rows))
    who = t(
        "notice.told_hod",
        name=leave["faculty_name"],
        department=leave["department_name"],
        when=leave_when(leave),
    )
    return Screen(lines(who, *rows))
