"""What admins and HODs see of the college: links for people, who did what, how it fares."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from telegram.helpers import create_deep_linked_url

from bot.callback_data import Tap
from bot.contract.schemas import AuditEventOut, CheckOut, InvitedOut, MatchOut
from bot.texts import dated, has, lines, plain, t
from bot.views.screen import Screen, button, in_rows, keyboard
from bot.views.workbook import workbook

_ICONS = {True: "✅", False: "⚠️"}
_UNIT = {"section": "s", "department": "d", "faculty": "f"}
UNITS = {letter: kind for kind, letter in _UNIT.items()}


def invite_one(name: str, code: str, bot_name: str) -> Screen:
    return Screen(t("invite.one", name=name, link=create_deep_linked_url(bot_name, code)))


def whom_to_invite(name: str, matches: Sequence[MatchOut]) -> Screen:
    if not matches:
        return Screen(t("invite.usage") if not name else t("invite.unknown", name=name[:60]))
    taps = [button(m["name"][:60], Tap.INVITE, _UNIT[m["kind"]], m["id"]) for m in matches]
    return Screen(t("of.which", name=name[:60]), keyboard(*in_rows(taps, 2)))


def invited(people: Sequence[InvitedOut]) -> str:
    """The words under the sheet of links."""
    return t("invite.several", count=len(people)) if people else t("invite.nobody")


def sheet_of(people: Sequence[InvitedOut], bot_name: str) -> bytes:
    header = [plain(f"invite.column_{c}") for c in ("name", "number", "link")]
    rows = [[p["name"], p["number"], create_deep_linked_url(bot_name, p["code"])] for p in people]
    return workbook(plain("invite.sheet"), header, rows)


def audit(events: Sequence[AuditEventOut], zone: str) -> Screen:
    """Who did what, the latest first."""
    if not events:
        return Screen(t("audit.none"))
    before = int(datetime.fromisoformat(events[-1]["at"]).timestamp() * 1000) - 1
    older = button(plain("button.older"), Tap.AUDIT, before)
    return Screen(lines(t("audit.title"), *(_event(e, zone) for e in events)), keyboard([older]))


def _event(event: AuditEventOut, zone: str) -> str:
    at = datetime.fromisoformat(event["at"]).astimezone(ZoneInfo(zone))
    action = f"audit.did_{event['action'].replace('-', '_')}"
    return t(
        "audit.line",
        date=dated(at.date(), "d MMM"),
        time=f"{at:%H:%M}",
        who=event["by_name"] or event["by"],
        did=plain(action) if has(action) else event["action"],
        what=event["object_name"] or f"{event['kind']} {event['object']}",
    )


def health(checks: Sequence[CheckOut]) -> Screen:
    rows = [_check(c) for c in checks]
    title = t("health.well" if all(c["ok"] for c in checks) else "health.look")
    return Screen(lines(title, *rows))


def _check(check: CheckOut) -> str:
    key = f"health.{check['name']}" if check["ok"] else f"health.{check['name']}_bad"
    facts: dict[str, Any] = check["facts"]
    text = t(key, **facts) if has(key) else check["name"]
    return t("health.line", icon=_ICONS[check["ok"]], said=text)
