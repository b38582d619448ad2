"""`./dayorder`: what an operator does with a college from a terminal, a module of `operations/verbs` each.

Without TABLE in the environment it is the product that `make up` runs here; with it, the table of that name
in the AWS account that is configured. Whoever can reach the table is its operator: audited as such.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from operations.command_line import parser
from operations.local_product import CannotStart
from timetable.errors import Refusal

Action = Callable[[argparse.Namespace], int]


def main(command: Sequence[str] | None = None) -> int:
    """Run one verb. Returns 0: done, or would be done; 1: refused, with one line that says why; 2: problems
    in the file or the deployment."""
    arguments = parser().parse_args(command)
    try:
        return action(arguments.action)(arguments)
    except (Refusal, CannotStart, OSError) as problem:
        print(f"dayorder: {problem}", file=sys.stderr)
        return 1


def action(address: str) -> Action:
    """The function of a verb by its `module:function`. What it needs is imported here, and not for help."""
    module, _, name = address.partition(":")
    function: Action = getattr(import_module(module), name)
    return function


if __name__ == "__main__":
    sys.exit(main())
