"""XML from strangers, as a stream of elements: no document type, no depth, no endless token."""

import re
from typing import IO, Protocol
from xml.parsers import expat

from functions.workbooks.limits import Budget, refusal

_CHUNK_BYTES = 65_536
_MAX_TOKEN_BYTES = 2_000_000
_MAX_DEPTH = 40
# A formatted row without cells: there may be a million of them, and to hear them all takes a second.
_EMPTY_ROW = re.compile(rb'<row r="\d+"[^<>]*/>')


class Listener(Protocol):
    """Gets each element of a stream, by its name without prefix, and the text in between."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, characters: str) -> None: ...


def listen(stream: IO[bytes], listener: Listener, *, part: str, budget: Budget) -> None:
    """Send a stream of XML to the listener; raises Malformed for what no spreadsheet program writes.

    `part` names the stream in a refusal.

    The tags are counted first, which is much cheaper than hearing them.
    """
    while chunk := stream.read(_CHUNK_BYTES):
        budget.add_tags(part, chunk.count(b"<"))
    stream.seek(0)
    parser = expat.ParserCreate("utf-8")  # whatever the file declares: spreadsheets are in UTF-8
    parser.buffer_text = True
    _attach(parser, part, listener)
    fed = 0
    try:
        while chunk := stream.read(_CHUNK_BYTES):
            chunk = _EMPTY_ROW.sub(b"", chunk)
            fed += len(chunk)
            parser.Parse(chunk, False)
            if fed - parser.CurrentByteIndex > _MAX_TOKEN_BYTES:
                raise refusal(f"{part} holds one piece of text that is far too long.")
        parser.Parse(b"", True)
    except expat.ExpatError as bad:
        raise refusal(f"{part} can't be read (line {bad.lineno}); save the workbook again.") from bad


def _attach(parser: expat.XMLParserType, part: str, listener: Listener) -> None:
    """Set the parser's handlers. A million elements may come, so each handler does as little as it can."""
    depth, on_start, on_end = 0, listener.start, listener.end

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            raise refusal(f"{part} is no spreadsheet: its elements are nested too deep.")
        on_start(name.rpartition(":")[2] if ":" in name else name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        on_end(name.rpartition(":")[2] if ":" in name else name)

    def refuse(*_: object) -> None:
        raise refusal(
            f"{part} declares a document type (DOCTYPE), which no spreadsheet has; it was not read."
        )

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = listener.text
    parser.StartDoctypeDeclHandler = refuse
