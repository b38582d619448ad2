"""One event: whom to tell, and what. Each telling goes to the queue of its lane, or waits for the morning."""

import json
from typing import Any

from aws_lambda_powertools import Logger

from functions import correlation, metrics, notice_queues, wiring
from functions.services.college import figures
from functions.services.identity.clock import clock_request
from functions.services.notices import event_notices, routing
from functions.traces import trace
from timetable.model import InstituteId, LeaveId, UserId

logger = Logger(service="notify")


def handler(event: dict[str, Any], context: Any) -> dict[str, list[dict[str, str]]]:
    """A batch of events from the queue; those that fail come again alone."""
    failed = []
    for record in event["Records"]:
        try:
            _tell(json.loads(record["body"]))
        except Exception as error:  # whatever it is: it comes again alone, the others are told
            logger.error("not told", extra={"record": record["messageId"], "error": trace(error)})
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def _tell(event: dict[str, Any]) -> None:
    detail, name = event["detail"], event["detail-type"]
    logger.set_correlation_id(correlation.begin(detail.get("correlation"), otherwise="notify"))
    if name == "ActingNamed":
        records = wiring.door().records(InstituteId(detail["institute"]))
        acting = (UserId(detail["user"]), detail["department"], str(detail["version"]))
        notice_queues.queue(event_notices.named_acting(records, *acting), detail["id"])
        return
    if name in _OF_DRAFTS:
        records = wiring.door().records(InstituteId(detail["institute"]))
        is_over = name == "TimetableDrafted"
        notice_queues.queue(event_notices.drafted(records, detail["draft"], over=is_over), detail["id"])
        return
    if not detail.get("leave"):
        return
    records, now = wiring.door().records(InstituteId(detail["institute"])), wiring.now()
    only = [i for i in detail.get("ids", "").split(",") if i]
    news = _NEWS.get(name, "")
    if news and (version := detail.get("version")):
        news += f".{version}"  # a decision may be undone, and made again
    every = event_notices.whom_to_tell(
        clock_request(records, now), name, LeaveId(detail["leave"]), news, only
    )
    told = routing.at_once(clock_request(records, now), every)
    notice_queues.queue(told, detail["id"])
    facts = {"event": name, "leave": detail["leave"], "notices": len(told), "later": len(every) - len(told)}
    logger.info("told", extra=facts)
    decided = figures.of_event(records, name, LeaveId(detail["leave"]))
    metrics.publish("notify", decided, institute=records.institute)


_OF_DRAFTS = ("TimetableProgressed", "TimetableDrafted")
_NEWS = {
    "LeaveApproved": "approved",
    "LeaveRejected": "rejected",
    "LeaveWithdrawn": "withdrawn",
    "LeaveExpired": "expired",
    "DecisionUndone": "undone",
}
"""what the requester is told"""
