"""`make bench-imports`: what starting each Lambda imports, as modules and CPU milliseconds; and its budget.

Each is a new process. For the API also what its first request imports, since that is waited for, too.
"""

import subprocess
import sys
from typing import NamedTuple


class Entry(NamedTuple):
    name: str
    module: str
    budget: int  # modules that it may import


ENTRIES = (
    Entry("Api", "functions.api.app", 450),
    Entry("Webhook", "bot.webhook", 660),
    Entry("Send", "bot.notices", 660),
    Entry("Publish", "functions.publish.app", 160),
    Entry("Notify", "functions.notify.app", 220),
    Entry("Tick", "functions.tick.app", 240),
    Entry("Solve", "solver_layer.entry.app", 410),
)
_MEASURE = """
import sys, time
before, began = len(sys.modules), time.process_time()
import {module}
print(len(sys.modules) - before, round((time.process_time() - began) * 1000))
"""
_FIRST_REQUEST = """
import sys, time
import functions.api.app as api
before, began = len(sys.modules), time.process_time()
import functions.store.records
api.include("/me/today/")
print(len(sys.modules) - before, round((time.process_time() - began) * 1000))
"""


class Cost(NamedTuple):
    modules: int
    milliseconds: int  # of CPU


def measured(module: str) -> Cost:
    """The cost of importing this module in a new process."""
    return _run(_MEASURE.format(module=module))


def first_request() -> Cost:
    """What the API's first /me/today/ imports beyond the entry: the table's library, and its routes."""
    return _run(_FIRST_REQUEST)


def _run(program: str) -> Cost:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    modules, milliseconds = done.stdout.split()
    return Cost(int(modules), int(milliseconds))


def main() -> None:
    print("importing each Lambda's entry (a new process each; CPU milliseconds)")
    for entry in ENTRIES:
        cost = measured(entry.module)
        verdict = "ok" if cost.modules <= entry.budget else "OVER"
        print(f"{entry.name:<10} {cost.modules:>5} modules (budget {entry.budget}: {verdict})", end="")
        print(f"  {cost.milliseconds:>5} ms", flush=True)
    cost = first_request()
    print(f"and with the first /me/today/ the API imports {cost.modules} more, {cost.milliseconds} ms")


if __name__ == "__main__":
    main()
