"""Forgetting a person: what names them is erased, what happened stays true under a pseudonym."""

from dataclasses import dataclass, replace
from typing import Any

from timetable.model import Faculty, FacultyUnavailability, Stored, User, UserId

# The fields that are personal in the audit's copies of records.
PERSONAL = frozenset(
    {"name", "code", "roll_number", "telegram", "reason", "decision_note", "note", "language", "quiet",
     "preferred", "avoided", "unavailable", "digest", "theme", "remind_minutes", "quiet_from", "quiet_until"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ErasureRequest(Stored):
    """Somebody asks to be forgotten; an admin confirms it."""

    id: UserId


def pseudonym(user: UserId) -> str:
    """What a person is called from then on: the same wherever they were named."""
    return f"Former member {str(user)[-6:]}"


def forgotten_user(user: User) -> User:
    """Nobody's account: without name, number, chat and choices."""
    return replace(
        user, name=pseudonym(user.id), code="", telegram=None, active=False, language=None, quiet=None,
        reachable=False, student=None, section=None, group=None,
    )  # fmt: skip


def forgotten_faculty(profile: Faculty) -> Faculty:
    """The profile, needed for past classes, under a pseudonym and without the person's preferences."""
    return replace(profile, name=pseudonym(profile.user), preferred=(), avoided=(), unavailable=())


def forgotten_leave(leave: FacultyUnavailability) -> FacultyUnavailability:
    """When somebody was away, without why and what was answered."""
    return replace(leave, reason="", decision_note="")


def scrubbed(body: Any) -> Any:
    """A record as the audit keeps it, without what is personal in it."""
    if isinstance(body, dict):
        return {k: None if k in PERSONAL else scrubbed(v) for k, v in body.items()}
    return [scrubbed(v) for v in body] if isinstance(body, list) else body
