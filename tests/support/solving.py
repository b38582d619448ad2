"""The solver's Lambda as tests call it: with the rights of its role and no more."""

from typing import Any

from solver_layer.entry import app
from tests.support.permissions import acting_as


def handler(event: dict[str, Any], context: Any) -> dict[str, list[dict[str, str]]]:
    with acting_as("Solve"):
        return app.handler(event, context)
