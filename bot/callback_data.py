"""What a button carries: a prefix and a few checked fields, at most 64 bytes, never trusted."""

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum

MAX_BYTES = 64  # Telegram's limit
ME = "m"
# for whose days a button stands, by the API's kind
LETTERS = {"section": "s", "faculty": "f", "infra": "i", "me": ME}
KINDS = {letter: kind for kind, letter in LETTERS.items()}

_ID = r"[A-Za-z0-9_-]{1,40}"
_KEY = r"[a-z0-9]{8}"
_NUMBER = r"[0-9]{1,6}"
_MONTH = r"20[0-9]{2}-(?:0[1-9]|1[0-2])"
_DATE = _MONTH + r"-(?:0[1-9]|[12][0-9]|3[01])"


class Tap(StrEnum):
    """Every button there is, by its prefix."""

    NOTHING = "nn"
    DAY = "dy"
    DAY_OF = "do"
    WEEK_OF = "wo"
    FREE = "fr"
    UNLINK_NOW = "uy"
    ROWS = "rs"
    ROW = "ro"
    CHOOSE = "ch"
    SHOW_CARD = "ca"
    LATER = "la"
    ASK_YES = "ay"
    ASK_NO = "an"
    ASK_BECAUSE = "ab"
    ASK_SHOW = "as"
    DRAFT_LOOK = "dl"
    DRAFT_STOP = "ds"
    DRAFT_PUBLISH = "dp"
    DRAFT_PUBLISH_NOW = "dn"
    SETTINGS = "st"
    SETTING = "sg"
    SET = "se"
    UNDO = "un"
    IMPORT = "im"
    IMPORT_CANCEL = "ix"
    INVITE = "iv"
    AUDIT = "au"
    WEEK = "wk"
    WEEK_PICTURE = "wp"
    WEEK_FILE = "wf"
    CALENDAR = "ce"
    CALENDAR_NEW = "cn"
    CALENDAR_REVOKE = "cr"
    APPROVE = "ok"
    APPROVE_OTHER = "oa"
    OTHER_PLAN = "op"
    REJECT = "no"
    REJECT_BECAUSE = "rn"
    KEEP_REQUEST = "rb"
    NEW_PLAN = "np"
    CARD = "pc"
    WITHDRAW = "wd"
    WITHDRAW_NOW = "wy"
    MY_LEAVES = "ml"
    LEAVE_SEND = "ls"
    LEAVE_CANCEL = "lx"
    LEAVE_MONTH = "lm"
    LEAVE_DATE = "ld"
    LEAVE_ONE_DAY = "lo"
    LEAVE_SPAN = "lw"
    LEAVE_PERIOD = "lp"
    LEAVE_PERIODS_DONE = "lq"
    LEAVE_KIND = "lk"
    LEAVE_NO_REASON = "lr"
    WHATIF_LOOK = "wl"
    WHATIF_ASK = "wa"
    FORGET_ASK = "fa"
    FORGET_NOW = "fn"
    FORGET_NO = "fo"
    FORGET_BACK = "fb"
    FORGET_LOOK = "fl"
    FORGET_CONFIRM = "fc"
    FORGET_DECLINE = "fd"


