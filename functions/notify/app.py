"""One event: whom to tell, and what. A telling goes to the queue of its priority or waits for morning."""

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
    """A batch of events from the queue; those that fail come again alone."""
    failed = []
    for record in event["Records"]:
        try:
            _react(json.loads(record["body"]))
        except Exception as error:  # whatever it is: it comes again alone, the others are told
            logger.error("not told", extra={"record": record["messageId"], "error": trace(error)})
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def _react(event: dict[str, Any]) -> None:
    """Queues what is to be told of an event, by its name."""
    detail, name = event["detail"], event["detail-type"]
    logger.set_correlation_id(correlation.begin(detail.get("correlation"), otherwise="notify"))
    reaction = REACTIONS.get(name)
    if reaction is None:
        logger.info("ignored", extra={"event": name})
        return
    reaction(wiring.directory().records(InstituteId(detail["institute"])), name, detail)


def _tell_of_delegation(records: Records, _name: str, detail: Detail) -> None:
    """Whoever acts for a head of department from now on, or no longer does."""
    acting = (UserId(detail["user"]), detail["department"], str(detail["version"]))
    notice_queues.queue(event_notices.named_acting(records, *acting), detail["id"])


def _tell_of_draft(records: Records, name: str, detail: Detail) -> None:
    """Whoever asked for a timetable: how far it is, or that it is over."""
    is_over = name == "TimetableDrafted"
    notice_queues.queue(event_notices.drafted(records, detail["draft"], over=is_over), detail["id"])


def _tell_of_leave(records: Records, name: str, detail: Detail) -> None:
    """Everybody whom an event about a leave concerns; some of them in the morning."""
    if not detail.get("leave"):  # adjustments that no leave has caused
        return
    leave = LeaveId(detail["leave"])
    only = [id for id in detail.get("ids", "").split(",") if id]
    news = _DECISIONS.get(name, "")
    if news and (version := detail.get("version")):
        news += f".{version}"  # a decision may be undone, and made again
    request = clock_request(records, wiring.now())
    tellings = event_notices.whom_to_tell(request, name, leave, news, only)
    immediate = routing.at_once(request, tellings)
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
