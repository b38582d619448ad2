"""Sending the parts of one transaction, and what it means when DynamoDB refuses one of them."""

import random
import secrets
import time
from dataclasses import dataclass
from typing import Any

from pynamodb.connection import Connection
from pynamodb.exceptions import TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from functions.services.ports import AnsweredBefore
from functions.store.claims.conditions import ClaimDraft
from functions.store.table import ClaimItem, Item
from timetable.day import Claim
from timetable.errors import Busy, OutOfReach, Refusal

_TRIES = 6
_HELD_BACK = {"ThrottlingError", "ProvisionedThroughputExceeded"}
_PASSING = {"None", "TransactionConflict", *_HELD_BACK}  # reasons that another try can change


@dataclass(frozen=True, slots=True)
class Part:
    """One operation on one item, and what its failed condition means."""

    verb: str
    item: Any
    condition: Condition | None
    otherwise: Refusal | Exception
    updates: Any = None
    draft: ClaimDraft | None = None


def send(connection: Connection, parts: list[Part], *, item: type[Item], claim: type[ClaimItem]) -> None:
    """Write all parts or none; they come as PynamoDB sends them: checks, deletes, puts, updates."""
    token = secrets.token_hex(16)
    for attempt in range(_TRIES):
        try:
            _send(connection, parts, item=item, token=f"{token}{attempt:x}"[:36])
            return
        except TransactWriteError as error:
            held_back = _refuse(error, claim, parts)
        time.sleep(random.uniform(0.01, 0.03) * 2**attempt)
    if held_back:
        raise OutOfReach("ThrottlingError")
    raise Busy("Others are changing the same timetable right now. Try again in a moment.")


def _send(connection: Connection, parts: list[Part], *, item: type[Item], token: str) -> None:
    with TransactWrite(connection=connection, client_request_token=token) as write:
        for part in parts:
            match part.verb:
                case "check":
                    write.condition_check(item, part.item.pk, part.item.sk, condition=_needed(part.condition))
                case "delete":
                    write.delete(part.item, condition=part.condition)
                case "put":
                    write.save(part.item, condition=part.condition)
                case _:
                    write.update(part.item, part.updates, condition=part.condition, return_values="ALL_OLD")


def _refuse(error: TransactWriteError, claim: type[ClaimItem], parts: list[Part]) -> bool:
    """Raise what the first failed condition means; return where only a conflict made it fail, or (True) the
    table's lack of capacity."""
    reasons = error.cancellation_reasons
    if not reasons:
        raise error
    failed = [
        (part, reason)
        for part, reason in zip(parts, reasons, strict=True)
        if reason and reason.code == "ConditionalCheckFailed"
    ]
    # the answer to a repeated request comes before whatever else the repetition would break
    failed.sort(key=lambda f: not isinstance(f[0].otherwise, AnsweredBefore))
    if failed:
        refusals = [_why(claim, part, reason.raw_item) for part, reason in failed]
        first = refusals[0]
        if isinstance(first, Refusal):
            first.also = [r for r in refusals[1:] if isinstance(r, Refusal)]
        raise first from error
    if not all(r is None or r.code in _PASSING for r in reasons):
        raise error
    return any(r is not None and r.code in _HELD_BACK for r in reasons)


def _why(claim: type[ClaimItem], part: Part, raw: dict[str, Any] | None) -> Refusal | Exception:
    if part.draft is None:
        return part.otherwise
    refusal = part.draft.why_not(_stored(claim, part.draft, raw))
    refusal.item = part.draft.item
    return refusal


def _stored(claim: type[ClaimItem], draft: ClaimDraft, raw: dict[str, Any] | None) -> Claim:
    if not raw or "sk" not in raw:
        return Claim(draft.resource, draft.slot)
    return claim.from_raw_data(raw).value(draft.resource)


def _needed(condition: Condition | None) -> Condition:
    assert condition is not None, "a check has a condition"
    return condition
