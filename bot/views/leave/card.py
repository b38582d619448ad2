"""The card of a leave request, for those who decide: who, when, why, the plan row by row, and its outcome."""

from collections.abc import Sequence
from typing import cast

from telegram import InlineKeyboardMarkup

from bot.callback_data import Tap
from bot.contract.schemas import AlternativeOut, LeaveOut, PlanOut, PlanRowOut, ReasonShape, RowOut
from bot.contract.schemas import AskOut as Consent
from bot.contract.schemas import PlannedSubjectOut as ReturnedClass
from bot.contract.schemas import RowAskOut as RowConsent
from bot.texts import Html, has, lines, plain, t
from bot.views.leave.other_leave import other_leave
from bot.views.leave.request import leave_kind, leave_when
from bot.views.screen import Screen, button, in_rows, keyboard, people, short_date

REJECT_CHIPS = 4
# by the letter that a button carries; None stands for the plan itself
PLANS = {"b": None, "c": "fewest_changes", "f": "fairest", "n": "nothing_moved"}
_MAX_ROWS_WITH_RUNNERS_UP = 8  # with more, what was not chosen would hide the plan


def card(leave: LeaveOut, plan: PlanOut | None, shown: str | None = None) -> Screen:
    """The request as it is now; buttons only while this person can decide it. `shown`: an alternative."""
    what = "preview.what_reason" if leave.get("reason") else "preview.what"
    text = lines(
        t("card.title", department=leave["department_name"]),
        t("card.who", name=leave["faculty_name"]),
        t(what, when=leave_when(leave), kind=leave_kind(leave), reason=leave.get("reason") or ""),
        outcome(leave),
    )
    if plan and leave["status"] in ("pending", "approved"):
        other = _alternative(plan, shown)
        is_pending = leave["status"] == "pending"
        # before the plan, whose end falls away where it is very long
        text = Html(f"{text}\n\n{others}") if (others := other_leave(plan)) and is_pending else text
        rows = _other_plan(plan, other) if other and is_pending else _plan(plan, pending=is_pending)
        text = Html(f"{text}\n\n{rows}")
    return Screen(text, _decide_buttons(leave, plan, shown))


def outcome(leave: LeaveOut) -> str:
    """What was decided, by whom; nothing while it waits."""
    if leave["status"] == "pending":
        return ""
    text = t(f"card.status_{leave['status']}", by=leave["decided_by_name"] or plain("card.somebody"))
    return lines(text, t("card.note", note=leave["decision_note"]) if leave["decision_note"] else "")


def row(value: RowOut, *, why: bool = False) -> str:
    """One class and what becomes of it; with cost and reasons for those who decide."""
    detailed = cast(PlanRowOut, value)  # the contract's rows differ in what is optional in a plan's
    cost, reasons = (value["cost"], value["reasons"]) if why else (None, ())
    consents = lines(*(_consent(a) for a in detailed.get("asks", ()))) if why else ""
    becomes = (
        _becomes(detailed)
        + (t("card.cost", cost=cost) if cost is not None else "")
        + (t("card.reasons", reasons=", ".join(map(_reason, reasons))) if reasons else "")
    )
    facts = {"date": short_date(value["date"]), "start": value["start"], "period": value["period"]}
    text = t(
        "card.row_changed" if detailed.get("changed") else "card.row",
        subject=value["subject_name"],
        sections=", ".join(value["section_names"]),
        becomes=Html(becomes),
        **facts,
    )
    return lines(text, consents)


def _consent(value: RowConsent) -> str:
    """Whose consent the row needs, or has."""
    key = f"asked.{value['status']}"
    note = f"“{value['note']}”" if value["note"] else ""
    return t(key, name=value["name"], note=note) if has(key) else ""


def pending(leaves: Sequence[LeaveOut], questions: Sequence[Consent]) -> Screen:
    if not leaves and not questions:
        return Screen(t("pending.none"))
    items = [
        t("pending.item", name=x["faculty_name"], when=leave_when(x), kind=leave_kind(x)) for x in leaves
    ]
    taps = [
        [button(plain("pending.button", name=x["faculty_name"], when=leave_when(x)), Tap.CARD, x["id"])]
        for x in leaves
    ]
    for consent in questions:
        words = plain("pending.question", name=consent["faculty_name"], count=len(consent["rows"]))
        taps.append([button(words, Tap.ASK_SHOW, consent["id"])])
    title = t("pending.title", count=len(leaves) + len(questions))
    return Screen(lines(title, *items), keyboard(*taps))


def why_reject(leave: LeaveOut) -> Screen:
    chips = [
        button(plain(f"reject.chip.{n}"), Tap.REJECT_BECAUSE, leave["id"], n) for n in range(REJECT_CHIPS)
    ]
    keep = button(plain("button.keep_request"), Tap.KEEP_REQUEST, leave["id"])
    text = t("reject.why", name=leave["faculty_name"], when=leave_when(leave))
    return Screen(text, keyboard(*in_rows(chips, 2), [keep]))


def put_off(leave: LeaveOut) -> Screen:
    """A card that was put off: one line, and the way back."""
    text = t("card.later", name=leave["faculty_name"], when=leave_when(leave), kind=leave_kind(leave))
    return Screen(text, keyboard([button(plain("button.show_card"), Tap.SHOW_CARD, leave["id"])]))


def reject_note(chip: int) -> str:
    """The reason that this chip stands for."""
    return plain(f"reject.chip.{chip}")


