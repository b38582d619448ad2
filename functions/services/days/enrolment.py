"""Who has chosen which elective: how many students an offering really has."""

from collections.abc import Iterable
from dataclasses import replace

from functions.services.ports import STUDENT, Records
from timetable.constraints import groups_of
from timetable.model import Offering, Section, SectionId, Student


def counted(
    records: Records, offerings: Iterable[Offering], sections: dict[SectionId, Section]
) -> tuple[Offering, ...]:
    """The offerings, each one that is held parallel to others with as many students as have its subject among
    their electives; where nobody has, with the strength that was entered. Reads the students of the sections
    concerned by their ids: a call per 100."""
    every = tuple(offerings)
    groups = {o.id: groups_of(o, sections) for o in every if o.parallel}
    chosen = _chosen(records, {g for of in groups.values() for g in of})
    strengths = {
        o.id: sum(o.subject in student.electives for g in groups[o.id] for student in chosen.get(g, ()))
        for o in every
        if o.id in groups
    }
    return tuple(replace(o, strength=strengths.get(o.id) or o.strength) for o in every)


def _chosen(records: Records, groups: Iterable[str]) -> dict[str, list[Student]]:
    """The students of each smallest group."""
    rosters = records.students_of(sorted(groups))
    ids = [id for of in rosters.values() for id in of]
    found = records.fetch(*(STUDENT[id] for id in ids)) if ids else []
    students = {s.id: s for s in found if isinstance(s, Student)}
    return {g: [students[id] for id in of if id in students] for g, of in rosters.items()}
