"""Secrets that give access: codes that link accounts, addresses of calendars, tokens of programs."""

from dataclasses import dataclass
from datetime import datetime

from timetable.model import (
    InstituteId,
    SectionId,
    Stored,
    UserId,
)


@dataclass(frozen=True, slots=True)
class LinkCode:
    """A code that links one Telegram account to one user; stored under its hash."""

    institute: InstituteId
    user: UserId
    expires: datetime


@dataclass(frozen=True, slots=True)
class CalendarLink(Stored):
    """A person's link to a calendar that they subscribe to: of a section's classes, or of their own.

    `section` is None for their own. `digest` is the hash of the secret in the link.
    """

    user: UserId
    section: SectionId | None
    digest: str

    @property
    def id(self) -> str:
        """What the person calls the link by: its section, or OWN_CALENDAR."""
        return self.section or OWN_CALENDAR


OWN_CALENDAR = "me"


@dataclass(frozen=True, slots=True)
class CalendarKey:
    """The secret of a CalendarLink, stored under its hash, with which the link is found."""

    institute: InstituteId
    user: UserId
    section: SectionId | None


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret of a ServiceToken, stored under its hash: what it allows, and until when."""

    token: str
    institute: InstituteId
    scopes: tuple[str, ...]
    expires: datetime
    version: int = 1


@dataclass(frozen=True, slots=True)
class SecretEntry:
    """A secret of a ServiceToken as the token lists it: its hash, and when it expires."""

    digest: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class ServiceToken(Stored):
    """A program's right to call the API. It has two secrets while one takes over from the other."""

    id: str
    name: str
    scopes: tuple[str, ...]
    expires: datetime
    secrets: tuple[SecretEntry, ...]
    active: bool = True
