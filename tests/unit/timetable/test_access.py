"""The access matrix: who decides, who sees, who withdraws."""

from dataclasses import replace

import pytest

from tests.support.tiny import FRIDAY, college
from tests.unit.timetable.test_leave import leave
from timetable.access import (
    MATRIX,
    Caller,
    Scope,
    may_decide,
    may_see_leave,
    may_see_reason,
    may_withdraw,
    reach,
)
from timetable.model import InstituteId, LeaveStatus, Role, UserId

COLLEGE = college()
CS = next(d for d in COLLEGE.departments if d.id == "cs")
USERS = {u.id.removeprefix("u-"): u for u in COLLEGE.users}


def caller(name: str) -> Caller:
    return Caller(InstituteId("inst"), USERS[name].role, USERS[name])


@pytest.mark.parametrize(
    ("who", "decides", "sees"),
    [
        ("rao", False, True),
        ("hod", True, True),
        ("admin", True, True),
        ("hodmath", False, False),
        ("meera", False, False),
        ("asha", False, False),
    ],
)
def test_a_request_is_decided_by_its_hod_or_an_admin_and_seen_by_few(
    who: str, decides: bool, sees: bool
) -> None:
    assert may_decide(caller(who), leave(), CS, today=FRIDAY) is decides
    assert may_see_leave(caller(who), leave(), CS, today=FRIDAY) is sees
    assert may_see_reason(caller(who), leave(), CS, today=FRIDAY) is sees


def test_nobody_decides_their_own_request() -> None:
    own = leave(faculty=USERS["hod"].faculty)

    assert not may_decide(caller("hod"), own, CS, today=FRIDAY)
    assert may_decide(caller("admin"), own, CS, today=FRIDAY)


def test_an_acting_hod_decides_between_two_dates_only() -> None:
    acting = replace(CS, acting_hod=UserId("u-meera"), acting_from=FRIDAY, acting_until=FRIDAY)

    assert may_decide(caller("meera"), leave(), acting, today=FRIDAY)
    assert not may_decide(caller("meera"), leave(), acting, today=FRIDAY.replace(day=28))


def test_the_hod_takes_back_only_what_was_approved() -> None:
    assert not may_withdraw(caller("hod"), leave(), CS, today=FRIDAY)
    assert may_withdraw(caller("hod"), leave(status=LeaveStatus.APPROVED), CS, today=FRIDAY)
    assert may_withdraw(caller("rao"), leave(), CS, today=FRIDAY)


def test_the_scheduler_sees_requests_but_not_why() -> None:
    scheduler = Caller(InstituteId("inst"), Role.SCHEDULER, token="t")

    assert may_see_leave(scheduler, leave(), CS, today=FRIDAY)
    assert not may_see_reason(scheduler, leave(), CS, today=FRIDAY)


@pytest.mark.parametrize("resource", MATRIX)
def test_nobody_writes_further_than_they_read_but_the_scheduler_and_no_student_writes(resource: str) -> None:
    for role in Role:
        who = Caller(InstituteId("inst"), role)
        assert reach(who, resource, write=True) <= reach(who, resource)
    assert reach(Caller(InstituteId("inst"), Role.STUDENT), resource, write=True) is Scope.NONE
