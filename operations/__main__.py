"""`./dayorder`: what an operator does with a college from a terminal, a module of `operations/verbs` each.

Without TABLE in the environment it is the product that `make up` runs here; with it, the table of that name
in the AWS account that is configured. Whoever can reach the table is its operator: audited as such.
"""

import argparse
import sys
from collections.abc import Sequence

from operations.local_product import CannotStart
from operations.verbs import backup, bootstrap, cost, doctor, promises, redrive, timetable, workbook
from timetable.errors import Refusal


def main(arguments: Sequence[str] | None = None) -> int:
    """0: done, or would be done; 1: refused, said in a line; 2: problems in the file."""
    asked = _parser().parse_args(arguments)
    try:
        code: int = asked.act(asked)
    except (Refusal, CannotStart, OSError) as problem:
        print(f"dayorder: {problem}", file=sys.stderr)
        return 1
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dayorder", description=__doc__.splitlines()[0])
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    for module in (workbook, timetable, promises, backup, bootstrap, doctor, redrive, cost):
        module.register(verbs)
    return parser


if __name__ == "__main__":
    sys.exit(main())
