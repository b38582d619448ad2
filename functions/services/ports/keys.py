"""What opens a door: codes that link, addresses of calendars, tokens of programs."""

from dataclasses import dataclass
from datetime import datetime

from timetable.model import (
    InstituteId,
    SectionId,
    UserId,
)


@dataclass(frozen=True, slots=True)
class LinkCode:
    """A code that links one Telegram account to one user; stored under its hash."""

    institute: InstituteId
    user: UserId
    expires: datetime


@dataclass(frozen=True, slots=True)
class CalendarLink:
    """A person's link to a calendar that they subscribe to: of their own classes, or of a section's."""

    user: UserId
    section: SectionId | None
    """None: the person's own"""
    digest: str
    """the hash of the secret in the link"""
    version: int = 1
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def id(self) -> str:
        """What the person knows it by."""
        return self.section or OWN_CALENDAR


OWN_CALENDAR = "me"


@dataclass(frozen=True, slots=True)
class CalendarKey:
    """What opens a calendar, stored under its hash: whose link it is, and which of theirs."""

    institute: InstituteId
    user: UserId
    section: SectionId | None


@dataclass(frozen=True, slots=True)
class Secret:
    """What opens the door for a program, stored under its hash: whose it is, what it may, until when."""

    token: str
    institute: InstituteId
    scopes: tuple[str, ...]
    expires: datetime
    version: int = 1


@dataclass(frozen=True, slots=True)
class SecretEntry:
    """A secret of a token, known by its hash."""

    digest: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class ServiceToken:
    """A program's right to call the API: its secrets (two while one takes over from the other)."""

    id: str
    name: str
    scopes: tuple[str, ...]
    expires: datetime
    secrets: tuple[SecretEntry, ...]
    active: bool = True
    version: int = 1
    created_at: datetime | None = None
    updated_at: datetime | None = None
