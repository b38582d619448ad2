"""The parts of an .xlsx file around its sheets: which there are, the shared texts, which styles are dates."""

import posixpath
import re
from typing import NamedTuple

from functions.workbooks.archives import Archive
from functions.workbooks.limits import Budget, refusal
from functions.workbooks.xml_stream import listen

MAX_TEXT_CHARACTERS = 5_000  # no cell may have as many; what a text has beyond them is dropped
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])  # built in


def unescaped(text: str) -> str:
    """The text with its control characters, which an .xlsx file writes like `_x000D_`."""
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


class _Quiet:
    """A listener that ignores whatever it does not override."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        pass

    def end(self, name: str) -> None:
        pass

    def text(self, characters: str) -> None:
        pass


class _Relations(_Quiet):
    def __init__(self) -> None:
        self.targets: dict[str, str] = {}
        self.of_type: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            self.targets[attributes.get("Id", "")] = target
            self.of_type[attributes.get("Type", "").rpartition("/")[2]] = target


class _Workbook(_Quiet):
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.from_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            id = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), id))
        elif name == "workbookPr":
            self.from_1904 = attributes.get("date1904") in ("1", "true")


class _Styles(_Quiet):
    def __init__(self) -> None:
        self._formats: dict[int, str] = {}
        self._inside = False
        self.dates: list[bool] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self._formats[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")[:200]
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            self.dates.append(self._is_date(_number(attributes.get("numFmtId"))))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._inside = False

    def _is_date(self, format: int) -> bool:
        if format not in self._formats:
            return format in _DATE_FORMATS
        bare = _LITERAL.sub("", self._formats[format].partition(";")[0]).lower()
        return bare != "general" and any(letter in bare for letter in "ymdhs")


class _Texts(_Quiet):
    def __init__(self, budget: Budget) -> None:
        self.texts: list[str] = []
        self._budget, self._pieces, self._length = budget, list[str](), 0
        self._listening = self._phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002
        if name == "t":
            self._listening = not self._phonetic
        elif name == "si":
            self._pieces, self._length = [], 0
        elif name == "rPh":
            self._phonetic = True

    def end(self, name: str) -> None:
        if name == "t":
            self._listening = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "si":
            self._budget.add_text(self._length)
            self.texts.append(unescaped("".join(self._pieces)))

    def text(self, characters: str) -> None:
        if not self._listening:
            return
        if self._length < MAX_TEXT_CHARACTERS:
            self._pieces.append(characters[:MAX_TEXT_CHARACTERS])
        self._length += len(characters)


class SheetPart(NamedTuple):
    """A sheet's name, and the path of its XML in the archive; empty if the workbook does not say it."""

    name: str
    path: str


class Parts:
    """The sheets of one workbook, with the texts and date formats that their cells refer to."""

    def __init__(self, archive: Archive, budget: Budget) -> None:
        self._archive, self._budget = archive, budget
        main = _resolved("", self._relations("_rels/.rels").of_type.get("officeDocument", "xl/workbook.xml"))
        if main not in archive.names:
            raise refusal("This is no Excel workbook; save it as .xlsx and send that.")
        folder, file = posixpath.split(main)
        workbook, styles, texts = _Workbook(), _Styles(), _Texts(budget)
        relations = self._relations(f"{folder}/_rels/{file}.rels")
        paths = {id: _resolved(folder, target) for id, target in relations.targets.items()}
        self._hear(main, workbook)
        self._hear(_resolved(folder, relations.of_type.get("styles", "styles.xml")), styles)
        self._hear(_resolved(folder, relations.of_type.get("sharedStrings", "sharedStrings.xml")), texts)
        self.sheets = [SheetPart(name, paths.get(id, "")) for name, id in workbook.sheets]
        self.from_1904, self.dates, self.texts = workbook.from_1904, styles.dates, texts.texts

    def _relations(self, path: str) -> _Relations:
        relations = _Relations()
        self._hear(path, relations)
        return relations

    def _hear(self, path: str, listener: _Quiet) -> None:
        if path in self._archive.names:
            with self._archive.open(path) as stream:
                listen(stream, listener, part=f"The part {path} of the workbook", budget=self._budget)


def _resolved(folder: str, target: str) -> str:
    """A target as a path inside the file: relative to its folder, or from the top."""
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0
