"""Turns each event into notices, and queues them or has them wait for the end of quiet hours."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools import Logger

from functions import correlation, metrics, notice_queues, wiring
from functions.services.college import figures
from functions.services.identity.clock import clock_request
from functions.services.notices import event_notices, routing
from functions.services.ports import Records
from functions.traces import trace
from timetable.model import InstituteId, LeaveId, UserId

Detail = Mapping[str, Any]  # what an event says besides its name

logger = Logger(service="notify")


def handler(event: dict[str, Any], context: Any) -> dict[str, list[dict[str, str]]]:
    """React to a batch of events from the queue; only those that failed are delivered again."""
    failed = []
    for record in event["Records"]:
        try:
            _react(json.loads(record["body"]))
        except Exception as error:  # any failure: the event is delivered again, the others are not
            logger.error("not told", extra={"record": record["messageId"], "error": trace(error)})
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def _react(event: dict[str, Any]) -> None:
    """Look up the reaction to an event by its name, and run it."""
    detail, name = event["detail"], event["detail-type"]
    logger.set_correlation_id(correlation.begin(detail.get("correlation"), otherwise="notify"))
    reaction = REACTIONS.get(name)
    if reaction is None:
        logger.info("ignored", extra={"event": name})
        return
    reaction(wiring.directory().records(InstituteId(detail["institute"])), name, detail)


def _tell_of_delegation(records: Records, _name: str, detail: Detail) -> None:
    """Tell the person who acts for a head of department from now on, or no longer does."""
    user, department, version = UserId(detail["user"]), detail["department"], str(detail["version"])
    tellings = event_notices.named_acting(records, user, department=department, version=version)
    notice_queues.queue(tellings, detail["id"])


def _tell_of_draft(records: Records, name: str, detail: Detail) -> None:
    """Tell whoever asked for a draft how far the solver is, or that it has finished."""
    is_over = name == "TimetableDrafted"
    notice_queues.queue(event_notices.drafted(records, detail["draft"], over=is_over), detail["id"])


def _tell_of_leave(records: Records, name: str, detail: Detail) -> None:
    """Tell everybody whom an event about a leave concerns; those in their quiet hours later."""
    if not detail.get("leave"):  # adjustments that no leave has caused
        return
    leave = LeaveId(detail["leave"])
    only = [id for id in detail.get("ids", "").split(",") if id]
    news = _DECISIONS.get(name, "")
    if news and (version := detail.get("version")):
        news += f".{version}"  # a decision may be undone, and made again
    request = clock_request(records, wiring.now())
    tellings = event_notices.tellings_of(request, name, leave, news=news, only=only)
    immediate = routing.postpone(request, tellings)
    notice_queues.queue(immediate, detail["id"])
    later = len(tellings) - len(immediate)
    facts = {"event": name, "leave": leave, "notices": len(immediate), "later": later}
    logger.info("told", extra=facts)
    metrics.publish("notify", figures.of_event(records, name, leave), institute=records.institute)


# Events after which the requester is told what has become of the leave, with the word in the notice's key.
_DECISIONS = {
    "LeaveApproved": "approved",
    "LeaveRejected": "rejected",
    "LeaveWithdrawn": "withdrawn",
    "LeaveExpired": "expired",
    "DecisionUndone": "undone",
}
REACTIONS: Mapping[str, Callable[[Records, str, Detail], None]] = {
    "LeaveRequested": _tell_of_leave,
    "PlanStored": _tell_of_leave,
    "LeavesCompared": _tell_of_leave,
    "LeaveApproved": _tell_of_leave,
    "LeaveRejected": _tell_of_leave,
    "LeaveWithdrawn": _tell_of_leave,
    "AdjustmentsChanged": _tell_of_leave,
    "AsksChanged": _tell_of_leave,
    "DecisionUndone": _tell_of_leave,
    "LeaveExpired": _tell_of_leave,
    "LeaveWaits": _tell_of_leave,
    "ActingNamed": _tell_of_delegation,
    "TimetableProgressed": _tell_of_draft,
    "TimetableDrafted": _tell_of_draft,
}
