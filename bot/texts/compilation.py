"""Compiles the catalogues: of each language's `xx.po`, which people edit, the `xx.mo` that the bot loads.

`make setup` and the build of the zips run it; bot.texts calls it for a catalogue that was edited since then.
"""

import io
import os
from contextlib import suppress
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

_FOLDER = Path(__file__).parent


def compile_catalogue(source: Path) -> bytes:
    """Compile this .po; returns the .mo, which is also stored beside it where the folder is writable."""
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.stem)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    with suppress(OSError):  # a read-only folder: the next process compiles again
        _store(source.with_suffix(".mo"), compiled.getvalue())
    return compiled.getvalue()


def _store(path: Path, content: bytes) -> None:
    """Write the file so that another process sees all of it or nothing."""
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)


if __name__ == "__main__":
    for po in sorted(_FOLDER.glob("*.po")):
        compile_catalogue(po)
