"""Workbooks for tests: the tiny college as sheets, spoilt in one place, and files that no program writes."""

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from functions.services.workbook.columns import form
from functions.services.workbook.reader import read_college
from functions.services.workbook.writer import tables
from functions.workbooks.values import Draft, Present, Reading, Row, Sheet, Table, Value, address
from functions.workbooks.writer import workbook
from tests.support import tiny
from timetable.model import Slot
from timetable.objects.relations import placed

Tables = dict[str, list[list[Value]]]
_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def present() -> Present:
    """The tiny college with codes and two bookings, as it is kept."""
    college = tiny.college(linked=False)
    at_one, at_lab = tiny.slot(1, 1), tiny.slot(2, 1)
    bookings = [tiny.occupancy("x1", "o-dbms", at_one), tiny.occupancy("x2", "o-lab", at_lab, "lab")]
    objects_by_kind: dict[str, Iterable[Any]] = {
        "timeslot": college.timeslots,
        "term": (college.term,),
        "department": college.departments,
        "course": college.courses,
        "subject": college.subjects,
        "infra": college.rooms,
        "section": college.sections,
        "user": tuple(replace(u, code=u.id.removeprefix("u-").upper()) for u in college.users),
        "faculty": college.faculty,
        "student": college.students,
        "offering": college.offerings,
        "occupancy": bookings,
    }
    ids: dict[tuple[str, str], Any] = {(kind, o.id): o for kind, all in objects_by_kind.items() for o in all}
    objects = {
        kind: [placed(o, lambda k, i: ids.get((k, i))) for o in all] for kind, all in objects_by_kind.items()
    }
    return Present(college.institute, objects)


def tiny_tables() -> Tables:
    return {name: [list(row) for row in table] for name, table in tables(present()).items()}


def changed(sheet: str, row: int, column: str, value: Value) -> Tables:
    """The tiny college with one other cell."""
    spoilt = tiny_tables()
    spoilt[sheet][row - 1][_column(sheet, column)] = value
    return spoilt


def with_row(sheet: str, **cells: Value) -> Tables:
    """The tiny college with one more row: the last one of the sheet, with these cells changed."""
    longer = tiny_tables()
    row = list(longer[sheet][-1])
    for column, value in cells.items():
        row[_column(sheet, column.replace("_", " "))] = value
    longer[sheet].append(row)
    return longer


def without_column(sheet: str, column: str) -> Tables:
    spoilt = tiny_tables()
    at = _column(sheet, column)
    spoilt[sheet] = [row[:at] + row[at + 1 :] for row in spoilt[sheet]]
    return spoilt


def renamed(sheet: str, name: str) -> Tables:
    return {(name if old == sheet else old): table for old, table in tiny_tables().items()}


def without(*sheets: str) -> Tables:
    return {name: table for name, table in tiny_tables().items() if name not in sheets}


def cell(sheet: str, row: int, column: str) -> str:
    return address(_column(sheet, column), row)


def as_sheets(written: Mapping[str, Table]) -> dict[str, Sheet]:
    """Tables as they would be read, without a file in between."""
    return {
        name: Sheet(
            name,
            Row(1, tuple(table[0])),
            tuple(Row(n, tuple(v if v != "" else None for v in row)) for n, row in enumerate(table[1:], 2)),
        )
        for name, table in written.items()
    }


def numbered() -> Callable[[str], str]:
    """New ids: room-1, room-2 ..."""
    count: Counter[str] = Counter()

    def new_id(kind: str) -> str:
        count[kind] += 1
        return f"{kind}-{count[kind]}"

    return new_id


def read_tables(written: Mapping[str, Table], into: Present | None = None) -> Reading:
    return read_college(as_sheets(written), into or Present(), numbered())


def applied(into: Present, drafts: Iterable[Draft]) -> Present:
    """What there is once the drafts are written."""
    institute: Any = into.institute
    objects_by_id: dict[str, dict[str, Any]] = {k: {o.id: o for o in all} for k, all in into.objects.items()}
    for draft in drafts:
        if draft.kind == "institute":
            assert draft.before == institute
            institute = draft.after
            continue
        known = objects_by_id.setdefault(draft.kind, {})
        assert known.get(draft.after.id) == draft.before
        known[draft.after.id] = draft.after
    return Present(institute, {kind: list(all.values()) for kind, all in objects_by_id.items()})


def with_ids_of(college: Present, other: Present) -> Present:
    """The college, each object under the id of the one that stands in its place in the other."""
    ids: dict[str, str] = {}
    assert college.institute and other.institute
    ids[college.institute.id] = other.institute.id
    for kind, all in college.objects.items():
        for mine, theirs in zip(all, other.objects[kind], strict=True):
            ids[mine.id] = theirs.id
            batches = zip(getattr(mine, "batches", ()), getattr(theirs, "batches", ()), strict=True)
            ids |= {m.id: t.id for m, t in batches if kind == "section"}
    return Present(
        _reidentified(college.institute, ids),
        {kind: [_reidentified(o, ids) for o in all] for kind, all in college.objects.items()},
    )


def _reidentified(value: Any, ids: Mapping[str, str]) -> Any:
    match value:
        case str() if type(value) is str:
            return ids.get(value, value)
        case Slot():
            return value
        case tuple():
            return tuple(_reidentified(v, ids) for v in value)
        case dict():
            return {k: _reidentified(v, ids) for k, v in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _reidentified(getattr(value, f.name), ids) for f in fields(value)})
    return value


def xlsx(
    rows: str | Iterable[str] = "",
    *,
    after: str = "",
    sheets: int = 1,
    parts: Mapping[str, Any] | None = None,
) -> bytes:
    """A workbook from the XML of its first sheet's rows; `parts` replaces or adds whole parts."""
    names = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, sheets + 1))
    links = "".join(
        f'<Relationship Id="r{n}" Type="{_RELATIONS}/worksheet" Target="worksheets/s1.xml"/>'
        for n in range(1, sheets + 1)
    )
    head, tail = f'<worksheet xmlns="{_SPREADSHEET}"><sheetData>', f"</sheetData>{after}</worksheet>"
    all_parts: dict[str, Any] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships><Relationship Id="m" Type="{_RELATIONS}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns:r="{_RELATIONS}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships>{links}</Relationships>",
        "xl/worksheets/s1.xml": [head, *([rows] if isinstance(rows, str) else rows), tail],
        **(parts or {}),
    }
    return zipped(all_parts)


def zipped(parts: Mapping[str, Any]) -> bytes:
    """A zip of these parts, each given as text, bytes or pieces of text."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            pieces = [content] if isinstance(content, (str, bytes)) else content
            with archive.open(name, "w", force_zip64=False) as member:
                for piece in pieces:
                    member.write(piece.encode() if isinstance(piece, str) else piece)
    return out.getvalue()


def with_part(data: bytes, name: str, old: str, new: str) -> bytes:
    """The workbook with other words in one of its parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    assert old.encode() in parts[name]
    return zipped(parts | {name: parts[name].replace(old.encode(), new.encode(), 1)})


def tiny_xlsx() -> bytes:
    return workbook(tiny_tables())


def _column(sheet: str, column: str) -> int:
    return [c.name for c in form(sheet).columns].index(column)
