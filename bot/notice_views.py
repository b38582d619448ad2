"""What people are told of a leave: each kind of notice in its own words."""

from bot.api_values import Leave, Notice
from bot.card_views import card, row
from bot.leave_views import leave_when
from bot.texts import lines, plain, t
from bot.views import Screen


def notice(value: Notice) -> Screen:
    rows = [row(r) for r in value["classes"]]
    leave = value["leave"]
    match value["kind"]:
        case "card" if leave:
            return card(leave, value["plan"])
        case "decided" if leave:
            return _decided(leave, rows)
        case "substituting":
            return Screen(lines(t("notice.substituting"), *rows) if rows else t("notice.not_substituting"))
        case "changes":
            return Screen(lines(t("notice.changes"), *rows) if rows else t("notice.no_changes"))
        case "told_hod":
            return _told_hod(leave, rows)
    return Screen(t("notice.none"))


def _decided(leave: Leave, rows: list[str]) -> Screen:
    by = leave["decided_by_name"] or plain("card.somebody")
    said = t(f"notice.{leave['status']}", when=leave_when(leave), by=by)
    note = t("card.note", note=leave["decision_note"]) if leave["decision_note"] else ""
    classes = lines(t("notice.your_classes"), *rows) if rows and leave["status"] == "approved" else ""
    return Screen(lines(said, note, classes))


def _told_hod(leave: Leave | None, rows: list[str]) -> Screen:
    if not rows:
        return Screen(t("notice.told_hod_none"))
    if leave is None:
        return Screen(lines(t("notice.told_hod_nobody"), *rows))
    who = t(
        "notice.told_hod",
        name=leave["faculty_name"],
        department=leave["department_name"],
        when=leave_when(leave),
    )
    return Screen(lines(who, *rows))
