"""What is said and remembered: to whom, by whom, and of what."""

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
    department: str | None = None
    """whose HOD reads it too"""
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Where a person is in a conversation with the bot; the bot's own words, kept for it."""

    flow: str
    state: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something one person is to be told in the chat, once, and where it stands there."""

    id: str
    user: UserId
    kind: str
    leave: LeaveId
    change: str = ""
    """what this notice tells of, so that the same news is told once"""
    message_id: int | None = None
    shown: str = ""
    version: int = 1
