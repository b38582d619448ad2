"""What a person is told."""

from typing import NotRequired, TypedDict

from bot.contract.days import Day
from bot.contract.department import Acting
from bot.contract.leaves import Leave
from bot.contract.office import Draft
from bot.contract.plans import Ask, Plan, Row


class Notice(TypedDict):
    id: str
    kind: str
    leave: Leave | None
    plan: Plan | None
    classes: list[Row]
    ask: NotRequired[Ask | None]
    department: NotRequired[Acting | None]
    day: NotRequired[Day | None]
    minutes: NotRequired[int | None]
    draft: NotRequired[Draft | None]
    restored: NotRequired[list[str]]
    message_id: int | None
    shown: str
