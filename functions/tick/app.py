"""Runs every five minutes, and does for every institute what is due by the clock."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from aws_lambda_powertools import Logger

from functions import correlation, notice_queues, wiring
from functions.services.identity.clock import clock_request
from functions.services.notices import daily, reminders, routing
from functions.services.notices.routing import Telling
from functions.services.ports import Request
from functions.services.schedule import draft_results
from functions.traces import trace

Duty = Callable[[Request], None]
logger = Logger(service="tick")


def handler(event: dict[str, Any], context: Any) -> None:
    """Run every duty for every institute. A duty that fails does not stop the others, and runs again next
    time."""
    now = wiring.now()
    logger.set_correlation_id(correlation.begin(None, otherwise="tick"))
    for institute in wiring.directory().institutes():
        for duty in DUTIES:
            try:
                duty(clock_request(wiring.directory().records(institute), now))
            except Exception as error:  # a failure in one institute must not stop the others
                facts = {"duty": duty.__name__, "institute": institute, "error": trace(error)}
                logger.error("not done", extra=facts)
    logger.info("done", extra={"duties": len(DUTIES)})


def end_quiet_hours(request: Request) -> None:
    """Queue the notices of everybody whose quiet hours have ended."""
    for portion in routing.released(request):
        _queue(portion)


def remind(request: Request) -> None:
    """Queue the reminders of classes that begin soon."""
    daily.reminders(request, _queue)


def tell_digests(request: Request) -> None:
    """Queue the digests that are due."""
    daily.digests(request, _queue)


def _queue(tellings: Sequence[Telling]) -> None:
    notice_queues.queue(tellings, "tick")


def remind_deciders(request: Request) -> None:
    """Remind of pending leaves, and end leaves and consents whose time is over."""
    outcomes = Counter(reminders.tick(request))
    logger.info("requests and questions", extra={"outcomes": dict(outcomes)})


DUTIES: tuple[Duty, ...] = (remind_deciders, end_quiet_hours, remind, tell_digests, draft_results.give_up)
