"""The demo college holds together, whatever its seed and date."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from local.college.demo import demo_college
from local.college.people import people
from timetable.calendar import Calendar, dates
from timetable.model import Role
from timetable.objects.college import College

TODAY = date(2026, 11, 23)
colleges = st.builds(
    demo_college, st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.integers(min_value=1, max_value=50)
)
some = settings(max_examples=15, deadline=None)


def periods_of(college: College) -> Counter[str]:
    return Counter(f for o in college.offerings for f in o.faculty for _ in range(o.periods_per_week))


def test_it_has_the_size_that_it_should_have() -> None:
    college = demo_college(TODAY)

    sizes = [len(x) for x in (college.departments, college.sections, college.faculty, college.rooms)]

    assert sizes == [3, 12, 40, 25]
    assert len(college.students) == 60


def test_the_same_seed_and_date_make_the_same_college() -> None:
    assert demo_college(TODAY, 7) == demo_college(TODAY, 7)
    assert demo_college(TODAY, 7) != demo_college(TODAY, 8)


@some
@given(colleges)
def test_every_reference_is_to_an_object_that_comes_before(college: College) -> None:
    ids = [o.id for o in college.objects()]

    faculty = {f.id for f in college.faculty}
    sections = {s.id: s for s in college.sections}

    assert len(set(ids)) == len(ids)
    assert {f.user for f in college.faculty} | {s.user for s in college.students} < {
        u.id for u in college.users
    }
    assert all(set(o.faculty) <= faculty and set(o.sections) <= set(sections) for o in college.offerings)
    assert {o.subject for o in college.offerings} == {s.id for s in college.subjects}
    assert all(
        {b.id for b in sections[s].batches} >= set(o.batches) for o in college.offerings for s in o.sections
    )
    assert all(s.group() in sections[s.section].groups() for s in college.students)


@some
@given(colleges)
def test_nobody_teaches_more_than_16_periods_or_what_they_do_not_know(college: College) -> None:
    load = periods_of(college)
    knows = {f.id: set(f.subjects) for f in college.faculty}

    assert max(load.values()) <= 16
    assert all(2 <= len(subjects) <= 4 for subjects in knows.values())
    assert all(o.subject in knows[f] for o in college.offerings for f in o.faculty)
    assert all(load[f.id] <= f.weekly_limit - 2 for f in college.faculty)


@some
@given(colleges)
def test_every_subject_can_be_taught_by_somebody_else(college: College) -> None:
    known_by = Counter(s for f in college.faculty for s in f.subjects)

    assert min(known_by[s.id] for s in college.subjects) >= 2


@some
@given(colleges)
def test_every_group_of_students_has_about_28_periods_a_week(college: College) -> None:
    sections = {s.id: s for s in college.sections}
    taught: Counter[str] = Counter()

    for offering in college.offerings:
        for group in offering.batches or [g for s in offering.sections for g in sections[s].groups()]:
            taught[group] += offering.periods_per_week

    assert set(taught.values()) == {28}


@some
@given(colleges)
def test_every_offering_fits_a_room_of_its_kind(college: College) -> None:
    largest = Counter[str]()
    for room in college.rooms:
        largest[room.kind] = max(largest[room.kind], room.capacity)

    assert all(o.strength <= largest[o.room_kind] for o in college.offerings)


@settings(max_examples=30, deadline=None)
@given(st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_the_days_around_today_are_ordinary_and_a_saturday_later_follows_monday(today: date) -> None:
    college = demo_college(today)
    calendar = Calendar(college.term, college.timeslots, college.institute.policies.working_days)

    soon = list(dates(today, today + timedelta(days=8)))
    later = [d for d in dates(today, college.term.last) if calendar.note(d) == "follows Monday"]

    assert not any(d in college.term.days for d in soon)
    assert [d.isoweekday() for d in later] == [6]
    assert college.term.first <= today - timedelta(weeks=7)
    assert college.term.last >= today + timedelta(weeks=9)


def test_everybody_has_an_account_and_three_chats_are_open_to_begin_with() -> None:
    college = demo_college(TODAY)

    everybody = people(college, {})
    teacher, hod, student = sorted(
        (p for p in everybody if p["open"]), key=lambda p: "teacher hod student".find(p["role"])
    )

    assert [p["id"] for p in everybody] == list(range(1001, 1001 + len(college.users) + 1))
    assert (teacher["role"], hod["role"], student["role"]) == ("teacher", "hod", "student")
    assert teacher["about"] == hod["about"]
    assert everybody[-1]["role"] == "stranger"
    assert {u.role for u in college.users} == {Role.ADMIN, Role.HOD, Role.FACULTY, Role.STUDENT}
