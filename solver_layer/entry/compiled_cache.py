"""The kernel as it was compiled when the image was built, brought to where numba looks for it."""

import os
import shutil
from pathlib import Path


def unpack() -> None:
    """Once in a process' life, before the search is imported; where nothing was compiled, numba compiles."""
    built, cache = os.environ.get("COMPILED", ""), os.environ.get("NUMBA_CACHE_DIR", "")
    if built and cache and Path(built).is_dir() and not Path(cache).exists():
        shutil.copytree(built, cache)
