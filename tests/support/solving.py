"""The solver's Lambda as tests call it: with the rights of its role, and the API in this process."""

from typing import Any

import httpx

from functions import wiring
from solver_layer.entry.api_client import ApiClient
from solver_layer.entry.app import Solver
from solver_layer.entry.job import Job
from tests.support.api import SCHEDULER
from tests.support.permissions import acting_as
from tests.support.wsgi import application
from timetable.model import InstituteId


def api_client(transport: httpx.BaseTransport | None = None) -> ApiClient:
    """A client of the API in this process, or of whatever the transport leads to."""
    return ApiClient("http://api", SCHEDULER, transport=transport or httpx.WSGITransport(application))


def job(institute: InstituteId) -> Job:
    return Job(wiring.solver_reader(), api_client(), institute)


def handler(
    event: dict[str, Any], _context: Any, *, transport: httpx.BaseTransport | None = None
) -> dict[str, list[dict[str, str]]]:
    with acting_as("Solve"):
        return Solver(api_client(transport), wiring.solver_reader).handle(event)
