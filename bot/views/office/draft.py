"""A drafted timetable in the chat: how far the solver is, what it costs, what publishing it would change."""

from collections.abc import Sequence
from datetime import datetime

from bot.callback_data import Tap
from bot.contract.schemas import DraftOut, PublishedOut
from bot.texts import has, lines, plain, t
from bot.views.screen import Screen, button, keyboard, short_date

_SHOWN = 6


def progress(value: DraftOut) -> Screen:
    """The message that follows the solver: how far it is and the way to end it; then that it has ended."""
    if value["status"] != "asked":
        return Screen(t("draft.over"))
    best = value["best"]
    text = lines(
        t("draft.solving", elapsed=_elapsed(value), seconds=value["seconds"]),
        t("draft.begun") if best is None else t("draft.best", best=best, bound=value["bound"]),
        t("draft.ending") if value["stop"] else "",
    )
    stop = [] if value["stop"] else [button(plain("button.draft_stop"), Tap.DRAFT_STOP, value["id"])]
    return Screen(text, keyboard(stop))


def draft(value: DraftOut) -> Screen:
    """What came of it: what it costs, and Publish; or why there is none."""
    match value["status"]:
        case "asked":
            return progress(value)
        case "failed":
            return Screen(lines(t("draft.failed"), t("draft.why", why=value["message"][:3000])))
        case "published":
            return Screen(t("draft.published"))
    text = lines(
        t("draft.stopped") if value["stop"] else "",
        t("draft.ready", count=value["classes"], cost=value["best"], bound=value["bound"]),
        t("draft.parts", parts=parts) if (parts := _parts(value)) else "",
        t("draft.nobody_yet"),
    )
    return Screen(text, keyboard([button(plain("button.draft_publish"), Tap.DRAFT_PUBLISH, value["id"])]))


def _elapsed(value: DraftOut) -> int:
    """Seconds, as far as the solver has said."""
    since, until = value["created_at"], value["updated_at"]
    if since is None or until is None:
        return 0
    elapsed = datetime.fromisoformat(until) - datetime.fromisoformat(since)
    return min(int(elapsed.total_seconds()), value["seconds"])


def _parts(value: DraftOut) -> str:
    """What the cost is made of."""
    costs = {f"draft.cost.{name}": points for name, points in value["costs"].items() if points}
    return ", ".join(f"{plain(key) if has(key) else key} {points}" for key, points in costs.items())


def drafts(drafts_made: Sequence[DraftOut]) -> Screen:
    """Those that can be published, the latest first."""
    newest = sorted(drafts_made, key=lambda d: d["created_at"] or "", reverse=True)
    ready = [d for d in newest if d["status"] == "ready"][:_SHOWN]
    if not ready:
        return Screen(t("publish.none"))
    taps = [
        [
            button(
                plain("publish.button", when=short_date(d["created_at"][:10]), cost=d["best"]),
                Tap.DRAFT_LOOK,
                d["id"],
            )
        ]
        for d in ready
        if d["created_at"]
    ]
    return Screen(t("publish.which"), keyboard(*taps))


def sure(id: str, value: PublishedOut) -> Screen:
    """What publishing would change, before it is done."""
    yes = button(plain("button.draft_publish_now"), Tap.DRAFT_PUBLISH_NOW, id)
    back = button(plain("button.back"), Tap.DRAFT_LOOK, id)
    changes = value["booked"] + value["moved"] + value["given_up"]
    return Screen(_changes(value, "publish.would"), keyboard([yes, back] if changes else [back]))


def published(id: str, value: PublishedOut) -> Screen:
    if value["complete"]:
        return Screen(_changes(value, "publish.done"))
    go_on = button(plain("button.import_on"), Tap.DRAFT_PUBLISH_NOW, id)
    return Screen(_changes(value, "publish.partly"), keyboard([go_on]))


def _changes(value: PublishedOut, key: str) -> str:
    return t(
        key, booked=value["booked"], moved=value["moved"], given_up=value["given_up"],
        unchanged=value["unchanged"],
    )  # fmt: skip