_FIELDS: dict[Tap, tuple[str, ...]] = {
    Tap.NOTHING: (),
    Tap.DAY: (_DATE,),
    Tap.DAY_OF: ("[sfi]", _ID, _DATE),
    Tap.WEEK_OF: ("[sfi]", _ID, _DATE),
    Tap.FREE: (_NUMBER, "[0-9]{1,2}|-", _DATE),
    Tap.UNLINK_NOW: (),
    Tap.ROWS: (_ID,),
    Tap.ROW: (_ID, _NUMBER, "[0-9]{1,2}"),
    Tap.CHOOSE: (_ID, _NUMBER, "[0-9]{1,2}", "[0-9]"),
    Tap.SHOW_CARD: (_ID,),
    Tap.LATER: (_ID,),
    Tap.ASK_YES: (_ID,),
    Tap.ASK_NO: (_ID,),
    Tap.ASK_BECAUSE: (_ID, "[0-3]"),
    Tap.ASK_SHOW: (_ID,),
    Tap.DRAFT_LOOK: (_ID,),
    Tap.DRAFT_STOP: (_ID,),
    Tap.DRAFT_PUBLISH: (_ID,),
    Tap.DRAFT_PUBLISH_NOW: (_ID,),
    Tap.SETTINGS: (),
    Tap.SETTING: ("language|digest|remind|quiet|theme",),
    Tap.SET: ("language|digest|remind|quiet|theme", "[a-z0-9]{2,5}"),
    Tap.UNDO: (_ID,),
    Tap.IMPORT: (_KEY, "[ag]"),
    Tap.IMPORT_CANCEL: (_KEY,),
    Tap.INVITE: ("[sdf]", _ID),
    Tap.AUDIT: ("[0-9]{12,14}",),
    Tap.WEEK: (_DATE,),
    Tap.WEEK_PICTURE: ("[ld]", "[msfi]", _ID, _DATE),
    Tap.CALENDAR: (_ID,),
    Tap.CALENDAR_NEW: (_ID,),
    Tap.FORGET_ASK: (),
    Tap.FORGET_NOW: (),
    Tap.FORGET_NO: (),
    Tap.FORGET_BACK: (),
    Tap.FORGET_LOOK: (_ID,),
    Tap.FORGET_CONFIRM: (_ID,),
    Tap.FORGET_DECLINE: (_ID,),
    Tap.CALENDAR_REVOKE: (_ID,),
    Tap.WEEK_FILE: ("[ps]", "[msfi]", _ID, _DATE),
    Tap.APPROVE: (_ID, _NUMBER),
    Tap.APPROVE_OTHER: (_ID, _NUMBER, "[cfn]"),
    Tap.OTHER_PLAN: (_ID, "[bcfn]"),
    Tap.REJECT: (_ID,),
    Tap.REJECT_BECAUSE: (_ID, "[0-3]"),
    Tap.KEEP_REQUEST: (_ID,),
    Tap.NEW_PLAN: (_ID,),
    Tap.CARD: (_ID,),
    Tap.WITHDRAW: (_ID,),
    Tap.WITHDRAW_NOW: (_ID,),
    Tap.MY_LEAVES: (),
    Tap.LEAVE_SEND: (_KEY,),
    Tap.LEAVE_CANCEL: (_KEY,),
    Tap.LEAVE_MONTH: (_KEY, _MONTH),
    Tap.LEAVE_DATE: (_KEY, _DATE),
    Tap.LEAVE_ONE_DAY: (_KEY,),
    Tap.LEAVE_SPAN: (_KEY, "day|forenoon|afternoon|periods"),
    Tap.LEAVE_PERIOD: (_KEY, _NUMBER),
    Tap.LEAVE_PERIODS_DONE: (_KEY,),
    Tap.LEAVE_KIND: (_KEY, _ID),
    Tap.LEAVE_NO_REASON: (_KEY,),
    Tap.WHATIF_LOOK: (_ID,),
    Tap.WHATIF_ASK: (_ID,),
}


class BadButton(ValueError):
    """Callback data that none of today's buttons has: an old one, or one that somebody made up."""


def pattern(tap: Tap) -> re.Pattern[str]:
    """The pattern of this button's data; each field is a group."""
    return re.compile(":".join([tap.value, *(f"({field})" for field in _FIELDS[tap])]) + r"\Z")


def encode(tap: Tap, *fields: object) -> str:
    """The data of a button with these fields; raises BadButton where they don't fit."""
    data = ":".join([tap.value, *map(str, fields)])
    if not pattern(tap).match(data) or len(data.encode()) > MAX_BYTES:
        raise BadButton(f"{tap.name} can't carry {len(data.encode())} bytes in {len(fields)} fields")
    return data


def decode(data: str | None) -> tuple[Tap, tuple[str, ...]]:
    """The button and its fields; raises BadButton."""
    prefix = (data or "").partition(":")[0]
    if prefix not in set(Tap) or not (match := pattern(Tap(prefix)).match(data or "")):
        raise BadButton("not one of our buttons")
    fields = match.groups()
    for field in fields[-1:] if _FIELDS[Tap(prefix)][-1:] == (_DATE,) else ():
        _check_date(field)
    return Tap(prefix), fields


def carries(tap: Tap) -> Callable[[object], bool]:
    """A test of whether data is this button's, as Telegram's library takes for a pattern."""

    def is_this(data: object) -> bool:
        try:
            return isinstance(data, str) and decode(data)[0] is tap
        except BadButton:
            return False

    return is_this


def _check_date(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise BadButton("no such date") from error
