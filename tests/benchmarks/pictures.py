"""`make bench-pictures`: milliseconds and bytes of a week as picture, PDF and sheet; `--keep` keeps them."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from bot.pictures.week import Week
from bot.views import week_files
from bot.views.week import DARK, LIGHT, PDF, SHEET
from tests.support.weeks import busy, hindi

TIMES = 10
_FILES = {"light.png": LIGHT, "dark.png": DARK, "pdf": PDF, "xlsx": SHEET}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="a folder for the files")
    folder = parser.parse_args().keep
    for name, week in (("english", busy()), ("hindi", hindi())):
        for kind in _FILES:
            first, median, content = _timed(lambda week=week, kind=kind: _content(week, kind))  # type: ignore[misc]
            print(f"{name:8} {kind:10} first {first:5.0f} ms, then {median:5.0f} ms, {len(content):7} bytes")
            if folder:
                (folder / f"{name}-{kind}").write_bytes(content)
    return 0


def _content(week: Week, kind: str) -> bytes:
    make = week_files.picture if kind.endswith("png") else week_files.file
    return make(week, _FILES[kind])


def _timed(make: Callable[[], bytes]) -> tuple[float, float, bytes]:
    """The first time, with what has to be imported and shaped; the median of the others."""
    seconds = []
    for _ in range(TIMES + 1):
        began = perf_counter()
        content = make()
        seconds.append(perf_counter() - began)
    first, *others = seconds
    return 1000 * first, 1000 * sorted(others)[TIMES // 2], content


if __name__ == "__main__":
    sys.exit(main())
