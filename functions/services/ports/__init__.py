"""What the services need of a store, and the values that only they and it know.

It imports the domain alone; every service and the store import it.
"""

from functions.services.ports.drafts import Draft, DraftedClass, DraftPart, DraftStatus
from functions.services.ports.keys import (
    OWN_CALENDAR,
    CalendarKey,
    CalendarLink,
    LinkCode,
    Secret,
    SecretEntry,
    ServiceToken,
)
from functions.services.ports.leaves import ChangeSet, Coverage, Gap, LeaveBook, LeaveSpan, Together, WhatIf
from functions.services.ports.news import AuditEvent, Dialogue, Notice
from functions.services.ports.requests import Answer, AnsweredBefore, Once, Page, Ref, Result, Results
from functions.services.ports.store import Door, Records, Reference, Write

__all__ = [
    "OWN_CALENDAR",
    "Answer",
    "AnsweredBefore",
    "AuditEvent",
    "CalendarKey",
    "CalendarLink",
    "ChangeSet",
    "Coverage",
    "Dialogue",
    "Door",
    "Draft",
    "DraftPart",
    "DraftStatus",
    "DraftedClass",
    "Gap",
    "LeaveBook",
    "LeaveSpan",
    "LinkCode",
    "Notice",
    "Once",
    "Page",
    "Records",
    "Ref",
    "Reference",
    "Result",
    "Results",
    "Secret",
    "SecretEntry",
    "ServiceToken",
    "Together",
    "WhatIf",
    "Write",
]
