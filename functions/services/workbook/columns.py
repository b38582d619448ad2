"""The sheets of a college's workbook and their columns: one table for reading, export, template and docs."""

from dataclasses import dataclass
from enum import StrEnum


class Wants(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    TEXTS = "texts"
    """several, separated by commas; one that has a comma itself stands in double quotes"""
    WHOLE = "whole number"
    NUMBERS = "whole numbers"
    DATE = "date"
    TIME = "time"
    DAY = "day"
    WORD = "word"
    FLAG = "yes or no"
    SLOTS = "slots"


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    help: str
    wants: Wants = Wants.TEXT
    required: bool = False
    """the column must be there and every cell of it filled"""
    words: tuple[str, ...] = ()
    """the only words allowed"""
    least: int = 1
    most: int = 10_000
    refers_to: str = ""
    """the sheet that lists what may be written here"""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """One sheet. `noun` is what one row of it is called in a sentence."""

    name: str
    noun: str
    about: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        return next(c for c in self.columns if c.name == name)


HOW_TO = "How to"
"""a sheet of explanations, which is not read"""
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
YES_NO = ("yes", "no")
APPROVERS = ("hod", "admin")
DAY_KINDS = ("holiday", "follows", "half", "examinations", "working")
ROLES = ("admin", "hod", "faculty", "student", "scheduler")
SUBJECT_KINDS = ("lecture", "lab")

_COMMAS = "several are separated by commas"
_SLOTS = f"day/period, like 1/3 or Mon/4; {_COMMAS}"


def _must(
    name: str, help: str, example: str, wants: Wants = Wants.TEXT, *, least: int = 1, most: int = 10_000
) -> Column:
    return Column(name, help, wants, required=True, least=least, most=most, example=example)


def _one(name: str, sheet: str, help: str, example: str, *, required: bool = False) -> Column:
    return Column(name, help, required=required, refers_to=sheet, example=example)


def _many(name: str, sheet: str, help: str, example: str, *, required: bool = False) -> Column:
    return Column(name, f"{help}; {_COMMAS}", Wants.TEXTS, required, refers_to=sheet, example=example)


def _slots(name: str, help: str, example: str = "") -> Column:
    return Column(name, f"{help}: {_SLOTS}", Wants.SLOTS, refers_to="Timeslots", example=example)


def _whole(name: str, help: str, example: str = "", least: int = 1, most: int = 10_000) -> Column:
    return Column(name, help, Wants.WHOLE, least=least, most=most, example=example)


def _word(name: str, help: str, words: tuple[str, ...], example: str, *, required: bool = False) -> Column:
    return Column(name, f"{help}: {', '.join(words)}", Wants.WORD, required, words, example=example)


def _flag(name: str, help: str, example: str = "yes") -> Column:
    return Column(name, f"{help}: yes or no", Wants.FLAG, words=YES_NO, example=example)


def _date(name: str, help: str, example: str = "", *, required: bool = False) -> Column:
    return Column(name, f"{help}, like 2026-11-24 or 24/11/2026", Wants.DATE, required, example=example)


def _time(name: str, help: str, example: str) -> Column:
    return Column(name, f"{help}, HH:MM of the wall clock", Wants.TIME, required=True, example=example)


def _day(help: str) -> Column:
    return Column("Day", help, Wants.DAY, required=True, most=7, example="Monday")


_TERM = _one("Term", "Terms", "the term's name", "Odd 2026", required=True)
_COURSE = _one("Course", "Courses", "the course's name", "B.Sc. CS", required=True)
_SEMESTER = _must("Semester", "1 ... the semesters of the course", "3", Wants.WHOLE, most=20)
_PERSON = _one("Person", "People", "the person's code", "E1001", required=True)
_SUBJECT = _one("Subject", "Subjects", "its code; course/code if two courses have it", "CS301", required=True)
_SECTIONS = _many("Sections", "Sections", "names of sections", "CSE-3-A", required=True)
_BATCHES = _many("Batches", "Batches", "only these batches of the sections; section/batch if in doubt", "B1")
_PERIOD = _must("Period", "the period of the day, from 1", "3", Wants.WHOLE, most=24)
_STRENGTH = _must("Strength", "how many students", "40", Wants.WHOLE, least=0)

FORMS = (
    Form("Institute", "institute", "One row: the college itself.", (
        _must("Name", "the college's name", "Tiny College"),
        _must("Time zone", "its IANA time zone", "Asia/Kolkata"),
        Column("Working days", f"days of the week with classes, 1 = Monday; {_COMMAS}", Wants.NUMBERS,
               most=7, example="1, 2, 3, 4, 5, 6"),
        _whole("Forenoon until", "the last period of the forenoon", "4", most=24),
        Column("Breaks after", f"periods that a break follows; {_COMMAS}", Wants.NUMBERS,
               most=24, example="4"),
    )),
    Form("Leave kinds", "leave kind", "The kinds of leave and their rules.", (
        _must("Code", "what people type", "cl"),
        _must("Name", "what it is called", "casual leave"),
        _word("Decided by", "who decides it", APPROVERS, "hod"),
        _whole("Days a year", "the quota; empty: no limit", "12", most=366),
        _whole("Longest stretch", "days in a row of one request; empty: no limit", "3", most=366),
        _whole("Notice days", "days it is asked for beforehand", "1", least=0, most=366),
        _flag("Half days", "halves of a day may be asked for"),
    )),
    Form("Timeslots", "timeslot", "Every period of the week.", (
        _day("1-7 or Monday ... Sunday"),
        _PERIOD,
        _time("Start", "when it begins", "09:00"),
        _time("End", "when it ends", "09:50"),
    )),
    Form("Terms", "term", "The terms.", (
        _must("Name", "the term's name", "Odd 2026"),
        _date("First date", "its first date", "2026-10-05", required=True),
        _date("Last date", "its last date", "2027-01-30", required=True),
    )),
    Form("Calendar", "calendar day", "The dates of a term that are not ordinary working days.", (
        _TERM,
        _date("Date", "the date", "2026-12-25", required=True),
        _word("What", "what kind of day it is", DAY_KINDS, "holiday", required=True),
        Column("Name", "what it is called", example="Christmas"),
        Column("Follows", "follows: the day whose timetable it has, 1-7 or Monday ...", Wants.DAY, most=7),
        _whole("Until period", "half: the last period held", most=24),
        _many("Sections", "Sections", "examinations: the sections without classes", ""),
    )),
    Form("People", "person", "Everybody who may use the timetable.", (
        _must("Code", "employee number or roll number; no two share one", "E1001"),
        _must("Name", "the person's name", "Dr Rao"),
        _word("Role", "what they may do", ROLES, "faculty", required=True),
        _one("Department", "Departments", "the department's name", "Computer Science"),
        _flag("Active", "no: they may not use it any more"),
    )),
    Form("Departments", "department", "The departments and who heads them.", (
        _must("Name", "the department's name", "Computer Science"),
        _one("HOD", "People", "the code of its head", "E1005"),
        _one("Acting HOD", "People", "the code of who stands in for the head", ""),
        _date("Acting from", "first date of standing in"),
        _date("Acting until", "last date of standing in"),
    )),
    Form("Courses", "course", "What students study.", (
        _one("Department", "Departments", "the department's name", "Computer Science", required=True),
        _must("Name", "the course's name", "B.Sc. CS"),
        _must("Semesters", "how many it has", "6", Wants.WHOLE, most=20),
    )),
    Form("Subjects", "subject", "What is taught in a course.", (
        _COURSE,
        _SEMESTER,
        _must("Code", "the subject's code", "CS301"),
        _must("Name", "the subject's name", "DBMS"),
        _word("Kind", "how it is taught", SUBJECT_KINDS, "lecture"),
    )),
    Form("Rooms", "room", "Classrooms, labs and other places.", (
        _must("Name", "the room's name", "R1"),
        Column("Kind", "classroom, lab ...: an offering asks for one", example="classroom"),
        _must("Capacity", "how many students it holds", "60", Wants.WHOLE, most=100_000),
        Column("Features", f"projector ...; {_COMMAS}", Wants.TEXTS, example="projector"),
        _one("Department", "Departments", "whose room it is; empty: everybody's", ""),
    )),
    Form("Sections", "section", "The students that have their classes together.", (
        _COURSE, _SEMESTER, _must("Name", "the section's name", "CSE-3-A"), _STRENGTH,
    )),
    Form("Batches", "batch", "Parts of a section, for labs.", (
        _one("Section", "Sections", "the section's name", "CSE-3-A", required=True),
        _must("Name", "the batch's name", "B1"),
        _STRENGTH,
    )),
    Form("Faculty", "faculty profile", "The people who teach.", (
        _PERSON,
        _one("Department", "Departments", "the department's name", "Computer Science", required=True),
        Column("Rank", "empty: Assistant Professor", example="Professor"),
        _many("Subjects", "Subjects", "codes of the subjects they can teach", "CS301, CS391"),
        _whole("Daily limit", "periods a day", "6", least=0, most=24),
        _whole("Weekly limit", "periods a week", "24", least=0, most=168),
        _slots("Preferred", "when they would like to teach"),
        _slots("Avoided", "when they would rather not", "1/1, Sat/6"),
        _slots("Unavailable", "when they never teach"),
    )),
    Form("Students", "student profile", "The people who learn.", (
        _PERSON,
        _must("Roll number", "the student's roll number", "22CS001"),
        _COURSE,
        _one("Section", "Sections", "the section's name", "CSE-3-A", required=True),
        _one("Batch", "Batches", "the batch of that section; empty: none", "B1"),
        _many("Electives", "Subjects", "codes of the electives taken", ""),
    )),
    Form("Offerings", "offering", "What has to be taught in a term, to whom, by whom, how often.", (
        _TERM, _SUBJECT, _SECTIONS, _BATCHES,
        _many("Faculty", "People", "codes of all who teach it together, if not only Candidates", "E1001"),
        _must("Periods per week", "how many", "4", Wants.WHOLE, most=100),
        _whole("Block length", "periods in a row; divides the periods per week; empty: 1", "1", most=24),
        Column("Room kind", "the kind of room; empty: classroom", example="classroom"),
        _whole("Strength", "how many students, if not all; 0: all", "0", least=0),
        _slots("Unavailable", "when it can't be held"),
        _whole("Minimum days", "over how many days it should be spread; empty: 1", "2", most=7),
        _many("Candidates", "People", "codes of those of whom one teaches it, beside Faculty", ""),
        Column("Features", f"what its room has to have; {_COMMAS}", Wants.TEXTS),
        Column("Parallel", "one name for those held at the same times: electives, batches; empty: none"),
    )),
    Form("Timetable", "booking", "The weekly timetable: one row per period.", (
        _TERM, _SUBJECT, _SECTIONS, _BATCHES, _day("1-7 or Monday ... Sunday"), _PERIOD,
        _one("Room", "Rooms", "the room's name", "R1", required=True),
        _many("Faculty", "People", "codes of the offering's teachers; needed if two teams teach it", "E1001"),
    )),
)  # fmt: skip


def form(name: str) -> Form:
    return next(f for f in FORMS if f.name == name)
