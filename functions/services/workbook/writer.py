"""From a college to the sheets of a workbook: the inverse of reading."""

from collections.abc import Callable, Iterable, Iterator

from functions.services.workbook.cells import joined
from functions.services.workbook.columns import DAYS, FORMS
from functions.services.workbook.intake import Shelves
from functions.services.workbook.natural_keys import Shelf
from functions.workbooks.values import Present, T, Table, Value
from timetable.model import Faculty, Slot

Rows = Iterator[tuple[Value, ...]]


def tables(present: Present) -> dict[str, Table]:
    """Every sheet in its order: the header, then the rows. Read again they change nothing."""
    shelves = Shelves(present)
    return {form.name: [tuple(c.name for c in form.columns), *_ROWS[form.name](shelves)] for form in FORMS}


def _institute(on: Shelves) -> Rows:
    institute = on.present.institute
    if institute:
        rules = institute.policies
        yield (
            institute.name,
            institute.zone,
            joined([str(d) for d in rules.working_days]),
            rules.forenoon_until,
            joined([str(p) for p in rules.breaks_after]),
        )


def _leave_kinds(on: Shelves) -> Rows:
    for kind in on.present.institute.policies.leave_kinds if on.present.institute else ():
        yield (
            kind.code,
            kind.name,
            kind.approver,
            kind.days_a_year,
            kind.longest_stretch,
            kind.notice_days,
            _yes(kind.half_days),
        )


def _timeslots(on: Shelves) -> Rows:
    for t in sorted(on.timeslots.now.values(), key=lambda t: t.slot):
        yield DAYS[t.day - 1], t.period, t.start, t.end


def _terms(on: Shelves) -> Rows:
    for term in on.terms.now.values():
        yield term.name, term.first, term.last


def _calendar(on: Shelves) -> Rows:
    for term in on.terms.now.values():
        for date, day in sorted(term.days.items()):
            follows = DAYS[day.follows - 1] if day.follows else None
            sections = _labels(on.sections, day.sections)
            yield term.name, date, day.kind.value, day.name, follows, day.until, sections


def _people(on: Shelves) -> Rows:
    for user in on.people.now.values():
        department = _label(on.departments, user.department)
        yield _label(on.people, user.id), user.name, user.role.value, department, _yes(user.active)


def _departments(on: Shelves) -> Rows:
    for d in on.departments.now.values():
        hod, acting = _label(on.people, d.hod), _label(on.people, d.acting_hod)
        yield d.name, hod, acting, d.acting_from, d.acting_until


def _courses(on: Shelves) -> Rows:
    for course in on.courses.now.values():
        yield _label(on.departments, course.department), course.name, course.semesters


def _subjects(on: Shelves) -> Rows:
    for s in on.subjects.now.values():
        yield _label(on.courses, s.course), s.semester, s.code, s.name, s.kind.value


def _rooms(on: Shelves) -> Rows:
    for room in on.rooms.now.values():
        owner = _label(on.departments, room.department)
        yield room.name, room.kind, room.capacity, joined(list(room.features)), owner


def _sections(on: Shelves) -> Rows:
    for s in on.sections.now.values():
        yield _label(on.courses, s.course), s.semester, s.name, s.strength


def _batches(on: Shelves) -> Rows:
    for section in on.sections.now.values():
        for batch in section.batches:
            yield on.sections.label(section.id), batch.name, batch.strength


def _faculty(on: Shelves) -> Rows:
    for f in on.faculty.now.values():
        yield (
            _label(on.people, f.user),
            _label(on.departments, f.department),
            f.rank,
            _labels(on.subjects, f.subjects),
            f.daily_limit,
            f.weekly_limit,
            _slots(f.preferred),
            _slots(f.avoided),
            _slots(f.unavailable),
        )


def _students(on: Shelves) -> Rows:
    for s in on.students.now.values():
        batch = on.batches.now[s.batch].name if s.batch else None
        yield (
            _label(on.people, s.user),
            s.roll_number,
            _label(on.courses, s.course),
            _label(on.sections, s.section),
            batch,
            _labels(on.subjects, s.electives),
        )


def _offerings(on: Shelves) -> Rows:
    for o in on.offerings.now.values():
        yield (
            _label(on.terms, o.term),
            _label(on.subjects, o.subject),
            _labels(on.sections, o.sections),
            _of_sections(on, o.sections, o.batches),
            _codes(on, o.faculty),
            o.periods_per_week,
            o.block_length,
            o.room_kind,
            o.strength,
            _slots(o.unavailable),
            o.min_days,
            _codes(on, o.candidates),
            joined(list(o.features)),
            o.parallel,
        )


def _timetable(on: Shelves) -> Rows:
    for b in on.timetable.now.values():
        batches = on.offerings.now[b.offering].batches
        yield (
            _label(on.terms, b.term),
            _label(on.subjects, b.subject),
            _labels(on.sections, b.sections),
            _of_sections(on, b.sections, batches),
            DAYS[b.slot.day - 1],
            b.slot.period,
            _label(on.rooms, b.room),
            _codes(on, b.faculty),
        )


def _of_sections(on: Shelves, sections: Iterable[str], batches: Iterable[str]) -> str:
    """Names of batches, with their sections' where two of these sections have one of that name."""
    inside = [(s.name, b) for s in map(on.sections.now.__getitem__, sections) for b in s.batches]
    names = [b.name for _, b in inside]
    full: dict[str, str] = {b.id: b.name if names.count(b.name) == 1 else f"{s}/{b.name}" for s, b in inside}
    return joined([full[b] for b in batches])


def _codes(on: Shelves, faculty: Iterable[str]) -> str:
    profiles: Iterable[Faculty] = map(on.faculty.now.__getitem__, faculty)
    return _labels(on.people, [f.user for f in profiles])


def _label(shelf: Shelf[T], id: str | None) -> str | None:
    return shelf.label(id) if id else None


def _labels(shelf: Shelf[T], ids: Iterable[str]) -> str:
    return joined([shelf.label(id) for id in ids])


def _slots(slots: Iterable[Slot]) -> str:
    """Mon/3 and not 1/3, of which Excel would make a date."""
    return ", ".join(f"{DAYS[s.day - 1][:3]}/{s.period}" for s in slots)


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"


_ROWS: dict[str, Callable[[Shelves], Rows]] = {
    "Institute": _institute,
    "Leave kinds": _leave_kinds,
    "Timeslots": _timeslots,
    "Terms": _terms,
    "Calendar": _calendar,
    "People": _people,
    "Departments": _departments,
    "Courses": _courses,
    "Subjects": _subjects,
    "Rooms": _rooms,
    "Sections": _sections,
    "Batches": _batches,
    "Faculty": _faculty,
    "Students": _students,
    "Offerings": _offerings,
    "Timetable": _timetable,
}
