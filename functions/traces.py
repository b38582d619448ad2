"""Errors as the log may have them: their class and where they came from, without their words, which may be
somebody's name."""

import traceback
from pathlib import Path

_MAX_PLACES = 12


def trace(error: BaseException) -> str:
    """The error as `KeyError: api/app.py:118 api/leaves.py:52`, the innermost place last, and then its
    cause."""
    places = [(f.f_code.co_filename, line) for f, line in traceback.walk_tb(error.__traceback__)]
    named = " ".join(f"{'/'.join(Path(name).parts[-2:])}:{line}" for name, line in places[-_MAX_PLACES:])
    cause = error.__cause__ or error.__context__
    return f"{type(error).__name__}: {named}" + (f" | after {trace(cause)}" if cause else "")
