"""Zip files from strangers: judged by their table of contents before anything is unpacked."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from functions.workbooks.limits import (
    MAX_COMPRESSION_RATIO,
    MAX_MEMBERS,
    MAX_UNPACKED_BYTES,
    MIN_JUDGED_BYTES,
    refusal,
)

_ENCRYPTED = 0x1
# zipfile raises any of these where the bytes are not as they should be
_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(EOFError, NotImplementedError, RuntimeError, ValueError, OSError),
)
_DAMAGED = "The file is damaged or cut off; save it again and send it again."


class Archive:
    """A zip file whose every member may be read without harm; raises Malformed for any other."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _UNREADABLE as bad:
            raise refusal(_DAMAGED) from bad
        members = self._zip.infolist()
        if len(members) > MAX_MEMBERS:
            raise refusal(f"The file holds {len(members)} parts; {MAX_MEMBERS} are the most.")
        if sum(m.file_size for m in members) > MAX_UNPACKED_BYTES:
            raise refusal(
                f"The file is larger than {MAX_UNPACKED_BYTES // 1_000_000} MB when unpacked; split it."
            )
        for member in members:
            _judge(member)
        self._members = {m.filename: m for m in members if not m.is_dir()}
        if len(self._members) < len([m for m in members if not m.is_dir()]):
            raise refusal("The file holds two parts of the same name; save it again.")

    @property
    def names(self) -> list[str]:
        return list(self._members)

    def size(self, name: str) -> int:
        """The bytes of a member when unpacked, as the table of contents declares them."""
        return self._members[name].file_size

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """The member as a stream; it ends at its declared size at the latest."""
        try:
            with self._zip.open(self._members[name]) as member:
                yield member
        except _UNREADABLE as bad:
            raise refusal(_DAMAGED) from bad


def _judge(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & _ENCRYPTED:
        raise refusal("The file is protected by a password; save it without one.")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refusal("The file is packed in an unusual way; save it again as .xlsx, or as a plain zip.")
    if member.file_size > MIN_JUDGED_BYTES and member.file_size > MAX_COMPRESSION_RATIO * max(
        member.compress_size, 1
    ):
        raise refusal(
            f"'{member.filename[-40:]}' unpacks to more than {MAX_COMPRESSION_RATIO} times its size; "
            "it was not opened. Delete empty rows, or copy the data into a new workbook."
        )
