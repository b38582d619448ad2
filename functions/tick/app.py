"""Every five minutes, for every institute: what is due by the clock."""

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
    """A duty that fails keeps no other from being done, and is done next time."""
    now = wiring.now()
    logger.set_correlation_id(correlation.begin(None, otherwise="tick"))
    for institute in wiring.directory().institutes():
        for duty in DUTIES:
            try:
                duty(clock_request(wiring.directory().records(institute), now))
            except Exception as error:  # one duty of one college keeps no other waiting
                facts = {"duty": duty.__name__, "institute": institute, "error": trace(error)}
                logger.error("not done", extra=facts)
    logger.info("done", extra={"duties": len(DUTIES)})


def end_quiet_hours(request: Request) -> None:
    for portion in routing.released(request):
        _queue(portion)


def remind(request: Request) -> None:
    daily.reminders(request, _queue)


def tell_digests(request: Request) -> None:
    daily.digests(request, _queue)


def _queue(tellings: Sequence[Telling]) -> None:
    notice_queues.queue(tellings, "tick")


def remind_deciders(request: Request) -> None:
    done = Counter(reminders.tick(request))
    logger.info("requests and questions", extra={"outcomes": dict(done)})


DUTIES: tuple[Duty, ...] = (remind_deciders, end_quiet_hours, remind, tell_digests, draft_results.give_up)