def rejected(leave: LeaveOut) -> Screen:
    key = "reject.done_note" if leave["decision_note"] else "reject.done"
    return Screen(t(key, name=leave["faculty_name"], when=leave_when(leave), note=leave["decision_note"]))


def _alternative(plan: PlanOut, name: str | None) -> AlternativeOut | None:
    return next((a for a in plan["alternatives"] if a["name"] == name), None)


def _other_plan(plan: PlanOut, other: AlternativeOut) -> str:
    facts = {"name": plain(f"alternative.{other['name']}"), "quality": plain(f"card.plan_{other['status']}")}
    head = t("card.other_plan", revision=plan["revision"], cost=other["cost"], **facts)
    return lines(head, *(row(r, why=True) for r in other["rows"]))


def plan_rows(plan: PlanOut, *, open_: bool = True) -> list[Html]:
    """What becomes of each class; and what else could, where that is still open and the plan is short."""
    few = open_ and len(plan["rows"]) <= _MAX_ROWS_WITH_RUNNERS_UP
    return [lines(row(r, why=True), _runner_up(r) if few else "") for r in plan["rows"]]


def _plan(plan: PlanOut, *, pending: bool) -> str:
    rows = plan_rows(plan, open_=pending)
    if plan["status"] == "none":
        head = lines(t("card.looking"), t("card.uncovered") if rows else "") if pending else ""
    else:
        quality = plain(f"card.plan_{plan['status']}")
        head = t("card.plan", revision=plan["revision"], cost=plan["cost"], quality=quality)
    return lines(head, *(rows or [t("card.no_classes")]))


def _becomes(value: PlanRowOut) -> Html:
    after = value["after"] or value
    names, room = people(after["faculty_names"]), after["room_name"]
    match value["kind"]:
        case "substituted":
            taken = t("card.substituted", was=people(value["faculty_names"]), faculty=names)
            given = value.get("in_return")
            return Html(taken + (_in_return(given) if given else ""))
        case "moved":
            return t(
                "card.moved",
                date=short_date(after["date"]),
                start=after["start"],
                period=after["period"],
                room=room,
            )
        case "merged":
            if shared := value.get("held_with"):
                others = ", ".join(shared["section_names"])
                return t("card.merged_with", others=others, faculty=names, room=room)
            return t("card.merged", faculty=names, room=room)
    return t("card.cancelled")


def _runner_up(value: PlanRowOut) -> str:
    """The next best for the class, where it is somebody or some other time."""
    runners_up = ((r, r["after"]) for r in value["runners_up"])
    runner_up, after = next(((r, after) for r, after in runners_up if after), (None, None))
    if runner_up is None or after is None:
        return ""
    key = "card.instead_moved" if runner_up["kind"] == "moved" else "card.instead"
    others = [n for n in after["faculty_names"] if n not in value["faculty_names"]]
    return t(
        key,
        faculty=people(others),
        date=short_date(after["date"]),
        period=after["period"],
        extra=runner_up["extra"],
        why=why_in_words(runner_up["why_not"]),
    )


def why_in_words(code: str) -> str:
    """Why something else was not taken, or what it costs for."""
    key = f"why_not.{code}"
    return plain(key) if has(key) else code.replace("_", " ")


def _in_return(given: ReturnedClass) -> Html:
    facts = {"subject": given["subject_name"], "date": short_date(given["date"])}
    return t("card.in_return", period=given["period"], **facts)


def _reason(reason: ReasonShape) -> str:
    key = f"reason.{reason['code']}"
    return plain(key) if has(key) else reason["code"].replace("_", " ")


def _decide_buttons(leave: LeaveOut, plan: PlanOut | None, shown: str | None) -> InlineKeyboardMarkup | None:
    """Approve is about the plan that the card shows; the other plans are a tap away."""
    if leave["status"] != "pending" or not leave["can_decide"]:
        undo = leave["status"] != "pending" and leave.get("undo_until")
        return keyboard([button(plain("button.undo"), Tap.UNDO, leave["id"])]) if undo else None
    revision = plan["revision"] if plan else leave["plan_revision"]
    letters = {name: letter for letter, name in PLANS.items()}
    costs = {a["name"]: a["cost"] for a in plan["alternatives"]} if plan else {}
    approve = button(plain("button.approve"), Tap.APPROVE, leave["id"], revision)
    others = [
        button(plain(f"button.plan_{name}", cost=cost), Tap.OTHER_PLAN, leave["id"], letters[name])
        for name, cost in costs.items()
        if name != shown and name in letters
    ]
    if plan and shown in costs:
        approve = button(plain("button.approve"), Tap.APPROVE_OTHER, leave["id"], revision, letters[shown])
        best = plain("button.plan_best", cost=plan["cost"])
        others = [button(best, Tap.OTHER_PLAN, leave["id"], letters[None]), *others]
    reject = button(plain("button.reject"), Tap.REJECT, leave["id"])
    new_plan = button(plain("button.new_plan"), Tap.NEW_PLAN, leave["id"])
    has_rows = plan is not None and bool(plan["rows"]) and plan["status"] != "none" and shown is None
    rows = [button(plain("button.rows"), Tap.ROWS, leave["id"])] if has_rows else []
    later = button(plain("button.later"), Tap.LATER, leave["id"])
    return keyboard([approve, reject], *in_rows(others, 2), *in_rows([*rows, new_plan, later], 2))
