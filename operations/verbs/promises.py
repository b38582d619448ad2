"""`./dayorder verify` and `./dayorder repair-claims`: what is promised holds, or what does not is named."""

import argparse
import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from functions.store.claim_repair import Mend, mends, put_right
from functions.store.evidence import evidence
from functions.store.institute_items import Whole
from operations import institutes
from timetable.errors import Refusal
from timetable.promises.evidence import Breach
from timetable.promises.judgement import breaches
from timetable.promises.of_claims import where

_SHOWN = 200
_LOOKS = 3


def broken(whole: Whole) -> list[Breach]:
    """The promises that do not hold. An institute at work changes while it is read: what is found is looked
    for again, and counts only where it is found every time."""
    found: set[Breach] | None = None
    for _ in range(_LOOKS):
        now = set(breaches(evidence(whole.evidence(), datetime.now(UTC))))
        found = now if found is None else found & now
        if not found:
            break
    return sorted(found or ())


def verify(arguments: argparse.Namespace) -> int:
    records = institutes.records(arguments.institute)
    found = broken(Whole(institutes.door(), records.institute))
    if arguments.json:
        print(json.dumps({"institute": records.institute, "breaches": [asdict(b) for b in found]}))
        return 1 if found else 0
    for breach in found[:_SHOWN]:
        print(f"  {breach.code}: {breach.where}: {breach.sentence} {breach.remedy}")
    print(f"{len(found)} promises do not hold." if found else "Everything that is promised holds.")
    return 1 if found else 0


def repair_claims(arguments: argparse.Namespace) -> int:
    door, records = institutes.door(), institutes.records(arguments.institute)
    whole = Whole(door, records.institute)
    found, colliding = mends(whole, datetime.now(UTC))
    for mend in found[:_SHOWN]:
        print(f"  {where(mend.place)}: {'; '.join(mend.said)}")
    for place in colliding[:_SHOWN]:
        print(f"  {where(place)}: two have it at once. Delete, move or cancel one of them first.")
    if not arguments.apply:
        print(f"{len(found)} claims would be rebuilt. Do it with --apply." if found else "Nothing to repair.")
        return 1 if found or colliding else 0
    caller = institutes.caller(records)
    done = sum(_put_right(door, records.institute, mend, caller) for mend in found)
    print(f"{done} claims rebuilt; {len(found) - done} had changed meanwhile: look again.")
    return 1 if colliding or done < len(found) else 0


def _put_right(door: Any, institute: str, mend: Mend, caller: Any) -> bool:
    try:
        put_right(door, institute, mend, caller, datetime.now(UTC))
    except Refusal as refusal:
        print(f"  {where(mend.place)}: {refusal.sentence}")
        return False
    return True
