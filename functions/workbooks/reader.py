"""Reading an upload: an .xlsx workbook, a zip or a folder of CSV files, or one CSV file."""

import io
from pathlib import Path

from functions.workbooks.archives import Archive
from functions.workbooks.csv_reader import read_csv, read_zip, sheet_name
from functions.workbooks.limits import MAX_FILE_BYTES, MAX_SHEETS, Budget, refusal
from functions.workbooks.values import Sheet
from functions.workbooks.xlsx_reader import read_workbook

_ZIP = b"PK"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROTECTED = "EncryptedPackage".encode("utf-16-le")


def read(data: bytes, filename: str) -> dict[str, Sheet]:
    """The sheets of an upload, by name. Its first bytes say what it is; `filename` names a lone CSV file.

    Raises Malformed for whatever is no such file, is too large, or would be too large when unpacked.
    """
    if len(data) > MAX_FILE_BYTES:
        raise refusal(f"The file is larger than {MAX_FILE_BYTES // 1_000_000} MB; split it.")
    if not data.strip():
        raise refusal("The file is empty.")
    if data.startswith(_OLE):
        raise refusal(_ole_sentence(data))
    if data.startswith(_ZIP):
        return _read_archive(Archive(data))
    if filename.lower().endswith((".csv", ".tsv", ".txt")):
        sheet = read_csv(io.BytesIO(data), sheet_name(filename), Budget())
        return {sheet.name: sheet}
    raise refusal(
        f"'{filename[-40:]}' is no Excel workbook (.xlsx) and no zip of CSV files; send one of these."
    )


def read_folder(path: Path) -> dict[str, Sheet]:
    """The sheets of a folder, by name: every CSV file in it is one."""
    files = sorted(f for f in path.iterdir() if f.suffix.lower() in (".csv", ".tsv"))
    if not files:
        raise refusal(f"There is no CSV file in the folder '{path.name}'.")
    if len(files) > MAX_SHEETS or sum(f.stat().st_size for f in files) > MAX_FILE_BYTES:
        raise refusal(
            f"The folder holds more than {MAX_SHEETS} files or {MAX_FILE_BYTES // 1_000_000} MB; split it."
        )
    budget = Budget()
    return {f.stem: read_csv(io.BytesIO(f.read_bytes()), f.stem, budget) for f in files}


def _read_archive(archive: Archive) -> dict[str, Sheet]:
    names = archive.names
    if "[Content_Types].xml" not in names:
        if "mimetype" in names and "content.xml" in names:
            raise refusal("This is an OpenDocument file; save it as .xlsx and send that.")
        return read_zip(archive)
    if any(name.endswith("workbook.bin") for name in names):
        raise refusal("This is a binary workbook (.xlsb); save it as .xlsx and send that.")
    return read_workbook(archive)


def _ole_sentence(data: bytes) -> str:
    if _PROTECTED in data:
        return "The workbook is protected by a password; save it without one and send it again."
    return (
        "This is an old workbook (.xls), or a protected one; save it as .xlsx without password and send that."
    )
