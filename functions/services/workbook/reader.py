"""Reads the sheets of a workbook: what is to be written, in order, and everything that is wrong."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace

from functions.services.workbook import course_sheets, frame_sheets, people_sheets, teaching_sheets
from functions.services.workbook.intake import Intake
from functions.services.workbook.lines import Line
from functions.services.workbook.natural_keys import ObjectTable, RowAddress
from functions.workbooks.values import Draft, Present, Problem, Reading, Sheet, T
from timetable.model import Role
from timetable.objects.relations import placed


def read_college(sheets: Mapping[str, Sheet], present: Present, new_id: Callable[[str], str]) -> Reading:
    """What these sheets ask for. A row with a problem asks for nothing, nor does a row that needs it.

    Drafts come referred-to before referring: institute, timeslots, new departments (without their heads),
    courses, subjects, sections, rooms, terms; each person at once followed by their profiles (the two refer
    to each other, so they are best written in one transaction); then departments with their heads, the
    institute with its admins, offerings, bookings. A new department or institute may so have two drafts, the
    second with the first as its `before`.
    """
    intake = Intake(sheets, present, new_id)
    spoilt = _read_all(intake)
    drafts = _without_spoilt(intake, list(_drafts(intake)), spoilt)
    return Reading(tuple(drafts), intake.faults.all())


def _read_all(intake: Intake) -> dict[str, Line]:
    """Read every sheet, each after those it refers to.

    Answers the rows of new departments that turn out to have a problem, by the department's id.
    """
    frame_sheets.read_institute(intake)
    frame_sheets.read_leave_kinds(intake)
    frame_sheets.read_timeslots(intake)
    headless = frame_sheets.read_departments(intake)
    course_sheets.read_courses(intake)
    course_sheets.read_subjects(intake)
    course_sheets.read_sections(intake)
    course_sheets.read_batches(intake)
    frame_sheets.read_rooms(intake)
    course_sheets.read_terms(intake)
    course_sheets.read_calendar(intake)
    people_sheets.read_people(intake)
    spoilt = frame_sheets.read_heads(intake, headless)
    people_sheets.read_faculty(intake)
    people_sheets.read_students(intake)
    people_sheets.rename_profiles(intake)
    teaching_sheets.read_offerings(intake)
    teaching_sheets.read_bookings(intake)
    teaching_sheets.regroup_bookings(intake)
    _assign_departments(intake)
    return spoilt


def _assign_departments(intake: Intake) -> None:
    """Give each object that is of a department through its course or subject the department of that."""
    rows_of_moves = {
        draft.after.id: RowAddress(draft.sheet, draft.row)
        for draft in intake.courses.drafts()
        if draft.before
        and intake.courses.before[draft.after.id].department
        != intake.courses.after[draft.after.id].department
    }
    courses = {subject.id: subject.course for subject in intake.subjects.after.values()}
    _assign_all(intake, intake.subjects, lambda s: rows_of_moves.get(s.course))
    _assign_all(intake, intake.sections, lambda s: rows_of_moves.get(s.course))
    _assign_all(intake, intake.students, lambda s: rows_of_moves.get(s.course))
    _assign_all(intake, intake.offerings, lambda o: rows_of_moves.get(courses.get(o.subject, "")))


def _assign_all(intake: Intake, table: ObjectTable[T], row_of_move: Callable[[T], RowAddress | None]) -> None:
    """Assign the objects that are new or changed, and those whose course a row has moved."""
    for value in list(table.after.values()):
        row = row_of_move(value)
        if value != table.before.get(value.id):
            row = table.rows[value.id]
        if row:
            table.set(placed(value, intake.look), row)


def _drafts(intake: Intake) -> Iterator[Draft]:
    institute = list(_institute(intake))
    departments = list(_departments(intake))
    yield from (d for d in institute if d.before is None)
    yield from intake.timeslots.drafts()
    yield from (d for d in departments if d.before is None)
    yield from intake.courses.drafts()
    yield from intake.subjects.drafts()
    yield from intake.sections.drafts()
    yield from intake.rooms.drafts()
    yield from intake.terms.drafts()
    yield from _people(intake)
    yield from (d for d in departments if d.before is not None)
    yield from (d for d in institute if d.before is not None)
    yield from intake.offerings.drafts()
    yield from intake.timetable.drafts()


def _institute(intake: Intake) -> Iterator[Draft]:
    """The institute: one without admins gets those of the sheet, and a new one is first drafted without."""
    before, after = intake.present.institute, intake.institute
    if after is None or not intake.institute_row:
        return
    row = ("Institute" if intake.has("Institute") else "Leave kinds", intake.institute_row)
    if before is None:
        before = after
        yield Draft("institute", None, after, *row)
    if not after.policies.admins:
        admins = tuple(u.id for u in intake.people.after.values() if u.role is Role.ADMIN and u.active)
        after = replace(after, policies=replace(after.policies, admins=admins))
    if after != before:
        yield Draft("institute", before, after, *row)


def _departments(intake: Intake) -> Iterator[Draft]:
    """The departments. A new one with a head is drafted twice: first alone, then with the head."""
    for draft in intake.departments.drafts():
        department = intake.departments.after[draft.after.id]
        bare = replace(department, hod=None, acting_hod=None)
        if draft.before is not None or bare == department:
            yield draft
        else:
            yield replace(draft, after=bare)
            yield replace(draft, before=bare)


def _people(intake: Intake) -> Iterator[Draft]:
    """The people, each followed by their profiles."""
    for user in intake.people.after.values():
        yield from intake.people.changed(user.id)
        if user.faculty in intake.faculty.after:
            yield from intake.faculty.changed(user.faculty)
        if user.student in intake.students.after:
            yield from intake.students.changed(user.student)


def _without_spoilt(intake: Intake, drafts: list[Draft], spoilt: dict[str, Line]) -> list[Draft]:
    """The drafts that need no spoilt row. For each of the others, a fault that names the row is noted."""
    causes = {id: line.row_name for id, line in spoilt.items()}
    growing = bool(causes)
    while growing:
        growing = False
        for draft in drafts:
            cause = next((causes[text] for text in _texts(asdict(draft.after)) if text in causes), None)
            if cause and draft.after.id not in causes:
                causes[draft.after.id] = cause
                growing = True
    for draft in drafts:
        if draft.after.id in causes and draft.after.id not in spoilt:
            sentence = f"This needs something whose own row ({causes[draft.after.id]}) has a problem."
            intake.faults.note(Problem(draft.sheet, draft.row, "", f"A{draft.row}", sentence))
    return [d for d in drafts if d.after.id not in causes]


def _texts(value: object) -> Iterator[str]:
    """Every text inside a value, however deep; the ids of what it refers to are among them."""
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from _texts(inner)
        case list() | tuple():
            for inner in value:
                yield from _texts(inner)
