"""What DynamoDB answers where it can't serve now, after botocore's own tries: the one error for all of it."""

from typing import Any

from timetable.errors import OutOfReach

HELD_BACK = {
    "InternalServerError",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ServiceUnavailable",
    "ThrottlingException",
    "TransactionInProgressException",
}


def watch(client: Any) -> None:
    """Every call of this client raises OutOfReach where asking again is all that can be done."""
    client.meta.events.register("after-call.dynamodb", _answered)
    client.meta.events.register("after-call-error.dynamodb", _unanswered)


def _answered(http_response: Any, parsed: dict[str, Any], **_: Any) -> None:
    code = parsed.get("Error", {}).get("Code", "")
    if http_response.status_code >= 500 or (http_response.status_code >= 400 and code in HELD_BACK):
        raise OutOfReach(code)


def _unanswered(exception: Exception, **_: Any) -> None:
    """No connection, or no answer in time: what was asked may have been done."""
    raise OutOfReach(type(exception).__name__) from exception
