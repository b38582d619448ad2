"""What every reaction to an event works with."""

from dataclasses import dataclass

from functions.services.plans.solver_reader import SolverReader
from solver_layer.entry.api_client import ApiClient
from timetable.model import InstituteId


@dataclass(frozen=True, slots=True)
class Job:
    """The work on one event: reads the table of this institute, writes through the API."""

    reader: SolverReader
    api: ApiClient
    institute: InstituteId
