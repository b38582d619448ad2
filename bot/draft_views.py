"""A drafted timetable in the chat: how far the solver is, what it costs, what publishing it would change."""

from collections.abc import Sequence

from bot.api_values import Draft, Published
from bot.callback_data import Tap
from bot.texts import lines, plain, t
from bot.views import Screen, button, keyboard, short_date

_SHOWN = 6


def draft(value: Draft) -> Screen:
    """While it is made: best, bound, and the way to end it; then what it costs, and Publish."""
    again = button(plain("button.look_again"), Tap.DRAFT_LOOK, value["id"])
    match value["status"]:
        case "asked":
            best = value["best"]
            far = t("draft.best", best=best, bound=value["bound"]) if best is not None else t("draft.begun")
            stop = [] if value["stop"] else [button(plain("button.draft_stop"), Tap.DRAFT_STOP, value["id"])]
            said = lines(
                t("draft.solving", seconds=value["seconds"]), far, t("draft.ending") if value["stop"] else ""
            )
            return Screen(said, keyboard([*stop, again]))
        case "failed":
            return Screen(lines(t("draft.failed"), t("draft.why", why=value["message"][:3000])))
        case "published":
            return Screen(t("draft.published"))
    parts = ", ".join(
        f"{name.replace('_', ' ')} {points}" for name, points in value["costs"].items() if points
    )
    said = lines(
        t("draft.ready", count=value["classes"], cost=value["best"], bound=value["bound"]),
        t("draft.parts", parts=parts) if parts else "",
        t("draft.nobody_yet"),
    )
    return Screen(said, keyboard([button(plain("button.draft_publish"), Tap.DRAFT_PUBLISH, value["id"])]))


def drafts(found: Sequence[Draft]) -> Screen:
    """Those that can be published."""
    ready = [d for d in found if d["status"] == "ready"][:_SHOWN]
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
    ]
    return Screen(t("publish.which"), keyboard(*taps))


def sure(id: str, value: Published) -> Screen:
    """What publishing would change, before it is done."""
    yes = button(plain("button.draft_publish_now"), Tap.DRAFT_PUBLISH_NOW, id)
    back = button(plain("button.back"), Tap.DRAFT_LOOK, id)
    changes = value["booked"] + value["moved"] + value["given_up"]
    return Screen(_changes(value, "publish.would"), keyboard([yes, back] if changes else [back]))


def published(id: str, value: Published) -> Screen:
    if value["complete"]:
        return Screen(_changes(value, "publish.done"))
    go_on = button(plain("button.import_on"), Tap.DRAFT_PUBLISH_NOW, id)
    return Screen(_changes(value, "publish.partly"), keyboard([go_on]))


def _changes(value: Published, key: str) -> str:
    return t(
        key, booked=value["booked"], moved=value["moved"], given_up=value["given_up"],
        unchanged=value["unchanged"],
    )  # fmt: skip
