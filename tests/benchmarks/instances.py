"""`make bench-solver INSTANCES=folder`: every instance of a folder solved from the command line, as a table.

Each is a process of its own, so that seconds and memory are those of a user's command. Judged by `check`.
"""

import os
import re
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from pathlib import Path
from statistics import median

PARTS = ("room_capacity", "minimum_working_days", "compactness", "room_stability")


@dataclass(frozen=True, slots=True)
class Run:
    """One command. `costs` are in the order of PARTS, `seconds` those of the clock, `megabytes` the
    memory's peak."""

    costs: tuple[int, ...]
    total: int
    bound: int
    seconds: float
    megabytes: float


def main() -> int:
    parser = ArgumentParser(prog="python -m tests.benchmarks.instances", description=__doc__)
    parser.add_argument("folder", type=Path, help="with .ctt or .json instances")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--seeds", type=int, default=1, help="runs of each; the median of the totals is shown"
    )
    parser.add_argument("--keep", type=Path, help="a folder for the solutions")
    arguments = parser.parse_args()
    instances = sorted([*arguments.folder.glob("*.ctt"), *arguments.folder.glob("*.json")])
    if not instances:
        print(f"{arguments.folder}: there is no .ctt or .json file.", file=sys.stderr)
        return 2
    print(f"{'instance':12}{'total':>7}{'bound':>7}  {'capacity':>9}{'days':>7}{'compact':>9}{'rooms':>7}"
          f"{'seconds':>9}{'MB':>7}  all totals")  # fmt: skip
    sums = []
    for path in instances:
        runs = sorted((_run(path, seed, arguments) for seed in range(arguments.seeds)), key=lambda r: r.total)
        shown = runs[(len(runs) - 1) // 2]
        sums.append(median(r.total for r in runs))
        capacity, days, compact, rooms = shown.costs
        totals = " ".join(str(r.total) for r in runs)
        print(f"{path.stem:12}{shown.total:7}{shown.bound:7}  {capacity:9}{days:7}{compact:9}{rooms:7}"
              f"{shown.seconds:9.1f}{shown.megabytes:7.0f}  {totals}", flush=True)  # fmt: skip
    print(f"{'sum':12}{sum(sums):7.0f}")
    return 0


def _run(path: Path, seed: int, arguments: Namespace) -> Run:
    keep = arguments.keep or Path(".dayorder")
    keep.mkdir(parents=True, exist_ok=True)
    out = keep / f"{path.stem}.{'sol' if path.suffix == '.ctt' else 'json'}"
    budget = ["--seconds", str(arguments.seconds), "--workers", str(arguments.workers), "--seed", str(seed)]
    began = time.monotonic()
    command = [sys.executable, "-m", "solver_layer", "solve", str(path), *budget, "--out", str(out)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as search:
        assert search.stderr
        log = search.stderr.read()
        _, status, usage = os.wait4(search.pid, 0)
        search.returncode = os.waitstatus_to_exitcode(status)
    if search.returncode:
        sys.exit(log)
    seconds = time.monotonic() - began
    verdict = subprocess.run(
        [sys.executable, "-m", "solver_layer", "check", str(path), str(out)],
        capture_output=True,
        text=True,
        check=True,  # a violation ends the benchmark
    ).stdout
    costs = tuple(int(_number(rf"{part} (\d+)", verdict)) for part in PARTS)
    bound = int(_number(r"bound (\d+)\s*$", log))
    return Run(costs, int(_number(r"cost (\d+)", verdict)), bound, seconds, usage.ru_maxrss / 1024)


def _number(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, f"{pattern} is not in: {text}"
    return match.group(1)


if __name__ == "__main__":
    sys.exit(main())
