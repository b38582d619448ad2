"""Every few minutes: whoever has to decide is reminded, and what nobody did in time is closed."""

from collections import Counter
from typing import Any

from aws_lambda_powertools import Logger

from functions import wiring
from functions.services import reminding

logger = Logger(service="remind")


def handler(event: dict[str, Any], context: Any) -> None:
    """What fails in one institute does not keep the others waiting; it is due again the next time."""
    now = wiring.now()
    for institute in wiring.door().institutes():
        try:
            done = reminding.tick(wiring.door().records(institute), now)
        except Exception:
            logger.exception("not reminded", extra={"institute": institute})
            continue
        logger.info("reminded", extra={"institute": institute, "outcomes": dict(Counter(done))})
