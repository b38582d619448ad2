"""The rows of a plan one by one: why each is as it is, and what else it could come to, ranked."""

from telegram import InlineKeyboardButton

from bot.callback_data import Tap
from bot.contract.schemas import LeaveOut, OptionList, OptionOut, PlanOut, RowOut
from bot.texts import lines, plain, t
from bot.views.leave.card import row, why_in_words
from bot.views.screen import Screen, button, in_rows, keyboard, people, short_date

_MAX_ROWS = 40
_MAX_OPTIONS = 8


def rows(leave: LeaveOut, plan: PlanOut) -> Screen:
    """The rows of the plan as buttons."""
    taps = [
        _row(leave["id"], plan["revision"], number=n, value=r) for n, r in enumerate(plan["rows"][:_MAX_ROWS])
    ]
    text = t("row.which", name=leave["faculty_name"])
    return Screen(text, keyboard(*in_rows(taps, 1), [_to_card(leave["id"])]))


def _row(leave_id: str, revision: int, *, number: int, value: RowOut) -> InlineKeyboardButton:
    facts = {"date": short_date(value["date"]), "period": value["period"]}
    words = plain("row.button", subject=value["subject_name"], **facts)
    return button(words[:60], Tap.ROW, leave_id, revision, number)


def why(leave_id: str, number: int, value: OptionList) -> Screen:
    """The row with its reasons and its cost by part; the others that are possible, the best first."""
    chosen, options = value["row"], value["results"][:_MAX_OPTIONS]
    parts = chosen["parts"].items()
    costs = ", ".join(f"{why_in_words(name)} {points}" for name, points in parts if points)
    taps = [
        button(_option(chosen, o)[:60], Tap.CHOOSE, leave_id, value["revision"], number, n)
        for n, o in enumerate(options)
    ]
    return Screen(
        lines(
            row(chosen, why=True),
            t("row.parts", parts=costs) if costs else "",
            t("row.instead") if options else t("row.nothing_else"),
            *(_line(chosen, o) for o in options),
        ),
        keyboard(*in_rows(taps, 1), [_to_card(leave_id)]),
    )


def _line(now: RowOut, option: OptionOut) -> str:
    why_ = why_in_words(option["why_not"])
    return t("row.option", what=_option(now, option), extra=option["extra"], why=why_)


def _option(now: RowOut, option: OptionOut) -> str:
    """What it would be, in a few words for a button."""
    other = option["row"]
    after = other["after"] or other
    match other["kind"]:
        case "substituted":
            return people(n for n in after["faculty_names"] if n not in now["faculty_names"])
        case "moved":
            return plain("row.moved", date=short_date(after["date"]), period=after["period"])
        case "merged":
            return plain("row.merged", faculty=people(after["faculty_names"]))
    return plain("row.cancelled")


def _to_card(leave_id: str) -> InlineKeyboardButton:
    return button(plain("button.to_card"), Tap.SHOW_CARD, leave_id)
