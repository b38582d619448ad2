"""The files of a college in the state folder, by which making it can be taken up at any point."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from timetable.model import FacultyId, InfraId, Occupancy, OccupancyId, OfferingId, UserId

_CODE_AGE = timedelta(days=6)  # a link code lives seven days
FORMAT = 2  # of the table's items; raised when those of an older Dayorder can't be read any more


@dataclass(frozen=True, slots=True)
class Booking:
    """One weekly booking as it is sent to scheduler-update; `cost` counts the items that it writes."""

    id: OccupancyId
    offering: OfferingId
    room: InfraId
    timeslot: str
    faculty: tuple[FacultyId, ...]
    cost: int


class CollegeState:
    """`college.json`, `timetable.json`, `links.json` and `people.json` of one state folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.instance = folder / "instance.ctt"  # a copy, if the college was made from an instance

    def begun(self) -> dict[str, Any] | None:
        """The day and the seed that the college was made with, and whether it is booked; None before that."""
        state: dict[str, Any] | None = self._read("college.json")
        return state

    def begin(self, today: date, seed: int, *, institute: str, term: str) -> None:
        """Note what the college is made with, before it is made."""
        about = {
            "format": FORMAT,
            "today": today.isoformat(),
            "seed": seed,
            "institute": institute,
            "term": term,
        }
        self._write("college.json", {**about, "booked": False})

    def is_older(self) -> bool:
        """The data was written by a Dayorder that kept it in another form."""
        begun = self.begun()
        return begun is not None and begun.get("format") != FORMAT

    def mark_booked(self) -> None:
        self._write("college.json", {**(self.begun() or {}), "booked": True})

    def timetable(self) -> list[Booking] | None:
        """The solved timetable, once there is one."""
        rows = self._read("timetable.json")
        if rows is None:
            return None
        return [Booking(**{**b, "faculty": tuple(b["faculty"])}) for b in rows]

    def save_timetable(self, occupancies: Iterable[Occupancy], timeslots: dict[Any, str]) -> list[Booking]:
        """Write the solution as bookings. `timeslots` has the timeslot's id for each day and period."""
        # five items: the booking, the room's claim, and the counts of references: offering, room, timeslot
        bookings = [
            Booking(
                o.id, o.offering, o.room, timeslots[o.slot], o.faculty, 5 + len(o.faculty) + len(o.groups)
            )
            for o in occupancies
        ]
        self._write("timetable.json", [{s: getattr(b, s) for s in Booking.__slots__} for b in bookings])
        return bookings

    def codes(self, now: datetime) -> dict[UserId, str]:
        """The link codes that can still be used."""
        links: dict[str, Any] = self._read("links.json") or {}
        return {
            UserId(user): link["code"]
            for user, link in links.items()
            if now - datetime.fromisoformat(link["made"]) < _CODE_AGE
        }

    def save_codes(self, codes: dict[UserId, str], now: datetime) -> None:
        links: dict[str, Any] = self._read("links.json") or {}
        created = now.astimezone(UTC).isoformat()
        self._write(
            "links.json", links | {user: {"code": code, "made": created} for user, code in codes.items()}
        )

    def save_people(self, people: list[dict[str, Any]]) -> None:
        self._write("people.json", people)

    def people(self) -> list[dict[str, Any]]:
        return self._read("people.json") or []

    def _read(self, name: str) -> Any:
        path = self.folder / name
        return json.loads(path.read_text()) if path.exists() else None

    def _write(self, name: str, value: Any) -> None:
        """Replace the file as a whole, whatever interrupts. Only its owner may read it, for it may hold
        codes."""
        self.folder.mkdir(parents=True, exist_ok=True)
        new = self.folder / f"{name}.new"
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(value, file, ensure_ascii=False, indent=1)
        new.replace(self.folder / name)
