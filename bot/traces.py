"""An error for the log: of which kind it is and where it came from. Its words may be somebody's name."""

import traceback
from pathlib import Path

_DEEPEST = 12
"""places named, the innermost last"""


def trace(error: BaseException) -> str:
    """`KeyError: api/app.py:118 api/leaves.py:52`, after it what caused it."""
    places = [(f.f_code.co_filename, line) for f, line in traceback.walk_tb(error.__traceback__)]
    said = " ".join(f"{'/'.join(Path(name).parts[-2:])}:{line}" for name, line in places[-_DEEPEST:])
    before = error.__cause__ or error.__context__
    return f"{type(error).__name__}: {said}" + (f" | after {trace(before)}" if before else "")
