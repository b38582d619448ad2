"""From the sheets of a workbook to what is to be written, in order, and to everything that is wrong."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from functions.services.workbook import read_courses, read_frame, read_people, read_teaching
from functions.services.workbook.intake import Intake
from functions.services.workbook.lines import Line
from functions.services.workbook.natural_keys import Place, Shelf
from functions.workbooks.values import Draft, Present, Problem, Reading, Sheet, T
from timetable.model import Role
from timetable.objects.relations import placed


def read_college(sheets: Mapping[str, Sheet], present: Present, new_id: Callable[[str], str]) -> Reading:
    """What these sheets ask for. Rows with a problem, and what needs them, ask for nothing.

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
    """Every sheet, referred-to first. Answers the new departments that are no good after all."""
    read_frame.institute(intake)
    read_frame.leave_kinds(intake)
    read_frame.timeslots(intake)
    headless = read_frame.departments(intake)
    read_courses.courses(intake)
    read_courses.subjects(intake)
    read_courses.sections(intake)
    read_courses.batches(intake)
    read_frame.rooms(intake)
    read_courses.terms(intake)
    read_courses.calendar(intake)
    read_people.people(intake)
    spoilt = read_frame.heads(intake, headless)
    read_people.faculty(intake)
    read_people.students(intake)
    read_people.names_follow(intake)
    read_teaching.offerings(intake)
    read_teaching.bookings(intake)
    read_teaching.groups_follow(intake)
    _place(intake)
    return spoilt


def _place(intake: Intake) -> None:
    """What is of a department through its course or subject, follows it there."""
    moved = {
        draft.after.id: Place(draft.sheet, draft.row)
        for draft in intake.courses.drafts()
        if draft.before
        and intake.courses.before[draft.after.id].department != intake.courses.now[draft.after.id].department
    }
    courses = {subject.id: subject.course for subject in intake.subjects.now.values()}
    _place_all(intake, intake.subjects, lambda s: moved.get(s.course))
    _place_all(intake, intake.sections, lambda s: moved.get(s.course))
    _place_all(intake, intake.students, lambda s: moved.get(s.course))
    _place_all(intake, intake.offerings, lambda o: moved.get(courses.get(o.subject, "")))


def _place_all(intake: Intake, shelf: Shelf[T], moved: Callable[[T], Place | None]) -> None:
    for thing in list(shelf.now.values()):
        why = moved(thing)
        if thing != shelf.before.get(thing.id):
            why = shelf.places[thing.id]
        if why:
            shelf.set(placed(thing, intake.look), why)


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
    """The institute; a new one first without admins, and one without admins gets those of the sheet."""
    before, after = intake.present.institute, intake.institute
    if after is None or not intake.institute_row:
        return
    place = ("Institute" if intake.has("Institute") else "Leave kinds", intake.institute_row)
    if before is None:
        before = after
        yield Draft("institute", None, after, *place)
    if not after.policies.admins:
        admins = tuple(u.id for u in intake.people.now.values() if u.role is Role.ADMIN and u.active)
        after = replace(after, policies=replace(after.policies, admins=admins))
    if after != before:
        yield Draft("institute", before, after, *place)


def _departments(intake: Intake) -> Iterator[Draft]:
    """New ones twice if they have a head: first alone, then with the head."""
    for draft in intake.departments.drafts():
        department = intake.departments.now[draft.after.id]
        bare = replace(department, hod=None, acting_hod=None)
        if draft.before is not None or bare == department:
            yield draft
        else:
            yield replace(draft, after=bare)
            yield replace(draft, before=bare)


def _people(intake: Intake) -> Iterator[Draft]:
    """Each person, and at once their profiles."""
    for user in intake.people.now.values():
        yield from intake.people.changed(user.id)
        if user.faculty in intake.faculty.now:
            yield from intake.faculty.changed(user.faculty)
        if user.student in intake.students.now:
            yield from intake.students.changed(user.student)


def _without_spoilt(intake: Intake, drafts: list[Draft], spoilt: dict[str, Line]) -> list[Draft]:
    """Only what needs nothing that is spoilt; the rest is noted, with the row that is the cause."""
    cause = {id: line.place for id, line in spoilt.items()}
    found = True
    while found and cause:
        found = False
        for draft in drafts:
            reason = next((cause[id] for id in _ids(_fields(draft)) if id in cause), None)
            if reason and draft.after.id not in cause:
                cause[draft.after.id] = reason
                found = True
    for draft in drafts:
        if draft.after.id in cause and draft.after.id not in spoilt:
            sentence = f"This needs something whose own row ({cause[draft.after.id]}) has a problem."
            intake.faults.note(Problem(draft.sheet, draft.row, "", f"A{draft.row}", sentence))
    return [d for d in drafts if d.after.id not in cause]


def _fields(draft: Draft) -> dict[str, Any]:
    return asdict(draft.after)


def _ids(value: Any) -> Iterator[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _ids(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _ids(inner)
