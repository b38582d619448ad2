"""Who has chosen which elective: how many students an offering really has."""

from collections.abc import Iterable
from dataclasses import replace

from functions.services.ports import STUDENT, Records
from timetable.constraints import groups_of
from timetable.model import Offering, Section, SectionId, Student


def with_enrolment(
    records: Records, offerings: Iterable[Offering], sections: dict[SectionId, Section]
) -> tuple[Offering, ...]:
    """The offerings, those of a basket with the number of students who have chosen them.

    Where nobody has chosen yet, the strength that was entered stays. The students of the sections concerned
    are read by their ids, with one call per 100.
    """
    every = tuple(offerings)
    groups = {o.id: groups_of(o, sections) for o in every if o.parallel}
    chosen = _chosen(records, {g for offering_groups in groups.values() for g in offering_groups})
    strengths = {
        o.id: sum(o.subject in student.electives for g in groups[o.id] for student in chosen.get(g, ()))
        for o in every
        if o.id in groups
    }
    return tuple(replace(o, strength=strengths.get(o.id) or o.strength) for o in every)


def _chosen(records: Records, groups: Iterable[str]) -> dict[str, list[Student]]:
    """The students of each smallest group."""
    rosters = records.students_of(sorted(groups))
    ids = [id for roster in rosters.values() for id in roster]
    known = records.fetch(*(STUDENT[id] for id in ids)) if ids else ()
    students = {s.id: s for s in known if s}
    return {g: [students[id] for id in roster if id in students] for g, roster in rosters.items()}
