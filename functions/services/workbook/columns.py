"""The sheets of a college's workbook and their columns: one table for reading, export, template and docs."""

from dataclasses import dataclass
from enum import StrEnum


class CellType(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    TEXTS = "texts"  # separated by commas; one that has a comma itself stands in double quotes
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
    """One column of a sheet.

    A required column must be there, and every cell of it filled. `words`, if any, are the only ones allowed;
    `minimum` and `maximum` limit a number; `refers_to` is the sheet that lists what may be written here.
    """

    name: str
    help: str
    cell_type: CellType = CellType.TEXT
    required: bool = False
    words: tuple[str, ...] = ()
    minimum: int = 1
    maximum: int = 10_000
    refers_to: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """One sheet and its columns. `noun` is what a sentence calls one row of it."""

    name: str
    noun: str
    about: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column of this name."""
        return next(c for c in self.columns if c.name == name)


HOW_TO = "How to"  # a sheet of explanations, which is not read
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
YES_NO = ("yes", "no")
APPROVERS = ("hod", "admin")
DAY_KINDS = ("holiday", "follows", "half", "examinations", "working")
ROLES = ("admin", "hod", "faculty", "student", "scheduler")
SUBJECT_KINDS = ("lecture", "lab")

_COMMAS = "several are separated by commas"
_SLOTS = f"day/period, like 1/3 or Mon/4; {_COMMAS}"


def _required(name: str, help: str, example: str) -> Column:
    return Column(name, help, required=True, example=example)


def _required_whole(name: str, help: str, example: str, *, minimum: int = 1, maximum: int = 10_000) -> Column:
    return Column(
        name, help, CellType.WHOLE, required=True, minimum=minimum, maximum=maximum, example=example
    )


def _reference(name: str, sheet: str, help: str, *, example: str = "", required: bool = False) -> Column:
    return Column(name, help, required=required, refers_to=sheet, example=example)


def _references(name: str, sheet: str, help: str, *, example: str = "", required: bool = False) -> Column:
    return Column(name, f"{help}; {_COMMAS}", CellType.TEXTS, required, refers_to=sheet, example=example)


def _slots(name: str, help: str, example: str = "") -> Column:
    return Column(name, f"{help}: {_SLOTS}", CellType.SLOTS, refers_to="Timeslots", example=example)


def _whole(name: str, help: str, example: str = "", *, minimum: int = 1, maximum: int = 10_000) -> Column:
    return Column(name, help, CellType.WHOLE, minimum=minimum, maximum=maximum, example=example)


def _word(name: str, help: str, words: tuple[str, ...], *, example: str, required: bool = False) -> Column:
    return Column(name, f"{help}: {', '.join(words)}", CellType.WORD, required, words, example=example)


def _flag(name: str, help: str, example: str = "yes") -> Column:
    return Column(name, f"{help}: yes or no", CellType.FLAG, words=YES_NO, example=example)


def _date(name: str, help: str, example: str = "", *, required: bool = False) -> Column:
    return Column(name, f"{help}, like 2026-11-24 or 24/11/2026", CellType.DATE, required, example=example)


def _time(name: str, help: str, example: str) -> Column:
    return Column(name, f"{help}, HH:MM of the wall clock", CellType.TIME, required=True, example=example)


def _day(help: str) -> Column:
    return Column("Day", help, CellType.DAY, required=True, maximum=7, example="Monday")


_DEPARTMENT = _reference(
    "Department", "Departments", "the department's name", example="Computer Science", required=True
)
_TERM = _reference("Term", "Terms", "the term's name", example="Odd 2026", required=True)
_COURSE = _reference("Course", "Courses", "the course's name", example="B.Sc. CS", required=True)
_SEMESTER = _required_whole("Semester", "1 ... the semesters of the course", "3", maximum=20)
_PERSON = _reference("Person", "People", "the person's code", example="E1001", required=True)
_SUBJECT = _reference(
    "Subject", "Subjects", "its code; course/code if two courses have it", example="CS301", required=True
)
_SECTIONS = _references("Sections", "Sections", "names of sections", example="CSE-3-A", required=True)
_BATCHES = _references(
    "Batches", "Batches", "only these batches of the sections; section/batch if in doubt", example="B1"
)
_PERIOD = _required_whole("Period", "the period of the day, from 1", "3", maximum=24)
_STRENGTH = _required_whole("Strength", "how many students", "40", minimum=0)

FORMS = (
    Form("Institute", "institute", "One row: the college itself.", (
        _required("Name", "the college's name", "Tiny College"),
        _required("Time zone", "its IANA time zone", "Asia/Kolkata"),
        Column("Working days", f"days of the week with classes, 1 = Monday; {_COMMAS}", CellType.NUMBERS,
               maximum=7, example="1, 2, 3, 4, 5, 6"),
        _whole("Forenoon until", "the last period of the forenoon", "4", maximum=24),
        Column("Breaks after", f"periods that a break follows; {_COMMAS}", CellType.NUMBERS,
               maximum=24, example="4"),
    )),
    Form("Leave kinds", "leave kind", "The kinds of leave and their rules.", (
        _required("Code", "what people type", "cl"),
        _required("Name", "what it is called", "casual leave"),
        _word("Decided by", "who decides it", APPROVERS, example="hod"),
        _whole("Days a year", "the quota; empty: no limit", "12", maximum=366),
        _whole("Longest stretch", "days in a row of one request; empty: no limit", "3", maximum=366),
        _whole("Notice days", "days it is asked for beforehand", "1", minimum=0, maximum=366),
        _flag("Half days", "halves of a day may be asked for"),
    )),
    Form("Timeslots", "timeslot", "Every period of the week.", (
        _day("1-7 or Monday ... Sunday"),
        _PERIOD,
        _time("Start", "when it begins", "09:00"),
        _time("End", "when it ends", "09:50"),
    )),
    Form("Terms", "term", "The terms.", (
        _required("Name", "the term's name", "Odd 2026"),
        _date("First date", "its first date", "2026-10-05", required=True),
        _date("Last date", "its last date", "2027-01-30", required=True),
    )),
    Form("Calendar", "calendar day", "The dates of a term that are not ordinary working days.", (
        _TERM,
        _date("Date", "the date", "2026-12-25", required=True),
        _word("What", "what kind of day it is", DAY_KINDS, example="holiday", required=True),
        Column("Name", "what it is called", example="Christmas"),
        Column("Follows", "follows: the day whose timetable it has, 1-7 or Monday ...", CellType.DAY,
               maximum=7),
        _whole("Until period", "half: the last period held", maximum=24),
        _references("Sections", "Sections", "examinations: the sections without classes"),
    )),
    Form("People", "person", "Everybody who may use the timetable.", (
        _required("Code", "employee number or roll number; no two share one", "E1001"),
        _required("Name", "the person's name", "Dr Rao"),
        _word("Role", "what they may do", ROLES, example="faculty", required=True),
        _reference("Department", "Departments", "the department's name", example="Computer Science"),
        _flag("Active", "no: they may not use it any more"),
    )),
    Form("Departments", "department", "The departments and who heads them.", (
        _required("Name", "the department's name", "Computer Science"),
        _reference("HOD", "People", "the code of its head", example="E1005"),
        _reference("Acting HOD", "People", "the code of who stands in for the head"),
        _date("Acting from", "first date of standing in"),
        _date("Acting until", "last date of standing in"),
    )),
    Form("Courses", "course", "What students study.", (
        _DEPARTMENT,
        _required("Name", "the course's name", "B.Sc. CS"),
        _required_whole("Semesters", "how many it has", "6", maximum=20),
    )),
    Form("Subjects", "subject", "What is taught in a course.", (
        _COURSE,
        _SEMESTER,
        _required("Code", "the subject's code", "CS301"),
        _required("Name", "the subject's name", "DBMS"),
        _word("Kind", "how it is taught", SUBJECT_KINDS, example="lecture"),
    )),
    Form("Rooms", "room", "Classrooms, labs and other places.", (
        _required("Name", "the room's name", "R1"),
        Column("Kind", "classroom, lab ...: an offering asks for one", example="classroom"),
        _required_whole("Capacity", "how many students it holds", "60", maximum=100_000),
        Column("Features", f"projector ...; {_COMMAS}", CellType.TEXTS, example="projector"),
        _reference("Department", "Departments", "whose room it is; empty: everybody's"),
    )),
    Form("Sections", "section", "The students that have their classes together.", (
        _COURSE, _SEMESTER, _required("Name", "the section's name", "CSE-3-A"), _STRENGTH,
    )),
    Form("Batches", "batch", "Parts of a section, for labs.", (
        _reference("Section", "Sections", "the section's name", example="CSE-3-A", required=True),
        _required("Name", "the batch's name", "B1"),
        _STRENGTH,
    )),
    Form("Faculty", "faculty profile", "The people who teach.", (
        _PERSON,
        _DEPARTMENT,
        Column("Rank", "empty: Assistant Professor", example="Professor"),
        _references("Subjects", "Subjects", "codes of the subjects they can teach", example="CS301, CS391"),
        _whole("Daily limit", "periods a day", "6", minimum=0, maximum=24),
        _whole("Weekly limit", "periods a week", "24", minimum=0, maximum=168),
        _slots("Preferred", "when they would like to teach"),
        _slots("Avoided", "when they would rather not", "1/1, Sat/6"),
        _slots("Unavailable", "when they never teach"),
    )),
    Form("Students", "student profile", "The people who learn.", (
        _PERSON,
        _required("Roll number", "the student's roll number", "22CS001"),
        _COURSE,
        _reference("Section", "Sections", "the section's name", example="CSE-3-A", required=True),
        _reference("Batch", "Batches", "the batch of that section; empty: none", example="B1"),
        _references("Electives", "Subjects", "codes of the electives taken"),
    )),
    Form("Offerings", "offering", "What has to be taught in a term, to whom, by whom, how often.", (
        _TERM, _SUBJECT, _SECTIONS, _BATCHES,
        _references("Faculty", "People", "codes of all who teach it together, if not only Candidates",
                    example="E1001"),
        _required_whole("Periods per week", "how many", "4", maximum=100),
        _whole("Block length", "periods in a row; divides the periods per week; empty: 1", "1", maximum=24),
        Column("Room kind", "the kind of room; empty: classroom", example="classroom"),
        _whole("Strength", "how many students, if not all; 0: all", "0", minimum=0),
        _slots("Unavailable", "when it can't be held"),
        _whole("Minimum days", "over how many days it should be spread; empty: 1", "2", maximum=7),
        _references("Candidates", "People", "codes of those of whom one teaches it, beside Faculty"),
        Column("Features", f"what its room has to have; {_COMMAS}", CellType.TEXTS),
        Column("Parallel", "one name for those held at the same times: electives, batches; empty: none"),
    )),
    Form("Timetable", "booking", "The weekly timetable: one row per period.", (
        _TERM, _SUBJECT, _SECTIONS, _BATCHES, _day("1-7 or Monday ... Sunday"), _PERIOD,
        _reference("Room", "Rooms", "the room's name", example="R1", required=True),
        _references("Faculty", "People", "codes of the offering's teachers; needed if two teams teach it",
                    example="E1001"),
    )),
)  # fmt: skip


def form(name: str) -> Form:
    """The form of the sheet of this name."""
    return next(f for f in FORMS if f.name == name)
