"""Answers to taps and to words in inline mode."""

from collections.abc import Mapping
from typing import Any

from local.sandbox import queries
from local.sandbox.bot_api.call import Call
from local.sandbox.bot_api.content import known_file, marked_caption, marked_text
from local.sandbox.bot_api.keyboards import checked
from local.sandbox.refusal import bad
from local.sandbox.store import Json

_MAX_ANSWER_CHARACTERS, _MAX_RESULTS, _MAX_ID_BYTES = 200, 50, 64
_CACHE_SECONDS = 300
_FILES = {"photo": "photo_file_id", "document": "document_file_id"}


async def answer_callback_query(call: Call) -> Any:
    answer: Json = {"text": call.text("text"), "alert": call.flag("show_alert"), "url": call.text("url")}
    if len(answer["text"]) > _MAX_ANSWER_CHARACTERS:
        raise bad("MESSAGE_TOO_LONG")
    queries.answer_tap(call.telegram, _id(call, "callback_query_id"), answer)
    return True


async def answer_inline_query(call: Call) -> Any:
    results = call.structure("results", "inline query results")
    if not isinstance(results, list):
        raise bad("expected an Array of InlineQueryResult")
    if len(results) > _MAX_RESULTS:
        raise bad("RESULTS_TOO_MUCH")
    parsed = [_result(call, result) for result in results]
    if len({result["id"] for result in parsed}) < len(parsed):
        raise bad("RESULT_ID_DUPLICATE")
    answer = {"results": parsed, "next_offset": call.text("next_offset"), "button": _button(call)}
    queries.answer_inline(
        call.telegram,
        _id(call, "inline_query_id"),
        answer,
        cache_seconds=call.number("cache_time", _CACHE_SECONDS),
        is_personal=call.flag("is_personal"),
    )
    return True


def _id(call: Call, name: str) -> int:
    return call.number(name) if call.text(name).isdigit() else 0


def _button(call: Call) -> Json | None:
    button = call.structure("button", "inline query results button")
    if button is None:
        return None
    if not isinstance(button, dict) or not button.get("text"):
        raise bad("can't parse inline query results button: Can't find field \"text\"")
    if not button.get("start_parameter"):
        raise bad("can't parse inline query results button: Can't find field \"start_parameter\"")
    return button


def _result(call: Call, result: Any) -> Json:
    """One result as people see it in the list, and the message it becomes."""
    if not isinstance(result, Mapping):
        raise bad("can't parse inline query result: expected an Object")
    id = str(result.get("id") or "")
    if not 1 <= len(id.encode()) <= _MAX_ID_BYTES:
        raise bad("RESULT_ID_INVALID")
    kind = result.get("type")
    if kind == "article":
        message = _words(result)
        if not result.get("title"):
            raise bad("can't parse inline query result: Can't find field \"title\"")
    elif kind in _FILES:
        message = _file(call, result, str(kind))
    else:
        raise bad("can't parse inline query result: invalid type specified")
    shown = {name: result[name] for name in ("title", "description") if result.get(name)}
    markup = checked(result.get("reply_markup"), is_inline_only=True)
    return {"id": id, "kind": kind, **shown, "message": {**message, "reply_markup": markup}}


def _words(result: Mapping[str, Any]) -> Json:
    content = result.get("input_message_content")
    if not isinstance(content, Mapping) or "message_text" not in content:
        raise bad("can't parse inline query result: Can't find field \"message_text\"")
    return marked_text(
        str(content["message_text"]), str(content.get("parse_mode") or ""), content.get("entities")
    )


def _file(call: Call, result: Mapping[str, Any], kind: str) -> Json:
    """A file that Telegram has already; or words in its place."""
    if result.get("input_message_content"):
        return _words(result)
    file = known_file(call, str(result.get(_FILES[kind]) or ""), kind)
    caption = marked_caption(
        str(result.get("caption") or ""), str(result.get("parse_mode") or ""), result.get("caption_entities")
    )
    return {**file, **caption}
