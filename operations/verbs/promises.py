"""`./dayorder verify` and `./dayorder repair-claims`: what is promised holds, or what does not is named."""

import argparse
import json
from dataclasses import asdict
from datetime import UTC, datetime

from functions.store.claim_repair import Mend, mends, put_right
from functions.store.evidence import evidence
from functions.store.institute_items import Whole
from functions.store.records import TableRecords
from operations import institutes
from timetable.errors import Refusal
from timetable.promises import judgement
from timetable.promises.evidence import Breach
from timetable.promises.of_claims import where

_LINES_SHOWN = 200
_READS = 3


def broken(whole: Whole) -> list[Breach]:
    """The promises that do not hold.

    An institute at work changes while it is read, so that a breach may be one of the reading: it counts only
    if it is there each time.
    """
    lasting: set[Breach] | None = None
    for _ in range(_READS):
        current = set(judgement.breaches(evidence(whole.evidence(), datetime.now(UTC))))
        lasting = current if lasting is None else lasting & current
        if not lasting:
            break
    return sorted(lasting or ())


def verify(arguments: argparse.Namespace) -> int:
    """Print the promises that do not hold. Returns 1 if there are any."""
    records = institutes.records(arguments.institute)
    breaches = broken(Whole(institutes.directory(), records.institute))
    if arguments.json:
        print(json.dumps({"institute": records.institute, "breaches": [asdict(b) for b in breaches]}))
        return 1 if breaches else 0
    for breach in breaches[:_LINES_SHOWN]:
        print(f"  {breach.code}: {breach.where}: {breach.sentence} {breach.remedy}")
    print(f"{len(breaches)} promises do not hold." if breaches else "Everything that is promised holds.")
    return 1 if breaches else 0


def repair_claims(arguments: argparse.Namespace) -> int:
    """Print the claims that differ from what they follow from, and with --apply write them anew. Returns 1 if
    some stay as they are."""
    records = institutes.records(arguments.institute)
    whole = Whole(institutes.directory(), records.institute)
    repairs, colliding = mends(whole, datetime.now(UTC))
    for mend in repairs[:_LINES_SHOWN]:
        print(f"  {where(mend.place)}: {'; '.join(mend.differences)}")
    for place in colliding[:_LINES_SHOWN]:
        print(f"  {where(place)}: two have it at once. Delete, move or cancel one of them first.")
    if not arguments.apply:
        print(
            f"{len(repairs)} claims would be rebuilt. Do it with --apply."
            if repairs
            else "Nothing to repair."
        )
        return 1 if repairs or colliding else 0
    done = sum(_rebuild(records, mend) for mend in repairs)
    print(f"{done} claims rebuilt; {len(repairs) - done} had changed meanwhile: look again.")
    return 1 if colliding or done < len(repairs) else 0


def _rebuild(records: TableRecords, mend: Mend) -> bool:
    """Rebuild one claim. Returns False, with a line that says why, if it has changed since it was read."""
    directory, caller = institutes.directory(), institutes.caller(records)
    try:
        put_right(directory, records.institute, mend, by=caller, now=datetime.now(UTC))
    except Refusal as refusal:
        print(f"  {where(mend.place)}: {refusal.sentence}")
        return False
    return True
