"""A leave through everybody's hands: two heads of department, three substitutes, who acts, a withdrawal."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from tests.e2e.conftest import Booking, Message, Product, World
from tests.e2e.test_running_product import has_text, is_day, workday
from tests.support import tiny
from timetable.model import (
    CourseId,
    DepartmentId,
    Faculty,
    FacultyId,
    InfraId,
    Offering,
    OfferingId,
    Role,
    Section,
    SectionId,
    SubjectId,
    User,
    UserId,
)

DAY, OF_THE_HEAD = workday(7), workday(14)
SUBSTITUTES = ("meera", "iyer", "sen")
STUDENTS = ("asha", "bala", "chitra")
EVERYBODY = ("rao", "meera", "iyer", "sen", "khan", "hod", "hodmath", *STUDENTS)


@pytest.fixture(scope="module")
def world() -> World:
    """Rao has P3 and P4 with CSE-3-A and P5 with MAT-3, of the other department.

    Each could be taken by another colleague who knows the subject: P3 by Meera, P4 by Iyer, P5 by Sen. Who is
    to take one is asked before the decision, and the head of the other department for their section.
    """
    whole = tiny.college(linked=False)
    cs, dbms = DepartmentId("cs"), SubjectId("dbms")
    own = [Section(SectionId(f"cse5{x}"), CourseId("bsc-cs"), 5, f"CSE-5-{x.upper()}", 20) for x in "abc"]
    sen = Faculty(FacultyId("sen"), UserId("u-sen"), cs, "Dr Sen", subjects=(dbms,))
    offerings = [
        _offering("o-math", dbms, "math3", teacher="rao", periods=1),
        _offering("o-m", SubjectId("nets"), "cse5a", teacher="meera", periods=2),
        _offering("o-i", SubjectId("nets"), "cse5b", teacher="iyer", periods=2),
        _offering("o-s", SubjectId("nets"), "cse5c", teacher="sen", periods=2),
    ]
    college = replace(
        whole,
        institute=replace(
            whole.institute,
            policies=replace(whole.institute.policies, ask_substitutes="before", ask_to_share=True),
        ),
        sections=(*whole.sections, *own),
        faculty=(
            *(replace(f, subjects=(*f.subjects, dbms)) if f.id == "iyer" else f for f in whole.faculty),
            sen,
        ),
        users=(*whole.users, User(UserId("u-sen"), "Dr Sen", Role.FACULTY, cs, FacultyId("sen"))),
        rooms=(
            *whole.rooms,
            *(replace(whole.rooms[0], id=InfraId(f"r{n}"), name=f"R{n}") for n in (3, 4, 5)),
        ),
        offerings=(*whole.offerings, *offerings),
    )
    day, head = DAY.isoweekday(), OF_THE_HEAD.isoweekday()
    assert day == head
    bookings = [
        Booking("c3", "o-dbms", f"t{day}3", "r1"),
        Booking("c4", "o-dbms", f"t{day}4", "r1"),
        Booking("c5", "o-math", f"t{day}5", "r2"),
        *(Booking(f"m{p}", "o-m", f"t{day}{p}", "r3") for p in (4, 5)),
        *(Booking(f"i{p}", "o-i", f"t{day}{p}", "r4") for p in (3, 5)),
        *(Booking(f"s{p}", "o-s", f"t{day}{p}", "r5") for p in (3, 4)),
    ]
    return World(college, bookings, EVERYBODY)


def _offering(id: str, subject: SubjectId, section: str, *, teacher: str, periods: int) -> Offering:
    return Offering(OfferingId(id), tiny.TERM, subject, (SectionId(section),), (FacultyId(teacher),), periods)


def is_card(*words: str) -> Callable[[Message], bool]:
    return lambda m: m["text"].startswith("Leave request") and has_text(*words)(m)


def is_question(m: Message) -> bool:
    return "Can you take these classes?" in m["text"] and bool(m["buttons"])


def day_of(product: Product, who: str, day: date) -> str:
    return str(product.say(who, f"/day {day}", is_day(day))["text"])


def days(product: Product) -> dict[str, str]:
    """What everybody who teaches or learns there sees of the day."""
    return {who: day_of(product, who, DAY) for who in EVERYBODY if who != "hodmath"}


class Since:
    """What the bot says in each chat from now on."""

    def __init__(self, product: Product) -> None:
        self._product = product
        self._last = {who: max(m["message_id"] for m in product.messages(who)) for who in EVERYBODY}

    def wait(self, who: str, *words: str) -> None:
        self._product.wait(who, lambda m: m["message_id"] > self._last[who] and has_text(*words)(m))

    def times(self, who: str, *words: str) -> int:
        messages = [m for m in self._product.messages(who) if m["from"] == "bot"]
        return sum(m["message_id"] > self._last[who] and has_text(*words)(m) for m in messages)


def test_one_leave_through_everybodys_hands(product: Product) -> None:
    before = days(product)

    product.press("rao", product.preview("rao", f"{DAY} P3-P5 fever"), "Send")
    questions = {who: product.wait(who, is_question) for who in SUBSTITUTES}
    theirs = product.wait("hodmath", lambda m: "waits for your word" in m["text"] and bool(m["buttons"]))
    assert [who for who, q in questions.items() for p in ("P3", "P4", "P5") if p in q["text"]] == [
        *SUBSTITUTES
    ]
    assert "P5" in theirs["text"] and "P3" not in theirs["text"]
    assert not any("fever" in m["text"] for who in (*SUBSTITUTES, "hodmath") for m in product.messages(who))

    product.press("meera", questions["meera"], "Accept")
    product.press("sen", questions["sen"], "Accept")
    product.press("hodmath", theirs, "Agree")
    product.press("iyer", questions["iyer"], "Can't")
    same = questions["iyer"]["message_id"]
    reasons = product.wait("iyer", lambda m: m["message_id"] == same and "Accept" not in str(m["buttons"]))
    product.press("iyer", reasons, reasons["buttons"][0][0]["text"])
    instead = product.wait("hod", is_question)
    product.press("hod", instead, "Accept")
    card = product.wait("hod", is_card("✅ Dr Meera", "✅ Dr Hod", "✅ Dr Sen", "✅ Mathematics"))
    assert "P4" in instead["text"]

    decided = Since(product)
    product.press("hod", card, "Approve")
    decided.wait("rao", "is approved")
    for who in STUDENTS:
        decided.wait(who, "Your timetable changes")
    now = days(product)
    assert ["✱" in now[who] for who in ("meera", "hod", "sen", "asha", "chitra")] == [True] * 5
    assert now["iyer"] == before["iyer"] and now["khan"] == before["khan"]
    assert "Dr Sen" in now["chitra"] and "Dr Meera" in now["asha"] and "Dr Hod" in now["bala"]

    withdrawn = Since(product)
    mine = product.say("rao", "/myleaves", has_text("Approved"))
    product.press("rao", mine, "Withdraw")
    sure = product.wait("rao", lambda m: "Withdraw your leave" in m["text"] and "Yes" in str(m["buttons"]))
    product.press("rao", sure, "Yes")
    for who in ("meera", "sen", "hod", *STUDENTS):
        withdrawn.wait(who)
    assert days(product) == before
    assert [decided.times(who, "Your timetable changes") for who in STUDENTS] == [1, 1, 1]
    assert [withdrawn.times(who, "as planned again") for who in STUDENTS] == [1, 1, 1]


def test_who_acts_for_a_head_decides_the_heads_own_leave(product: Product) -> None:
    first, last = f"{date.today():%d/%m}", f"{OF_THE_HEAD:%d/%m}"  # noqa: DTZ011 people live here and now
    product.say("hod", f"/delegate meera {first} {last}", has_text("Dr Meera acts for you"))
    product.wait("meera", has_text("You act for the head of Computer Science"))

    product.press("hod", product.preview("hod", f"{OF_THE_HEAD} P6 od"), "Send")
    card = product.wait("meera", lambda m: is_card("Dr Hod", "No class")(m) and ":1'" in str(m["buttons"]))
    assert "Approved" in product.press("meera", card, "Approve")

    product.wait("hod", has_text("approved by Dr Meera"))
    assert not any(is_card("Dr Hod")(m) for m in product.messages("hod"))
