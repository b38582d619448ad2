"""The tiny college with names, numbers and accounts that occur nowhere else."""

from dataclasses import replace

from tests.support import tiny
from timetable.objects.college import College

NAME, ROLL, CODE = "Kanarienvogel", "ROLL5550123", "STAFF5550123"
REASON, NOTE, PHONE = "a canary sings of migraine", "a canary says no", "9876501234"
ACCOUNT = 88_000_000_000
"""and the number that a person has in the tiny college"""


def account(who: str) -> int:
    return ACCOUNT + tiny.TELEGRAM[who]


def college() -> College:
    """Everybody linked."""
    whole = tiny.college()
    return replace(
        whole,
        users=tuple(
            replace(u, name=f"{NAME} {u.id}", code=f"{CODE}{n}", telegram=ACCOUNT + (u.telegram or 0))
            for n, u in enumerate(whole.users)
        ),
        faculty=tuple(replace(f, name=f"{NAME} {f.id}") for f in whole.faculty),
        students=tuple(
            replace(s, name=f"{NAME} {s.id}", roll_number=f"{ROLL}{n}") for n, s in enumerate(whole.students)
        ),
    )
