"""What was compiled when the image was built, brought to where numba looks for it: a Lambda's own disk."""

import os
import shutil
from pathlib import Path


def unpack() -> None:
    """Once in a process' life, before the search is imported; where nothing was compiled, numba compiles."""
    kept, wanted = os.environ.get("COMPILED", ""), os.environ.get("NUMBA_CACHE_DIR", "")
    if kept and wanted and Path(kept).is_dir() and not Path(wanted).exists():
        shutil.copytree(kept, wanted)
