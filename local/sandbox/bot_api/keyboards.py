"""What may stand under a message: inline keyboards, keyboards in place of the letters, a demand to reply."""

from typing import Any

from local.sandbox.bot_api.call import Call
from local.sandbox.refusal import bad
from local.sandbox.store import Json
from local.sandbox.telegram import MAX_DATA_BYTES

_MAX_BUTTONS = 100
_ACTIONS = (
    "url",
    "callback_data",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "copy_text",
)
_MAY_BE_EMPTY = ("switch_inline_query", "switch_inline_query_current_chat")
_MAIN = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")


def markup_of(call: Call, *, is_inline_only: bool = False) -> Json:
    """The markup of a call, `{"reply_markup": ...}`; empty if it has none. Raises Refused."""
    markup = call.structure("reply_markup", "reply keyboard markup")
    return {"reply_markup": checked(markup, is_inline_only=is_inline_only)}


def checked(markup: Any, *, is_inline_only: bool = False) -> Json:
    if not markup:
        return {}
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if is_inline_only and "inline_keyboard" not in markup:
        raise bad("inline keyboard expected")
    for name in ("inline_keyboard", "keyboard"):
        if name in markup:
            _check_rows(markup[name], name)
    for name in ("remove_keyboard", "force_reply"):
        if not isinstance(markup.get(name, True), bool):
            raise bad(f'field "{name}" must be of type Boolean')
    shown = {k: v for k, v in markup.items() if v is not None}
    return shown if any(shown.get(name) for name in _MAIN) else {}


def _check_rows(rows: Any, name: str) -> None:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad(f'field "{name}" must be of type Array')
    buttons = [button for row in rows for button in row]
    if len(buttons) > _MAX_BUTTONS:
        raise bad("reply markup is too long")
    for button in buttons:
        if name == "inline_keyboard":
            _check_inline(button)
        elif not isinstance(button, str) and not (isinstance(button, dict) and button.get("text")):
            raise bad("can't parse keyboard button: Can't find field \"text\"")


def _check_inline(button: Any) -> None:
    if not isinstance(button, dict):
        raise bad("can't parse inline keyboard button: expected an Object")
    if not isinstance(button.get("text"), str) or not button["text"]:
        raise bad("can't parse inline keyboard button: Can't find field \"text\"")
    if not any(button.get(a) or (a in _MAY_BE_EMPTY and a in button) for a in _ACTIONS):
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(str(button.get("callback_data") or "").encode()) > MAX_DATA_BYTES:
        raise bad("BUTTON_DATA_INVALID")
    if button.get("url"):
        _check_url(str(button["url"]))


def _check_url(url: str) -> None:
    protocol, separator, rest = url.partition("://")
    prefix = f"inline keyboard button URL '{url}' is invalid"
    if not separator and ("." not in url or " " in url):
        raise bad(f"{prefix}: Wrong HTTP URL")
    if separator and protocol.lower() not in ("http", "https", "tg", "ton"):
        raise bad(f"{prefix}: Unsupported URL protocol")
    if separator and not rest:
        raise bad(f"{prefix}: URL host is empty")
