"""What every stored object carries, whatever it is about."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The version of a stored object, which each change raises by one, and when it was made and changed."""

    version: int = 1
    created_at: datetime | None = None
    updated_at: datetime | None = None
