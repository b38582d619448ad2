"""Files that should never have been sent: each is refused in words, quickly and in little memory."""

import io
import random
import resource
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from typing import NamedTuple

import pytest

from functions.workbooks.reader import read
from tests.support.workbooks import tiny_xlsx, xlsx, zipped
from timetable.errors import Malformed

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
MAX_MEMORY_KILOBYTES = 150_000
"""kilobytes that all of them together may add"""


class Refused(NamedTuple):
    """A file that is not read at all, and the words that say why."""

    make: Callable[[], bytes]
    says: str
    filename: str = "college.xlsx"


def _rows(count: int, row: str) -> Iterator[str]:
    for first in range(1, count + 1, 1_000):
        yield "".join(row.replace("#", str(n)) for n in range(first, first + 1_000))


def _lying_about_its_size() -> bytes:
    """A zip bomb whose table of contents claims that it unpacks to 100 bytes."""
    data = bytearray(xlsx(_rows(200_000, '<row r="#"><c r="A#"><v>1</v></c></row>')))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo("xl/worksheets/s1.xml").file_size
    return bytes(data.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little")))


def _encrypted() -> bytes:
    data = bytearray(tiny_xlsx())
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def _same_name_twice() -> bytes:
    return zipped({"Rooms.csv": "Name,Capacity\nR1,2\n", "Rooms.cs2": "x"}).replace(
        b"Rooms.cs2", b"Rooms.csv"
    )


def _entities() -> str:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE x [<!ENTITY e0 "ha">{levels}]><worksheet><sheetData/>&e9;</worksheet>'


def _sheet(xml: str) -> bytes:
    return xlsx(parts={"xl/worksheets/s1.xml": xml})


def _random(characters: int) -> bytes:

    return random.Random(1).randbytes(characters // 2).hex().encode()


REFUSED = {
    "a picture named .xlsx": Refused(lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "no Excel workbook"),
    "words named .xlsx": Refused(lambda: b"dear sir, please find enclosed", "no Excel workbook"),
    "nothing": Refused(lambda: b"  ", "empty"),
    "a workbook cut off": Refused(lambda: tiny_xlsx()[:-2_000], "damaged or cut off"),
    "the start of a zip": Refused(lambda: tiny_xlsx()[:100], "damaged or cut off"),
    "a workbook with a flipped byte": Refused(lambda: _flipped(tiny_xlsx()), "damaged or cut off"),
    "an old .xls": Refused(lambda: OLE + b"\0" * 4_000, "old workbook (.xls)", "college.xls"),
    "a protected workbook": Refused(
        lambda: OLE + b"\0" * 900 + "EncryptedPackage".encode("utf-16-le"), "protected by a password"
    ),
    "an encrypted zip": Refused(_encrypted, "protected by a password"),
    "OpenDocument": Refused(lambda: zipped({"mimetype": "x", "content.xml": "<a/>"}), "OpenDocument"),
    "a binary workbook": Refused(
        lambda: zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"x"}), "(.xlsb)"
    ),
    "a Word document": Refused(
        lambda: zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<a/>"}), "no Excel workbook"
    ),
    "more than 5 MB": Refused(lambda: _random(5_000_002), "larger than 5 MB"),
    "a zip bomb": Refused(
        lambda: xlsx(["0" * 1_000_000] * 50), "'xl/worksheets/s1.xml' unpacks to more than 100 times"
    ),
    "many bombs of 900 kB": Refused(
        lambda: zipped({f"S{n}.csv": "0" * 900_000 for n in range(70)}), "larger than 60 MB when unpacked"
    ),
    "a bomb that lies about its size": Refused(_lying_about_its_size, "damaged or cut off"),
    "too many parts": Refused(lambda: zipped({f"{n}.csv": "a" for n in range(501)}), "501 parts"),
    "a million styled rows": Refused(
        lambda: xlsx(_rows(1_000_000, '<row r="#"><c s="1"/><c s="1"/></row>')),
        "The sheet 'S1' carries too many empty or formatted cells",
    ),
    "too many rows": Refused(
        lambda: xlsx(_rows(61_000, '<row r="#"><c r="A#"><v>1</v></c></row>')),
        "The sheet 'S1' has more than 60,000 rows with data (row 60002)",
    ),
    "too many columns": Refused(
        lambda: xlsx('<row r="3"><c r="AO3"><v>1</v></c></row>'), "Cell AO3 of 'S1' is beyond the 40 columns"
    ),
    "the last cell of all": Refused(
        lambda: xlsx('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "Cell XFD1048576 of 'S1'"
    ),
    "too many cells": Refused(
        lambda: xlsx(_rows(59_000, f'<row r="#">{"<c><v>1</v></c>" * 7}</row>')),
        "more than 300,000 filled cells",
    ),
    "too many sheets": Refused(lambda: xlsx(sheets=41), "41 sheets; 40 are the most"),
    "a row that can't be": Refused(
        lambda: xlsx('<row r="9999999"><c><v>1</v></c></row>'), "'S1' has a row 9999999"
    ),
    "a sheet that is not there": Refused(
        lambda: xlsx(parts={"xl/_rels/workbook.xml.rels": "<Relationships/>"}), "The sheet 'S1' is missing"
    ),
    "entities": Refused(lambda: _sheet(_entities()), "The sheet 'S1' declares a document type"),
    "a file of the machine": Refused(
        lambda: _sheet('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'),
        "The sheet 'S1' declares a document type",
    ),
    "entities in the shared texts": Refused(
        lambda: xlsx(parts={"xl/sharedStrings.xml": _entities()}),
        "xl/sharedStrings.xml of the workbook declares",
    ),
    "endless shared texts": Refused(
        lambda: xlsx(
            parts={"xl/sharedStrings.xml": ["<sst>", *_rows(250_000, "<si><t>#</t></si>"), "</sst>"]}
        ),
        "too much text",
    ),
    "one endless shared text": Refused(
        lambda: xlsx(parts={"xl/sharedStrings.xml": ["<sst><si><t>", *[_prose()] * 400, "</t></si></sst>"]}),
        "too much text",
    ),
    "one endless attribute": Refused(
        lambda: _sheet_of(['<worksheet a="', *[_prose()] * 400, '"/>']),
        "The sheet 'S1' holds one piece of text",
    ),
    "an endless comment": Refused(
        lambda: _sheet_of(["<worksheet><!-- ", *[_prose()] * 400, " --></worksheet>"]),
        "The sheet 'S1' holds one piece of text",
    ),
    "a tower of elements": Refused(lambda: _sheet("<a>" * 200_000), "The sheet 'S1' is no spreadsheet"),
    "XML that breaks off": Refused(
        lambda: _sheet("<worksheet><sheetData><row>"), "The sheet 'S1' can't be read"
    ),
    "merged cells without end": Refused(
        lambda: xlsx(
            _rows(5_000, '<row r="#"><c r="A#"><v>1</v></c></row>'),
            after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        ),
        "The sheet 'S1' has too many merged cells (A1:XFD1048576)",
    ),
    "a zip of programs": Refused(
        lambda: zipped({"Rooms.csv": "Name", "setup.exe": "MZ"}), "'setup.exe'", "a.zip"
    ),
    "an empty zip": Refused(lambda: zipped({}), "no file", "a.zip"),
    "two sheets of one name": Refused(_same_name_twice, "two parts of the same name", "a.zip"),
    "a CSV in Latin 1": Refused(
        lambda: "Name\nCafé\n".encode("latin-1"), "'Rooms' is not in UTF-8", "Rooms.csv"
    ),
    "a CSV in unmarked UTF-16": Refused(
        lambda: "Name,Capacity\nR1,3\n".encode("utf-16-le"), "UTF-16 without its mark", "Rooms.csv"
    ),
    "a CSV in half of UTF-16": Refused(
        lambda: "Name\nR1".encode("utf-16") + b"x", "'Rooms' is not in UTF-8", "Rooms.csv"
    ),
    "an open quotation mark": Refused(
        lambda: b'Name,Capacity\nR1,3\n"R2,4\nR3,5\n', "'Rooms' can't be read after row 2", "Rooms.csv"
    ),
    "a CSV too wide": Refused(
        lambda: b"Name\n" + b"1," * 50 + b"1", "Row 2 of 'Rooms' has 51 columns", "Rooms.csv"
    ),
    "a CSV of empty lines": Refused(lambda: b"Name\n" + b"\n" * 1_200_000, "1,100,000 lines", "Rooms.csv"),
    "a CSV with an endless cell": Refused(
        lambda: b"Name\n" + b"x" * 4_000_000, "'Rooms' can't be read", "Rooms.csv"
    ),
}


@cache
def _file(name: str) -> bytes:
    return REFUSED[name].make()


def _flipped(data: bytes) -> bytes:
    at = data.find(b"xl/worksheets/sheet3.xml") + 60
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def _prose() -> str:
    """A long text that packs well, but not suspiciously so."""
    return _random(3_000).decode() + "ab" * 50_000


def _sheet_of(pieces: list[str]) -> bytes:
    return xlsx(parts={"xl/worksheets/s1.xml": pieces})


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_workbook_is_refused_in_words(name: str) -> None:
    with pytest.raises(Malformed) as refusal:
        read(_file(name), REFUSED[name].filename)

    assert REFUSED[name].says in refusal.value.sentence
    assert refusal.value.field == "file"


def test_no_bad_file_takes_much_memory() -> None:
    files = [(_file(name), bad.filename) for name, bad in REFUSED.items()]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    for data, filename in files:
        with pytest.raises(Malformed):
            read(data, filename)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MAX_MEMORY_KILOBYTES


def test_whatever_is_damaged_is_read_or_refused_but_never_breaks() -> None:
    chance = random.Random(7)
    whole = tiny_xlsx()

    for _ in range(150):
        data = bytearray(whole)
        for _ in range(3):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with suppress(Malformed):
            read(bytes(data), "college.xlsx")
