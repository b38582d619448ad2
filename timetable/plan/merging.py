"""The hard constraints of a repair that are about classes held together. Knows no solver."""

from collections.abc import Iterable, Sequence

from timetable.model import AdjustmentKind, ClassOnDate, FacultyId, PlanRow
from timetable.plan.costs import runs
from timetable.problems import RepairProblem
from timetable.violations import Violation, about


def can_join(away: FacultyId, class_: ClassOnDate, host: ClassOnDate) -> bool:
    """The two are of one subject at one time, and the host is another's and has joined nothing."""
    alike = (host.subject, host.date, host.slot) == (class_.subject, class_.date, class_.slot)
    return alike and host.occupancy != class_.occupancy and away not in host.faculty and host.host is None


def hosts_take_place(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[Violation]:
    """A class joins one that is held then, or goes on with the one that it had joined, which is taken."""
    host_classes = {host.class_ for host in problem.hosts}
    taken = _taken(rows)
    return [
        about("hosts_take_place", f"{host.occupancy} is not there to be joined by", row.before)
        for row, host in _merged(rows)
        if host not in host_classes and not (_stays(row, host) and host in taken)
    ]


def hosts_have_seats_for_both(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[Violation]:
    """The room has a seat for everybody of both classes."""
    seats = {host.class_: host.seats for host in problem.hosts}
    return [
        about("hosts_seat_both", f"{host.room} does not seat both {host.occupancy} and", row.before)
        for row, host in _merged(rows)
        if problem.strengths[row.before.occupancy] > seats.get(host, problem.strengths[row.before.occupancy])
    ]


def runs_merge_as_a_whole(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[Violation]:
    """Consecutive periods of one class join consecutive periods of one class."""
    taken = _taken(rows)
    joined = {row.before: host for row, host in _merged(rows) if not (_stays(row, host) and host in taken)}
    broken = []
    for run in runs(problem):
        hosts = [joined[c] for c in run if c in joined]
        if hosts and (len(hosts) < len(run) or len({(h.room, h.faculty, h.groups) for h in hosts}) > 1):
            broken.append(about("runs_merge_as_a_whole", "Periods that belong together part in", *run))
    return broken


def _taken(rows: Sequence[PlanRow]) -> set[ClassOnDate]:
    """The classes of the teacher away as somebody else takes them."""
    return {row.after for row in rows if row.kind is AdjustmentKind.SUBSTITUTED and row.after}


def _stays(row: PlanRow, host: ClassOnDate) -> bool:
    """The class goes on with the one that it had joined."""
    return row.before.host is not None and row.before.host.occupancy == host.occupancy


def _merged(rows: Sequence[PlanRow]) -> Iterable[tuple[PlanRow, ClassOnDate]]:
    for row in rows:
        if row.kind is AdjustmentKind.MERGED and row.after and row.after.host:
            yield row, row.after.host
