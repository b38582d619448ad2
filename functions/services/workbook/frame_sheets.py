"""The sheets of a college's frame, read: the institute, kinds of leave, timeslots, departments, rooms."""

from dataclasses import replace
from itertools import combinations
from zoneinfo import available_timezones

from functions.services.workbook.intake import Intake
from functions.services.workbook.lines import Line
from functions.services.workbook.natural_keys import RowAddress
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


def read_institute(intake: Intake) -> None:
    """Read the institute, which has at most one row."""
    for n, line in enumerate(intake.lines("Institute")):
        if n:
            line.refuse("Name", "A college has one row here; delete this one.")
            continue
        base = intake.institute or Institute(InstituteId(intake.new_id("institute")), "", "")
        institute = _institute(line, base)
        if not line.is_bad():
            intake.institute, intake.institute_row = institute, line.row.number


def _institute(line: Line, base: Institute) -> Institute:
    zone = line.text("Time zone", base.zone)
    if not line.is_empty("Time zone") and zone not in available_timezones():
        near = line.suggestion(zone, available_timezones())
        line.refuse(
            "Time zone", f"There is no time zone {quoted(zone)}.{near or ' Write it like Asia/Kolkata.'}"
        )
    policies = replace(
        base.policies,
        working_days=line.numbers("Working days", base.policies.working_days),
        forenoon_until=line.whole("Forenoon until", base.policies.forenoon_until),
        breaks_after=line.numbers("Breaks after", base.policies.breaks_after),
    )
    return replace(base, name=line.text("Name"), zone=zone, policies=policies)


def read_leave_kinds(intake: Intake) -> None:
    """Read the kinds of leave. Those that are not in the sheet stay; a new college has the sheet's alone."""
    lines = list(intake.lines("Leave kinds"))
    if not lines:
        return
    existing = intake.present.institute.policies.leave_kinds if intake.present.institute else ()
    kinds = {kind.code: kind for kind in existing}
    first_rows: dict[str, int] = {}  # by code
    for line in lines:
        kind = _leave_kind(line, kinds, first_rows)
        if intake.institute is None:
            line.refuse("Code", "There is no college yet; fill in the sheet Institute.")
        if not line.is_bad():
            kinds[kind.code] = kind
    if intake.institute:
        policies = replace(intake.institute.policies, leave_kinds=tuple(kinds.values()))
        intake.institute = replace(intake.institute, policies=policies)
        intake.institute_row = intake.institute_row or lines[0].row.number


def _leave_kind(line: Line, kinds: dict[str, LeaveKind], first_rows: dict[str, int]) -> LeaveKind:
    code = line.text("Code")
    if code and first_rows.setdefault(code, line.row.number) != line.row.number:
        line.refuse(
            "Code", f"The leave kind {quoted(code)} is in row {first_rows[code]} too; keep one of them."
        )
    base = kinds.get(code) or LeaveKind(code, "")
    return replace(
        base,
        name=line.text("Name"),
        approver=line.word("Decided by", base.approver),
        days_a_year=line.whole_or_none("Days a year", base.days_a_year),
        longest_stretch=line.whole_or_none("Longest stretch", base.longest_stretch),
        notice_days=line.whole("Notice days", base.notice_days),
        half_days=line.flag("Half days", base.half_days),
    )


def read_timeslots(intake: Intake) -> None:
    """Read the timeslots; those that overlap others of their day are refused."""
    timeslots: list[tuple[Line, TimeSlot]] = []
    for line in intake.lines("Timeslots"):
        slot = Slot(line.day("Day"), line.whole("Period"))
        label = f"{slot.day}/{slot.period}" if all(slot) else ""
        before = intake.timeslots.claim(line, "Period", slot, label=label)
        base = before or TimeSlot(TimeSlotId(intake.new_id("timeslot")), slot.day, slot.period, "", "")
        timeslot = replace(base, start=line.time("Start"), end=line.time("End"))
        if not line.is_bad() and timeslot.start >= timeslot.end:
            line.refuse(
                "End", f"It ends at {timeslot.end}, but begins at {timeslot.start}; begin before the end."
            )
        intake.timeslots.put(line, timeslot)
        timeslots.append((line, timeslot))
    _refuse_overlaps(intake, timeslots)


def _refuse_overlaps(intake: Intake, timeslots: list[tuple[Line, TimeSlot]]) -> None:
    lines = {timeslot.id: line for line, timeslot in timeslots if not line.is_bad()}
    by_day: dict[int, list[TimeSlot]] = {}
    for timeslot in intake.timeslots.after.values():
        by_day.setdefault(timeslot.day, []).append(timeslot)
    for day in by_day.values():
        for first, second in combinations(sorted(day, key=lambda t: (t.start, t.period))[:200], 2):
            late, early = (second, first) if second.id in lines else (first, second)
            if second.start < first.end and late.id in lines and not lines[late.id].is_bad():
                lines[late.id].refuse("Start", _overlap(late, early))
                intake.timeslots.take_back(lines[late.id], late.id)


def _overlap(late: TimeSlot, early: TimeSlot) -> str:
    return (
        f"Period {late.period} ({late.start}-{late.end}) overlaps period {early.period} "
        f"({early.start}-{early.end}) of the same day; let one end before the other begins."
    )


def read_departments(intake: Intake) -> list[tuple[Line, Department]]:
    """Read the departments without their heads, who are of departments themselves and are read later.

    Answers each department with its row, for read_heads.
    """
    headless = []
    for line in intake.lines("Departments"):
        name = line.text("Name")
        before = intake.departments.claim(line, "Name", name)
        base = before or Department(DepartmentId(intake.new_id("department")), name)
        department = replace(
            base,
            name=name,
            acting_from=line.calendar_date_or_none("Acting from", base.acting_from),
            acting_until=line.calendar_date_or_none("Acting until", base.acting_until),
        )
        since, until = department.acting_from, department.acting_until
        if since and until and since > until:
            line.refuse("Acting until", f"{until} is before {since}; exchange the two dates.")
        intake.departments.put(line, department)
        headless.append((line, department))
    return headless


def read_heads(intake: Intake, headless: list[tuple[Line, Department]]) -> dict[str, Line]:
    """Read who heads the departments. Answers the rows of new ones that turn out to have a problem, by id."""
    spoilt: dict[str, Line] = {}
    for line, department in headless:
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
        intake.departments.set(headed, RowAddress("Departments", line.row.number))
    return spoilt


def read_rooms(intake: Intake) -> None:
    """Read the rooms."""
    for line in intake.lines("Rooms"):
        name = line.text("Name")
        before = intake.rooms.claim(line, "Name", name)
        base = before or Infra(InfraId(intake.new_id("infra")), name, "classroom", 1)
        owner = intake.departments.refer_to(line, "Department")
        room = replace(
            base,
            name=name,
            kind=line.text("Kind", base.kind),
            capacity=line.whole("Capacity", base.capacity),
            features=line.texts("Features", base.features),
            department=(owner.id if owner else None) if line.has("Department") else base.department,
        )
        intake.rooms.put(line, room)
