"""`./dayorder cost`: what a college of this size costs a month."""

import argparse
from typing import Any

from operations.costs import page
from operations.costs.month import College, prices

_USUAL = College(0, 0)


def register(verbs: Any) -> None:
    verb = verbs.add_parser("cost", help="what a college of some size costs a month in AWS")
    verb.add_argument("--students", type=_count, required=True)
    verb.add_argument("--leaves-per-day", type=_count, required=True)
    verb.add_argument("--looks", type=float, default=_USUAL.looks, help="of each student on a working day")
    verb.add_argument(
        "--told-per-leave", type=_count, default=_USUAL.told_per_leave, help="people told of one"
    )
    verb.add_argument("--digests", type=float, default=_USUAL.digests, help="share of students with a digest")
    verb.set_defaults(act=_act)


def _count(given: str) -> int:
    if not given.isdigit():
        raise argparse.ArgumentTypeError(f"{given} is no count")
    return int(given)


def _act(asked: argparse.Namespace) -> int:
    college = College(asked.students, asked.leaves_per_day, asked.looks, asked.told_per_leave, asked.digests)
    listed = prices()
    place = f"{listed['region']} as of {listed['as_of']}"
    print(f"One month, {listed['currency']}, by the list prices of {place}:\n")
    print(page.table((college,)))
    print("What is counted and what is assumed: docs/cost.md")
    return 0
