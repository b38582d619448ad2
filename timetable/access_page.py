"""The access matrix as a page to read: docs/access.md, and a part of the API's documentation."""

import sys

from timetable.access import MATRIX, Scope
from timetable.model import Role

_WORDS = {Scope.NONE: "–", Scope.OWN: "own", Scope.DEPARTMENT: "department", Scope.ALL: "all"}
_ROLES = (Role.ADMIN, Role.HOD, Role.FACULTY, Role.STUDENT, Role.SCHEDULER)
_ABOUT = """# Who may read and write what

Made from `MATRIX` in `timetable/access.py`, which the API enforces (`make access` writes this page anew).
Nothing is readable or writable across institutes, and what somebody may not read answers exactly as what
does not exist.

"""
_NOTES = """
- An HOD has the HOD's row in the department that they head, and the faculty's row besides. An acting HOD
  has the HOD's row there between two dates. HODs write users below HOD only, and rooms of their department.
- Faculty read the students of their department if the institute turns that on (`faculty_see_students`).
- `facultyunavailability`: only the requester changes or withdraws a pending request; HODs and admins approve
  and reject, never their own; a kind of leave may be the admins' to decide. The reason is for the requester
  and the deciders.
- `ask`: one's own are those addressed to oneself; a department's are answered by its HOD, who acts for them,
  or an admin. Who may see a leave reads what is asked about it.
- `whatif`: one's own are those that one wondered about oneself: about one's own leave, or, who decides, about
  that of a teacher of theirs.
- `occupancy` and `adjustment`: programs write them through scheduler-update only, as far as the scopes of
  their token go.
- Nobody deletes themselves, changes their own role or shuts themselves out. Audit events are never changed.
"""


def table() -> str:
    """One row per kind of object: what each role reads, and after the slash what it writes."""
    rows = [["", *(str(r) for r in _ROLES)], ["---"] * (len(_ROLES) + 1)]
    for kind, scopes in MATRIX.items():
        cells = [f"{_WORDS[scopes[2 * n]]} / {_WORDS[scopes[2 * n + 1]]}" for n in range(len(_ROLES))]
        rows.append([kind, *cells])
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def page() -> str:
    return _ABOUT + "Read / write:\n\n" + table() + _NOTES


if __name__ == "__main__":
    sys.stdout.write(page())
