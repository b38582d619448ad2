"""A draft becomes the timetable of its term: what that would change, and the change itself."""

from collections.abc import Callable
from dataclasses import replace

from functions.services.plans.term_input import term_instance
from functions.services.ports import (
    Draft,
    DraftStatus,
    Request,
)
from functions.services.schedule import publication
from functions.services.schedule.drafts import all_classes, change_draft, check_admin, check_status
from timetable import constraints
from timetable.constraints import groups_of
from timetable.errors import RuleBroken
from timetable.model import Occupancy, OccupancyId


def preview(request: Request, draft: Draft) -> publication.Published:
    """What publishing would change. Raises RuleBroken if the college has changed so that the draft breaks
    a rule."""
    check_admin(request.caller, write=True)
    check_status(draft, DraftStatus.READY)
    instance = term_instance(request.records, draft.term, anew=True)
    offerings, sections = {o.id: o for o in instance.offerings}, {s.id: s for s in instance.sections}
    wanted = [
        Occupancy(
            OccupancyId(f"{n}"), draft.term, o.id, o.subject, c.slot, c.room, c.faculty, o.sections,
            groups_of(o, sections),
        )
        for n, c in enumerate(all_classes(request.records, draft))
        if (o := offerings.get(c.offering))
    ]  # fmt: skip
    if broken := constraints.violations(instance, wanted):
        raise RuleBroken(
            f"The college has changed since: {broken[0].sentence} Ask for another draft.", field="draft"
        )
    return publication.compare(request.records, draft.term, wanted)


def publish(request: Request, draft: Draft, go_on: Callable[[], bool]) -> tuple[publication.Published, bool]:
    """Make the draft the timetable of its term, step by step while `go_on()` is true.

    Returns what the publication changes, and whether there was time for all of it.
    """
    changes = preview(request, draft)
    complete = publication.publish(request, draft.term, changes, go_on=go_on)
    if complete:
        change_draft(request, draft, replace(draft, status=DraftStatus.PUBLISHED), action="publish")
    return changes, complete
