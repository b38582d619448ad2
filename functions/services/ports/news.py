"""Audit events, notices, and the state of conversations with the bot."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from timetable.model import (
    LeaveId,
    UserId,
)


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """Who did what to which object, when, and how it was before and after. Never changed."""

    id: str
    at: datetime
    by: str
    as_role: str
    action: str
    kind: str
    object: str
    department: str | None = None  # its HOD may read the event, too
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Where a person is in a conversation with the bot. The bot alone knows what the state means."""

    flow: str
    state: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Notice:
    """What one person is told in the chat, once. `message_id` is the message that shows it, if one does."""

    id: str
    user: UserId
    kind: str
    leave: LeaveId
    change: str = ""  # names the change that it tells of, so that the same change is told once
    message_id: int | None = None
    shown: str = ""
    version: int = 1
