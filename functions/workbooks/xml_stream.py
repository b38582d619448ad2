"""XML from strangers, as a stream of elements: no document type, no depth, no endless token."""

import re
from typing import IO, Protocol
from xml.parsers import expat

from functions.workbooks.limits import Budget, refusal

_CHUNK = 65_536
_LONGEST_TOKEN = 2_000_000
_DEEPEST = 40
_EMPTY_ROW = re.compile(rb'<row r="\d+"[^<>]*/>')
"""a formatted row without cells: there may be a million, and to hear each takes a second"""


class Listener(Protocol):
    """Is told of each element, by its name without prefix, and of the text in between."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, characters: str) -> None: ...


def listen(stream: IO[bytes], part: str, listener: Listener, budget: Budget) -> None:
    """Tell the listener everything; refuse what no spreadsheet program writes.

    The tags are counted first, which is much cheaper than hearing them.
    """
    while chunk := stream.read(_CHUNK):
        budget.tags(part, chunk.count(b"<"))
    stream.seek(0)
    parser = expat.ParserCreate("utf-8")  # whatever the file declares: spreadsheets are in UTF-8
    parser.buffer_text = True
    _attach(parser, part, listener)
    fed = 0
    try:
        while chunk := stream.read(_CHUNK):
            chunk = _EMPTY_ROW.sub(b"", chunk)
            fed += len(chunk)
            parser.Parse(chunk, False)
            if fed - parser.CurrentByteIndex > _LONGEST_TOKEN:
                raise refusal(f"{part} holds one piece of text that is far too long.")
        parser.Parse(b"", True)
    except expat.ExpatError as bad:
        raise refusal(f"{part} can't be read (line {bad.lineno}); save the workbook again.") from bad


def _attach(parser: expat.XMLParserType, part: str, listener: Listener) -> None:
    """The handlers of a million elements: each does as little as it can."""
    depth, tell_start, tell_end = 0, listener.start, listener.end

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise refusal(f"{part} is no spreadsheet: its elements are nested too deep.")
        tell_start(name.rpartition(":")[2] if ":" in name else name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        tell_end(name.rpartition(":")[2] if ":" in name else name)

    def refuse(*_: object) -> None:
        raise refusal(
            f"{part} declares a document type (DOCTYPE), which no spreadsheet has; it was not read."
        )

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = listener.text
    parser.StartDoctypeDeclHandler = refuse
