"""`./dayorder cost`: what a college of this size costs a month."""

import argparse

from operations.costs import page
from operations.costs.month import College, prices


def print_cost(arguments: argparse.Namespace) -> int:
    """Print the monthly cost of a college, as a table by purpose."""
    college = College(
        students=arguments.students,
        leaves_per_day=arguments.leaves_per_day,
        looks=arguments.looks,
        recipients_per_leave=arguments.told_per_leave,
        digests=arguments.digests,
    )
    listed = prices()
    place = f"{listed['region']} as of {listed['as_of']}"
    print(f"One month, {listed['currency']}, by the list prices of {place}:\n")
    print(page.table((college,)))
    print("What is counted and what is assumed: docs/cost.md")
    return 0
