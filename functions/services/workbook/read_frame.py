"""Reading the frame of a college: the institute, kinds of leave, timeslots, departments, rooms."""

from dataclasses import replace
from itertools import combinations
from zoneinfo import available_timezones

from functions.services.workbook.intake import Intake
from functions.services.workbook.lines import Line
from functions.services.workbook.natural_keys import Place
from functions.workbooks.values import quoted
from timetable.model import (
    Department,
    DepartmentId,
    Infra,
    InfraId,
    Institute,
    InstituteId,
    LeaveKind,
    Slot,
    TimeSlot,
    TimeSlotId,
)


def institute(intake: Intake) -> None:
    """At most one row."""
    for n, line in enumerate(intake.lines("Institute")):
        if n:
            line.wrong("Name", "A college has one row here; delete this one.")
            continue
        was = intake.institute or Institute(InstituteId(intake.new_id("institute")), "", "")
        read = _institute(line, was)
        if not line.is_bad():
            intake.institute, intake.institute_row = read, line.row.number


def _institute(line: Line, was: Institute) -> Institute:
    zone = line.text("Time zone", was.zone)
    if not line.is_empty("Time zone") and zone not in available_timezones():
        near = line.suggestion(zone, available_timezones())
        line.wrong(
            "Time zone", f"There is no time zone {quoted(zone)}.{near or ' Write it like Asia/Kolkata.'}"
        )
    policies = replace(
        was.policies,
        working_days=line.numbers("Working days", was.policies.working_days),
        forenoon_until=line.whole("Forenoon until", was.policies.forenoon_until),
        breaks_after=line.numbers("Breaks after", was.policies.breaks_after),
    )
    return replace(was, name=line.text("Name"), zone=zone, policies=policies)


def leave_kinds(intake: Intake) -> None:
    """Kinds that are not in the sheet stay; a new college has those of the sheet alone."""
    lines = list(intake.lines("Leave kinds"))
    if not lines:
        return
    known = intake.present.institute.policies.leave_kinds if intake.present.institute else ()
    kinds = {kind.code: kind for kind in known}
    seen: dict[str, int] = {}
    for line in lines:
        kind = _leave_kind(line, kinds, seen)
        if intake.institute is None:
            line.wrong("Code", "There is no college yet; fill in the sheet Institute.")
        if not line.is_bad():
            kinds[kind.code] = kind
    if intake.institute:
        policies = replace(intake.institute.policies, leave_kinds=tuple(kinds.values()))
        intake.institute = replace(intake.institute, policies=policies)
        intake.institute_row = intake.institute_row or lines[0].row.number


def _leave_kind(line: Line, kinds: dict[str, LeaveKind], seen: dict[str, int]) -> LeaveKind:
    code = line.text("Code")
    if code and seen.setdefault(code, line.row.number) != line.row.number:
        line.wrong("Code", f"The leave kind {quoted(code)} is in row {seen[code]} too; keep one of them.")
    was = kinds.get(code) or LeaveKind(code, "")
    return replace(
        was,
        name=line.text("Name"),
        approver=line.word("Decided by", was.approver),
        days_a_year=line.whole_or_none("Days a year", was.days_a_year),
        longest_stretch=line.whole_or_none("Longest stretch", was.longest_stretch),
        notice_days=line.whole("Notice days", was.notice_days),
        half_days=line.flag("Half days", was.half_days),
    )


def timeslots(intake: Intake) -> None:
    read: list[tuple[Line, TimeSlot]] = []
    for line in intake.lines("Timeslots"):
        slot = Slot(line.day("Day"), line.whole("Period"))
        shown = f"{slot.day}/{slot.period}" if all(slot) else ""
        before = intake.timeslots.claim(line, "Period", slot, shown)
        was = before or TimeSlot(TimeSlotId(intake.new_id("timeslot")), slot.day, slot.period, "", "")
        timeslot = replace(was, start=line.time("Start"), end=line.time("End"))
        if not line.is_bad() and timeslot.start >= timeslot.end:
            line.wrong(
                "End", f"It ends at {timeslot.end}, but begins at {timeslot.start}; begin before the end."
            )
        intake.timeslots.put(line, timeslot)
        read.append((line, timeslot))
    _refuse_overlaps(intake, read)


def _refuse_overlaps(intake: Intake, read: list[tuple[Line, TimeSlot]]) -> None:
    lines = {timeslot.id: line for line, timeslot in read if not line.is_bad()}
    by_day: dict[int, list[TimeSlot]] = {}
    for timeslot in intake.timeslots.now.values():
        by_day.setdefault(timeslot.day, []).append(timeslot)
    for day in by_day.values():
        for one, other in combinations(sorted(day, key=lambda t: (t.start, t.period))[:200], 2):
            late, early = (other, one) if other.id in lines else (one, other)
            if other.start < one.end and late.id in lines and not lines[late.id].is_bad():
                lines[late.id].wrong("Start", _overlap(late, early))
                intake.timeslots.take_back(lines[late.id], late.id)


def _overlap(late: TimeSlot, early: TimeSlot) -> str:
    return (
        f"Period {late.period} ({late.start}-{late.end}) overlaps period {early.period} "
        f"({early.start}-{early.end}) of the same day; let one end before the other begins."
    )


def departments(intake: Intake) -> list[tuple[Line, Department]]:
    """All but who heads them: people are of departments, and are read later."""
    read = []
    for line in intake.lines("Departments"):
        name = line.text("Name")
        before = intake.departments.claim(line, "Name", name, name)
        was = before or Department(DepartmentId(intake.new_id("department")), name)
        department = replace(
            was,
            name=name,
            acting_from=line.calendar_date_or_none("Acting from", was.acting_from),
            acting_until=line.calendar_date_or_none("Acting until", was.acting_until),
        )
        since, until = department.acting_from, department.acting_until
        if since and until and since > until:
            line.wrong("Acting until", f"{until} is before {since}; exchange the two dates.")
        intake.departments.put(line, department)
        read.append((line, department))
    return read


def heads(intake: Intake, read: list[tuple[Line, Department]]) -> dict[str, Line]:
    """Who heads the departments. Answers which new ones are no good after all, by id."""
    spoilt: dict[str, Line] = {}
    for line, department in read:
        if line.is_bad():
            continue
        hod = intake.people.refer_to(line, "HOD")
        acting = intake.people.refer_to(line, "Acting HOD")
        if line.is_bad():
            intake.departments.take_back(line, department.id)
            if department.id not in intake.departments.before:
                spoilt[department.id] = line
            continue
        headed = replace(
            department,
            hod=(hod.id if hod else None) if line.has("HOD") else department.hod,
            acting_hod=(acting.id if acting else None) if line.has("Acting HOD") else department.acting_hod,
        )
        intake.departments.set(headed, Place("Departments", line.row.number))
    return spoilt


def rooms(intake: Intake) -> None:
    for line in intake.lines("Rooms"):
        name = line.text("Name")
        before = intake.rooms.claim(line, "Name", name, name)
        was = before or Infra(InfraId(intake.new_id("infra")), name, "classroom", 1)
        owner = intake.departments.refer_to(line, "Department")
        room = replace(
            was,
            name=name,
            kind=line.text("Kind", was.kind),
            capacity=line.whole("Capacity", was.capacity),
            features=line.texts("Features", was.features),
            department=(owner.id if owner else None) if line.has("Department") else was.department,
        )
        intake.rooms.put(line, room)
