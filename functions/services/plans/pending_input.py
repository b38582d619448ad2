"""The problem that a pending request is, or that one would be: its classes, and who could take them."""

from functions.services.days.weeks import Weeks
from functions.services.leave import consents
from functions.services.leave.requests import affected_classes
from functions.services.plans.repair_input import repair_problem
from functions.services.ports import Request
from timetable.leave.consent_effects import with_answers
from timetable.leave.request import blocked
from timetable.model import FacultyUnavailability, Plan
from timetable.problems import RepairProblem


def problem_of(
    request: Request, leave: FacultyUnavailability, plan: Plan | None = None, *, weeks: Weeks | None = None
) -> RepairProblem:
    """The problem of finding a plan for a leave.

    `plan` is its present plan, if it has one: what people have answered about it is respected. `weeks` are
    those that have been read already.
    """
    calendar = request.reference.calendar(leave.start_date)
    away = blocked(leave, calendar, request.reference.institute.policies)
    classes = affected_classes(request.records, leave.faculty, calendar, away=away)
    today = request.today
    problem = repair_problem(
        request.records, calendar, leave, classes=classes, away=away, today=today, weeks=weeks
    )
    return with_answers(problem, consents.read_all(request.records, plan), booked=False)
