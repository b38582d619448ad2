"""Instances and solutions as files: ITC-2007's `.ctt` with its solution lines, and Dayorder's own JSON.

Dayorder's JSON is `timetable.problems.Instance`, field by field; a Slot is `[day, period]`, counted from 1.
A solution is `{"occupancies": [{"offering", "room", "day", "period", "faculty"}, ...], "costs", "bound"}`.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from solver_layer import ctt
from timetable.constraints import groups_of
from timetable.errors import Malformed
from timetable.model import FacultyId, InfraId, Occupancy, OccupancyId, OfferingId, Slot
from timetable.problems import Instance

_INSTANCES = TypeAdapter(Instance)
_MAX_BYTES = 64 * 2**20  # of an instance or a solution


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")
    offering: str
    room: str
    day: int
    period: int
    faculty: tuple[str, ...] | None = None


class _Solution(BaseModel):
    occupancies: tuple[_Row, ...]
    costs: dict[str, int] = {}
    bound: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """An instance, and the file it came from, whose format its solutions have."""

    path: Path
    instance: Instance

    @property
    def is_ctt(self) -> bool:
        return self.path.suffix == ".ctt"


def read(path: Path) -> Source:
    """Raises Malformed naming the file, and the line or field that is wrong."""
    if path.suffix == ".ctt":
        return Source(path, ctt.read(path).instance)
    if path.suffix != ".json":
        raise Malformed(f"{path}: an instance is a .ctt or a .json file.", field=str(path))
    text = _text(path)
    try:
        instance = _INSTANCES.validate_json(text)
    except ValidationError as error:
        raise _malformed(path, error) from error
    if unknown := next(_unknown(json.loads(text), _INSTANCES.dump_python(instance, mode="json")), None):
        raise Malformed(f"{path.name}: {unknown.lstrip('.')}: there is no such field.", field=str(path))
    return Source(path, instance)


def _unknown(document: Any, parsed: Any, at: str = "") -> Iterator[str]:
    """The fields of a document that mean nothing, most often because of a slip in the name."""
    if isinstance(document, dict) and isinstance(parsed, dict):
        for key, value in document.items():
            if key not in parsed:
                yield f"{at}.{key}"
            else:
                yield from _unknown(value, parsed[key], f"{at}.{key}")
    elif isinstance(document, list) and isinstance(parsed, list):
        for n, (item, parsed_item) in enumerate(zip(document, parsed, strict=False)):
            yield from _unknown(item, parsed_item, f"{at}[{n}]")


def write_instance(path: Path, instance: Instance) -> None:
    replace_file(path, _INSTANCES.dump_json(instance, indent=1).decode())


def read_solution(path: Path, source: Source) -> list[Occupancy]:
    """A solution file's bookings; raises Malformed naming what is wrong."""
    if source.is_ctt:
        return ctt.read_solution(path, source.instance)
    try:
        rows = _Solution.model_validate_json(_text(path)).occupancies
    except ValidationError as error:
        raise _malformed(path, error) from error
    offerings = {str(o.id): o for o in source.instance.offerings}
    rooms = {str(r.id) for r in source.instance.rooms}
    sections = {s.id: s for s in source.instance.sections}
    bookings = []
    for number, row in enumerate(rows):
        at = f"{path.name}: occupancies[{number}]"
        if row.offering not in offerings:
            raise Malformed(f"{at}.offering: {row.offering} is no offering of the instance.", field=str(path))
        if row.room not in rooms:
            raise Malformed(f"{at}.room: {row.room} is no room of the instance.", field=str(path))
        o = offerings[row.offering]
        faculty = o.faculty if row.faculty is None else tuple(FacultyId(f) for f in row.faculty)
        bookings.append(
            Occupancy(
                OccupancyId(f"row {number}"),
                o.term,
                OfferingId(row.offering),
                o.subject,
                Slot(row.day, row.period),
                InfraId(row.room),
                faculty,
                o.sections,
                groups_of(o, sections),
            )
        )
    return bookings


def solution_text(
    source: Source, occupancies: Sequence[Occupancy], *, costs: Mapping[str, int], bound: int
) -> str:
    """The text of a solution, in the format of the instance's file."""
    if source.is_ctt:
        return ctt.solution_text(occupancies)
    ordered = sorted(occupancies, key=lambda o: (o.offering, o.slot))
    rows = tuple(
        _Row(offering=o.offering, room=o.room, day=o.slot.day, period=o.slot.period, faculty=o.faculty)
        for o in ordered
    )
    return _Solution(occupancies=rows, costs=dict(costs), bound=bound).model_dump_json(indent=1) + "\n"


def replace_file(path: Path, text: str) -> None:
    """The whole file or none of it, also if the process ends now."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise Malformed(f"{path}: larger than {_MAX_BYTES // 2**20} MB.", field=str(path))
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise Malformed(f"{path}: there is no such file.", field=str(path)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise Malformed(f"{path}: this is not a text file that can be read.", field=str(path)) from error


def _malformed(path: Path, error: ValidationError) -> Malformed:
    first = error.errors(include_url=False)[0]
    where = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in first["loc"]).lstrip(".")
    return Malformed(f"{path.name}: {where or 'the file'}: {first['msg']}.", field=str(path))
