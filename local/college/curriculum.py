"""What the demo college teaches: its departments, their semesters, and each semester's subjects."""

from typing import NamedTuple

CS, EC, MA = "Computer Science", "Electronics", "Mathematics"
CLASSROOM, HALL = "classroom", "hall"
COMPUTERS, ELECTRONICS = "computer lab", "electronics lab"


class Taught(NamedTuple):
    """One subject of a semester: who teaches it, how much of it, and where."""

    name: str
    by: str
    """the department whose faculty teach it"""
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
    subjects: tuple[Taught, ...]


COURSES = {
    CS: ("B.Tech. Computer Science", "CSE", 8),
    EC: ("B.Tech. Electronics", "ECE", 8),
    MA: ("B.Sc. Mathematics", "MATH", 6),
}
"""per department its course, the beginning of its sections' names, and the number of semesters"""

TEACHERS = {CS: 16, EC: 12, MA: 12}

SEMESTERS = (
    Semester(CS, 3, ("A", "B"), 2, 60, (
        Taught("Data Structures", CS, 4),
        Taught("Object Oriented Programming", CS, 4),
        Taught("Computer Organisation", CS, 4),
        Taught("Digital Logic", CS, 4),
        Taught("Discrete Mathematics", MA, 4),
        Taught("Professional Ethics", CS, 2, HALL),
        Taught("Data Structures Lab", CS, 2, COMPUTERS),
        Taught("Object Oriented Programming Lab", CS, 2, COMPUTERS),
        Taught("Digital Logic Lab", CS, 2, ELECTRONICS),
    )),
    Semester(CS, 5, ("A", "B"), 2, 58, (
        Taught("Database Systems", CS, 4),
        Taught("Operating Systems", CS, 4),
        Taught("Computer Networks", CS, 4),
        Taught("Theory of Computation", CS, 4),
        Taught("Probability and Statistics", MA, 4),
        Taught("Technical Communication", CS, 2),
        Taught("Database Lab", CS, 2, COMPUTERS),
        Taught("Operating Systems Lab", CS, 2, COMPUTERS),
        Taught("Networks Lab", CS, 2, COMPUTERS),
    )),
    Semester(CS, 7, ("A",), 1, 40, (
        Taught("Machine Learning", CS, 5),
        Taught("Compiler Design", CS, 5),
        Taught("Information Security", CS, 5),
        Taught("Cloud Computing", CS, 5),
        Taught("Optimisation Techniques", MA, 4),
        Taught("Machine Learning Lab", CS, 2, COMPUTERS),
        Taught("Cloud Computing Lab", CS, 2, COMPUTERS),
    )),
    Semester(EC, 3, ("A", "B"), 2, 56, (
        Taught("Network Theory", EC, 4),
        Taught("Electronic Devices", EC, 4),
        Taught("Signals and Systems", EC, 4),
        Taught("Digital Electronics", EC, 4),
        Taught("Linear Algebra", MA, 4),
        Taught("Technical Seminar", EC, 2),
        Taught("Circuits Lab", EC, 2, ELECTRONICS),
        Taught("Electronic Devices Lab", EC, 2, ELECTRONICS),
        Taught("Digital Electronics Lab", EC, 2, ELECTRONICS),
    )),
    Semester(EC, 5, ("A",), 2, 54, (
        Taught("Analog Communication", EC, 4),
        Taught("Microprocessors", EC, 4),
        Taught("Control Systems", EC, 4),
        Taught("Electromagnetic Waves", EC, 4),
        Taught("Numerical Methods", MA, 4),
        Taught("Project Seminar", EC, 2),
        Taught("Communication Lab", EC, 2, ELECTRONICS),
        Taught("Microprocessor Lab", EC, 2, ELECTRONICS),
        Taught("Simulation Lab", EC, 2, COMPUTERS),
    )),
    Semester(EC, 7, ("A",), 1, 38, (
        Taught("VLSI Design", EC, 5),
        Taught("Digital Signal Processing", EC, 5),
        Taught("Wireless Communication", EC, 5),
        Taught("Embedded Systems", EC, 5),
        Taught("Optical Communication", EC, 4),
        Taught("VLSI Lab", EC, 2, COMPUTERS),
        Taught("Embedded Systems Lab", EC, 2, ELECTRONICS),
    )),
    Semester(MA, 1, ("A",), 1, 36, (
        Taught("Calculus", MA, 5),
        Taught("Classical Algebra", MA, 5),
        Taught("Analytical Geometry", MA, 5),
        Taught("Mechanics", MA, 5),
        Taught("Programming in C", CS, 4),
        Taught("C Programming Lab", CS, 2, COMPUTERS),
        Taught("Computer Algebra Lab", MA, 2, COMPUTERS),
    )),
    Semester(MA, 3, ("A",), 1, 34, (
        Taught("Real Analysis", MA, 5),
        Taught("Differential Equations", MA, 5),
        Taught("Vector Analysis", MA, 5),
        Taught("Mathematical Statistics", MA, 5),
        Taught("Python Programming", CS, 4),
        Taught("Python Lab", CS, 2, COMPUTERS),
        Taught("Statistics Lab", MA, 2, COMPUTERS),
    )),
    Semester(MA, 5, ("A",), 1, 32, (
        Taught("Complex Analysis", MA, 5),
        Taught("Abstract Algebra", MA, 5),
        Taught("Numerical Analysis", MA, 5),
        Taught("Graph Theory", MA, 5),
        Taught("Operations Research", MA, 4),
        Taught("Numerical Analysis Lab", MA, 2, COMPUTERS),
        Taught("Operations Research Lab", MA, 2, COMPUTERS),
    )),
)  # fmt: skip

ROOMS = (
    *((f"R{n}", CLASSROOM, 72, None) for n in range(101, 110)),
    *((f"R{n}", CLASSROOM, 48, None) for n in range(201, 205)),
    ("Bhabha Hall", HALL, 150, None),
    ("Raman Hall", HALL, 130, None),
    *((f"CL{n}", COMPUTERS, 44, CS) for n in range(1, 7)),
    *((f"EL{n}", ELECTRONICS, 42, EC) for n in range(1, 5)),
)
"""name, kind, capacity and the department that owns it, if any"""
