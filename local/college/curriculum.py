"""What the demo college teaches: its departments, their semesters, and each semester's subjects."""

from typing import NamedTuple

CS, EC, MA = "Computer Science", "Electronics", "Mathematics"
CLASSROOM, HALL = "classroom", "hall"
COMPUTERS, ELECTRONICS = "computer lab", "electronics lab"


class TaughtSubject(NamedTuple):
    """One subject of a semester: its department's faculty teach so many periods of it in rooms of that
    kind."""

    name: str
    by: str  # a department
    periods: int
    room_kind: str = CLASSROOM

    @property
    def is_lab(self) -> bool:
        return self.room_kind in (COMPUTERS, ELECTRONICS)


class Semester(NamedTuple):
    """One semester of a course, with its sections and, where they have batches for labs, how many."""

    course: str
    number: int
    sections: tuple[str, ...]
    batches: int
    strength: int
    subjects: tuple[TaughtSubject, ...]


# per department its course, the beginning of its sections' names, and the number of semesters
COURSES = {
    CS: ("B.Tech. Computer Science", "CSE", 8),
    EC: ("B.Tech. Electronics", "ECE", 8),
    MA: ("B.Sc. Mathematics", "MATH", 6),
}

TEACHERS = {CS: 16, EC: 12, MA: 12}

SEMESTERS = (
    Semester(CS, 3, ("A", "B"), 2, 60, (
        TaughtSubject("Data Structures", CS, 4),
        TaughtSubject("Object Oriented Programming", CS, 4),
        TaughtSubject("Computer Organisation", CS, 4),
        TaughtSubject("Digital Logic", CS, 4),
        TaughtSubject("Discrete Mathematics", MA, 4),
        TaughtSubject("Professional Ethics", CS, 2, HALL),
        TaughtSubject("Data Structures Lab", CS, 2, COMPUTERS),
        TaughtSubject("Object Oriented Programming Lab", CS, 2, COMPUTERS),
        TaughtSubject("Digital Logic Lab", CS, 2, ELECTRONICS),
    )),
    Semester(CS, 5, ("A", "B"), 2, 58, (
        TaughtSubject("Database Systems", CS, 4),
        TaughtSubject("Operating Systems", CS, 4),
        TaughtSubject("Computer Networks", CS, 4),
        TaughtSubject("Theory of Computation", CS, 4),
        TaughtSubject("Probability and Statistics", MA, 4),
        TaughtSubject("Technical Communication", CS, 2),
        TaughtSubject("Database Lab", CS, 2, COMPUTERS),
        TaughtSubject("Operating Systems Lab", CS, 2, COMPUTERS),
        TaughtSubject("Networks Lab", CS, 2, COMPUTERS),
    )),
    Semester(CS, 7, ("A",), 1, 40, (
        TaughtSubject("Machine Learning", CS, 5),
        TaughtSubject("Compiler Design", CS, 5),
        TaughtSubject("Information Security", CS, 5),
        TaughtSubject("Cloud Computing", CS, 5),
        TaughtSubject("Optimisation Techniques", MA, 4),
        TaughtSubject("Machine Learning Lab", CS, 2, COMPUTERS),
        TaughtSubject("Cloud Computing Lab", CS, 2, COMPUTERS),
    )),
    Semester(EC, 3, ("A", "B"), 2, 56, (
        TaughtSubject("Network Theory", EC, 4),
        TaughtSubject("Electronic Devices", EC, 4),
        TaughtSubject("Signals and Systems", EC, 4),
        TaughtSubject("Digital Electronics", EC, 4),
        TaughtSubject("Linear Algebra", MA, 4),
        TaughtSubject("Technical Seminar", EC, 2),
        TaughtSubject("Circuits Lab", EC, 2, ELECTRONICS),
        TaughtSubject("Electronic Devices Lab", EC, 2, ELECTRONICS),
        TaughtSubject("Digital Electronics Lab", EC, 2, ELECTRONICS),
    )),
    Semester(EC, 5, ("A",), 2, 54, (
        TaughtSubject("Analog Communication", EC, 4),
        TaughtSubject("Microprocessors", EC, 4),
        TaughtSubject("Control Systems", EC, 4),
        TaughtSubject("Electromagnetic Waves", EC, 4),
        TaughtSubject("Numerical Methods", MA, 4),
        TaughtSubject("Project Seminar", EC, 2),
        TaughtSubject("Communication Lab", EC, 2, ELECTRONICS),
        TaughtSubject("Microprocessor Lab", EC, 2, ELECTRONICS),
        TaughtSubject("Simulation Lab", EC, 2, COMPUTERS),
    )),
    Semester(EC, 7, ("A",), 1, 38, (
        TaughtSubject("VLSI Design", EC, 5),
        TaughtSubject("Digital Signal Processing", EC, 5),
        TaughtSubject("Wireless Communication", EC, 5),
        TaughtSubject("Embedded Systems", EC, 5),
        TaughtSubject("Optical Communication", EC, 4),
        TaughtSubject("VLSI Lab", EC, 2, COMPUTERS),
        TaughtSubject("Embedded Systems Lab", EC, 2, ELECTRONICS),
    )),
    Semester(MA, 1, ("A",), 1, 36, (
        TaughtSubject("Calculus", MA, 5),
        TaughtSubject("Classical Algebra", MA, 5),
        TaughtSubject("Analytical Geometry", MA, 5),
        TaughtSubject("Mechanics", MA, 5),
        TaughtSubject("Programming in C", CS, 4),
        TaughtSubject("C Programming Lab", CS, 2, COMPUTERS),
        TaughtSubject("Computer Algebra Lab", MA, 2, COMPUTERS),
    )),
    Semester(MA, 3, ("A",), 1, 34, (
        TaughtSubject("Real Analysis", MA, 5),
        TaughtSubject("Differential Equations", MA, 5),
        TaughtSubject("Vector Analysis", MA, 5),
        TaughtSubject("Mathematical Statistics", MA, 5),
        TaughtSubject("Python Programming", CS, 4),
        TaughtSubject("Python Lab", CS, 2, COMPUTERS),
        TaughtSubject("Statistics Lab", MA, 2, COMPUTERS),
    )),
    Semester(MA, 5, ("A",), 1, 32, (
        TaughtSubject("Complex Analysis", MA, 5),
        TaughtSubject("Abstract Algebra", MA, 5),
        TaughtSubject("Numerical Analysis", MA, 5),
        TaughtSubject("Graph Theory", MA, 5),
        TaughtSubject("Operations Research", MA, 4),
        TaughtSubject("Numerical Analysis Lab", MA, 2, COMPUTERS),
        TaughtSubject("Operations Research Lab", MA, 2, COMPUTERS),
    )),
)  # fmt: skip

# name, kind, capacity, and the department that owns it, if any
ROOMS = (
    *((f"R{n}", CLASSROOM, 72, None) for n in range(101, 110)),
    *((f"R{n}", CLASSROOM, 48, None) for n in range(201, 205)),
    ("Bhabha Hall", HALL, 150, None),
    ("Raman Hall", HALL, 130, None),
    *((f"CL{n}", COMPUTERS, 44, CS) for n in range(1, 7)),
    *((f"EL{n}", ELECTRONICS, 42, EC) for n in range(1, 5)),
)
