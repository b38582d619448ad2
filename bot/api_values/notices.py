"""What a person is told."""

from typing import NotRequired, TypedDict

from bot.api_values.days import Day
from bot.api_values.department import Acting
from bot.api_values.leaves import Leave
from bot.api_values.office import Draft
from bot.api_values.plans import Ask, Plan, Row


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
