"""What the Bot API says of people, chats and messages: its objects, out of what is stored."""

from collections.abc import Mapping
from typing import Any

from local.sandbox.store import Json, Store

BOT: Json = {
    "id": 1,
    "is_bot": True,
    "first_name": "Dayorder",
    "username": "DayorderBot",
}
ABILITIES: Json = {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": True,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}
OUTSIDE = ("left", "kicked")
_SHARED_FIELDS = ("message_id", "date", "text", "caption", "edit_date", "photo", "document")
_RIGHTS = """
    can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members
    can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories
    can_pin_messages can_manage_topics can_send_welcome_messages
"""


def user(person: Json) -> Json:
    first, _, last = person["name"].rpartition(" ")
    named = {"first_name": first, "last_name": last} if first else {"first_name": last}
    account = {"username": person["username"]} if person.get("username") else {}
    return {"id": person["id"], "is_bot": False, **named, **account, "language_code": person["language"]}


def member(who: Json, status: str) -> Json:
    """A ChatMember of any status."""
    more: Json = {}
    if status == "creator":
        more = {"is_anonymous": False}
    elif status == "administrator":
        more = dict.fromkeys(_RIGHTS.split(), False) | {"can_manage_chat": True}
    elif status == "kicked":
        more = {"until_date": 0}
    return {"status": status, "user": who, **more}


class Wire:
    """The Bot API's objects of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def user(self, id: int) -> Json:
        if id == BOT["id"]:
            return BOT
        person = self._store.person(id)
        return user(person) if person else {"id": id, "is_bot": False, "first_name": "Deleted Account"}

    def chat(self, id: int) -> Json:
        if id < 0:
            group = self._store.group(id) or {}
            return {"id": id, "type": group.get("type", "group"), "title": group.get("title", "")}
        who = self.user(id)
        return {
            "type": "private",
            **{k: who[k] for k in ("id", "first_name", "last_name", "username") if k in who},
        }

    def sender(self, chat: int, stored: Json) -> Json:
        return BOT if stored["from"] == "bot" else self.user(stored.get("by") or chat)

    def message(self, chat: int, stored: Json, *, with_reply: bool = True) -> Json:
        """A stored message as the Bot API's Message; what it replies to is told once, not in a chain."""
        body: Json = {k: stored[k] for k in _SHARED_FIELDS if stored.get(k) is not None}
        if stored.get("entities"):
            body["caption_entities" if "caption" in stored else "entities"] = stored["entities"]
        if stored.get("reply_markup", {}).get("inline_keyboard"):
            body["reply_markup"] = stored["reply_markup"]
        if stored.get("via_bot"):
            body["via_bot"] = BOT
        body |= stored.get("service", {})
        answered = self._store.message(chat, stored["reply_to"]) if stored.get("reply_to") else None
        if answered and with_reply:
            body["reply_to_message"] = self.message(chat, answered, with_reply=False)
        return {**body, "chat": self.chat(chat), "from": self.sender(chat, stored)}

    # what the page and the control API see

    def seen(self, chat: int, stored: Json) -> Json:
        """A message as people see it."""
        markup = stored.get("reply_markup", {})
        rows = markup.get("inline_keyboard", [])
        by = self.sender(chat, stored)
        return {
            "message_id": stored["message_id"],
            "from": "service" if stored.get("service") else stored["from"],
            "by": by["id"],
            "name": " ".join(filter(None, (by["first_name"], by.get("last_name")))),
            "text": stored.get("text") or stored.get("caption") or stored.get("shown") or "",
            "entities": stored.get("entities", []),
            "date": stored["date"],
            "edited": "edit_date" in stored,
            "via_bot": bool(stored.get("via_bot")),
            "reply_to": self._answered(chat, stored),
            "buttons": [[_button(b) for b in row] for row in rows],
            "keyboard": {k: v for k, v in markup.items() if k != "inline_keyboard"},
            "photo": stored.get("photo_url"),
            "photo_size": [stored["photo"][-1][side] for side in ("width", "height")]
            if stored.get("photo")
            else None,
            "document": stored.get("document_url"),
        }

    def _answered(self, chat: int, stored: Json) -> Json | None:
        answered = self._store.message(chat, stored["reply_to"]) if stored.get("reply_to") else None
        if answered is None:
            return None
        text = answered.get("text") or answered.get("caption") or "A file"
        return {
            "message_id": answered["message_id"],
            "text": text,
            "name": self.sender(chat, answered)["first_name"],
        }


_BUTTON: Mapping[str, str] = {
    "text": "text",
    "data": "callback_data",
    "url": "url",
    "inline_here": "switch_inline_query_current_chat",
    "inline": "switch_inline_query",
    "copy": "copy_text",
}


def _button(button: Mapping[str, Any]) -> Json:
    return {ours: button[theirs] for ours, theirs in _BUTTON.items() if theirs in button}
