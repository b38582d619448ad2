"""Writes a college as the sheets of a workbook: the inverse of reading."""

from collections.abc import Callable, Iterable, Iterator

from functions.services.workbook.cells import joined
from functions.services.workbook.columns import DAYS, FORMS
from functions.services.workbook.intake import CollegeTables
from functions.services.workbook.natural_keys import ObjectTable
from functions.workbooks.values import Present, T, Table, Value
from timetable.model import Faculty, Slot

Rows = Iterator[tuple[Value, ...]]


def tables(present: Present) -> dict[str, Table]:
    """The tables of all sheets in their order, the header first; read again, they change nothing."""
    college = CollegeTables(present)
    return {form.name: [tuple(c.name for c in form.columns), *_ROWS[form.name](college)] for form in FORMS}


def _institute(college: CollegeTables) -> Rows:
    institute = college.present.institute
    if institute:
        rules = institute.policies
        yield (
            institute.name,
            institute.zone,
            joined([str(d) for d in rules.working_days]),
            rules.forenoon_until,
            joined([str(p) for p in rules.breaks_after]),
        )


def _leave_kinds(college: CollegeTables) -> Rows:
    for kind in college.present.institute.policies.leave_kinds if college.present.institute else ():
        yield (
            kind.code,
            kind.name,
            kind.approver,
            kind.days_a_year,
            kind.longest_stretch,
            kind.notice_days,
            _yes(kind.half_days),
        )


def _timeslots(college: CollegeTables) -> Rows:
    for t in sorted(college.timeslots.after.values(), key=lambda t: t.slot):
        yield DAYS[t.day - 1], t.period, t.start, t.end


def _terms(college: CollegeTables) -> Rows:
    for term in college.terms.after.values():
        yield term.name, term.first, term.last


def _calendar(college: CollegeTables) -> Rows:
    for term in college.terms.after.values():
        for date, day in sorted(term.days.items()):
            follows = DAYS[day.follows - 1] if day.follows else None
            sections = _labels(college.sections, day.sections)
            yield term.name, date, day.kind.value, day.name, follows, day.until, sections


def _people(college: CollegeTables) -> Rows:
    for user in college.people.after.values():
        department = _label(college.departments, user.department)
        yield _label(college.people, user.id), user.name, user.role.value, department, _yes(user.active)


def _departments(college: CollegeTables) -> Rows:
    for d in college.departments.after.values():
        hod, acting = _label(college.people, d.hod), _label(college.people, d.acting_hod)
        yield d.name, hod, acting, d.acting_from, d.acting_until


def _courses(college: CollegeTables) -> Rows:
    for course in college.courses.after.values():
        yield _label(college.departments, course.department), course.name, course.semesters


def _subjects(college: CollegeTables) -> Rows:
    for s in college.subjects.after.values():
        yield _label(college.courses, s.course), s.semester, s.code, s.name, s.kind.value


def _rooms(college: CollegeTables) -> Rows:
    for room in college.rooms.after.values():
        owner = _label(college.departments, room.department)
        yield room.name, room.kind, room.capacity, joined(list(room.features)), owner


def _sections(college: CollegeTables) -> Rows:
    for s in college.sections.after.values():
        yield _label(college.courses, s.course), s.semester, s.name, s.strength


def _batches(college: CollegeTables) -> Rows:
    for section in college.sections.after.values():
        for batch in section.batches:
            yield college.sections.label(section.id), batch.name, batch.strength


def _faculty(college: CollegeTables) -> Rows:
    for f in college.faculty.after.values():
        yield (
            _label(college.people, f.user),
            _label(college.departments, f.department),
            f.rank,
            _labels(college.subjects, f.subjects),
            f.daily_limit,
            f.weekly_limit,
            _slots(f.preferred),
            _slots(f.avoided),
            _slots(f.unavailable),
        )


def _students(college: CollegeTables) -> Rows:
    for s in college.students.after.values():
        batch = college.batches.after[s.batch].name if s.batch else None
        yield (
            _label(college.people, s.user),
            s.roll_number,
            _label(college.courses, s.course),
            _label(college.sections, s.section),
            batch,
            _labels(college.subjects, s.electives),
        )


def _offerings(college: CollegeTables) -> Rows:
    for o in college.offerings.after.values():
        yield (
            _label(college.terms, o.term),
            _label(college.subjects, o.subject),
            _labels(college.sections, o.sections),
            _batch_names(college, o.sections, o.batches),
            _codes(college, o.faculty),
            o.periods_per_week,
            o.block_length,
            o.room_kind,
            o.strength,
            _slots(o.unavailable),
            o.min_days,
            _codes(college, o.candidates),
            joined(list(o.features)),
            o.parallel,
        )


def _timetable(college: CollegeTables) -> Rows:
    for b in college.timetable.after.values():
        batches = college.offerings.after[b.offering].batches
        yield (
            _label(college.terms, b.term),
            _label(college.subjects, b.subject),
            _labels(college.sections, b.sections),
            _batch_names(college, b.sections, batches),
            DAYS[b.slot.day - 1],
            b.slot.period,
            _label(college.rooms, b.room),
            _codes(college, b.faculty),
        )


def _batch_names(college: CollegeTables, sections: Iterable[str], batches: Iterable[str]) -> str:
    """The names of batches, each with its section's where two of these sections have that name."""
    inside = [(s.name, b) for s in map(college.sections.after.__getitem__, sections) for b in s.batches]
    names = [b.name for _, b in inside]
    full: dict[str, str] = {b.id: b.name if names.count(b.name) == 1 else f"{s}/{b.name}" for s, b in inside}
    return joined([full[b] for b in batches])


def _codes(college: CollegeTables, faculty: Iterable[str]) -> str:
    profiles: Iterable[Faculty] = map(college.faculty.after.__getitem__, faculty)
    return _labels(college.people, [f.user for f in profiles])


def _label(table: ObjectTable[T], id: str | None) -> str | None:
    return table.label(id) if id else None


def _labels(table: ObjectTable[T], ids: Iterable[str]) -> str:
    return joined([table.label(id) for id in ids])


def _slots(slots: Iterable[Slot]) -> str:
    """Slots like Mon/3, and not like 1/3, of which Excel would make a date."""
    return ", ".join(f"{DAYS[s.day - 1][:3]}/{s.period}" for s in slots)


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"


_ROWS: dict[str, Callable[[CollegeTables], Rows]] = {
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
