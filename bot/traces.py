"""An error for the log: of which kind it is and where it came from. Its words may be somebody's name."""

import traceback
from pathlib import Path

_MAX_PLACES = 12  # the innermost ones


def trace(error: BaseException) -> str:
    """The error as `KeyError: api/app.py:118 api/leaves.py:52`, and after it the error that caused it."""
    places = [(f.f_code.co_filename, line) for f, line in traceback.walk_tb(error.__traceback__)]
    text = " ".join(f"{'/'.join(Path(name).parts[-2:])}:{line}" for name, line in places[-_MAX_PLACES:])
    before = error.__cause__ or error.__context__
    return f"{type(error).__name__}: {text}" + (f" | after {trace(before)}" if before else "")
