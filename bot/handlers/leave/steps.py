"""Asking for leave step by step: what is known, what is still to be asked, and what each answer changes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

FLOW = "leave"
SENT = "leave_sent"


class Step(StrEnum):
    FIRST = "first"
    LAST = "last"
    SPAN = "span"
    PERIODS = "periods"
    KIND = "kind"
    REASON = "reason"
    PREVIEW = "preview"


DRAFT_FIELDS = ("start_date", "end_date", "periods", "half", "kind", "reason")
EVERYTHING = (Step.FIRST, Step.LAST, Step.SPAN, Step.KIND, Step.REASON)
WITHOUT_REASON = EVERYTHING[:-1]  # a what-if is shown to nobody else, so it needs no reason
DATES = (Step.FIRST, Step.LAST)
_STEPS_OF_FIELD = {
    "start_date": DATES,
    "end_date": DATES,
    "periods": (Step.SPAN,),
    "half": (Step.SPAN,),
    "kind": (Step.KIND,),
    "reason": (Step.REASON,),
}


@dataclass(frozen=True, slots=True)
class LeaveFlow:
    """A leave on its way to the preview. `key` is in its buttons and makes sending it happen once.

    `month`: the one that the calendar shows; None stands for that of the first date, or the present one.
    `message`: the message that shows the flow.
    `whatif`: nothing is sent in the end; the person is shown what the leave would come to.
    """

    key: str
    draft: Mapping[str, Any]
    todo: tuple[Step, ...] = ()
    month: str | None = None
    message: int | None = None
    whatif: bool = False

    @classmethod
    def of(cls, state: Mapping[str, Any]) -> "LeaveFlow":
        return cls(**{**state, "todo": tuple(Step(s) for s in state["todo"])})

    def as_state(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def step(self) -> Step:
        return self.todo[0] if self.todo else Step.PREVIEW

    @property
    def is_complete_what_if(self) -> bool:
        """True if everything is known that a what-if needs."""
        return self.whatif and self.step is Step.PREVIEW

    def back_at(self, field: str | None) -> "LeaveFlow | None":
        """The flow back at the step that this field comes from; None where no step asks for it."""
        steps = _STEPS_OF_FIELD.get(field or "")
        return replace(self, todo=steps) if steps else None


def pick_date(flow: LeaveFlow, iso: str) -> LeaveFlow:
    if flow.step is Step.FIRST:
        return _answered(flow, start_date=iso, end_date=None)
    return _answered(flow, end_date=max(iso, flow.draft["start_date"]))


def pick_one_day(flow: LeaveFlow, _: str) -> LeaveFlow:
    return _answered(flow, end_date=flow.draft["start_date"])


def turn_page(flow: LeaveFlow, month: str) -> LeaveFlow:
    return replace(flow, month=month)


def pick_span(flow: LeaveFlow, span: str) -> LeaveFlow:
    if span == "periods":
        asked = _answered(flow, half=None, periods=None)
        return replace(asked, todo=(Step.PERIODS, *asked.todo))
    return _answered(flow, periods=None, half=None if span == "day" else span)


def toggle_period(flow: LeaveFlow, period: str) -> LeaveFlow:
    chosen = set(flow.draft["periods"] or ()) ^ {int(period)}
    return replace(flow, draft={**flow.draft, "periods": sorted(chosen) or None})


def finish_periods(flow: LeaveFlow, _: str) -> LeaveFlow:
    """Go on, if a period is chosen."""
    return _answered(flow) if flow.draft["periods"] else flow


def pick_kind(flow: LeaveFlow, kind: str) -> LeaveFlow:
    return _answered(flow, kind=kind)


def give_reason(flow: LeaveFlow, reason: str) -> LeaveFlow:
    return _answered(flow, reason=reason)


def _answered(flow: LeaveFlow, **facts: Any) -> LeaveFlow:
    return replace(flow, draft={**flow.draft, **facts}, todo=flow.todo[1:])
