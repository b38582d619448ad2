"""The HTTP contract: docs/openapi.json is what the routes are, and what the bot calls is in it."""

import json
import re
from dataclasses import asdict
from pathlib import Path

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from functions.api.app import whole
from functions.api.openapi import document
from functions.api.problem_json import STATUS
from functions.api.shapes.resources import LeaveKindShape, PoliciesShape
from timetable import errors
from timetable.access_page import page
from timetable.model import Policies

ROOT = Path(__file__).resolve().parents[3]


def test_the_committed_contract_is_what_the_routes_are() -> None:
    committed = (ROOT / "docs" / "openapi.json").read_text()

    assert committed == document(whole()), "run: make openapi"


def test_the_committed_access_page_is_the_matrix() -> None:
    assert (ROOT / "docs" / "access.md").read_text() == page(), "run: make access"


def test_every_refusal_of_the_domain_has_a_status() -> None:
    every = [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, errors.Refusal)]

    codes = {e.code for e in every} - {errors.Refusal.code}

    assert codes == set(STATUS)


def test_an_institutes_policies_can_be_written_as_the_domain_has_them() -> None:
    shape, policies = (
        PoliciesShape(leave_kinds=[LeaveKindShape(code="cl", name="casual")]),
        asdict(Policies()),
    )

    assert set(shape.model_dump()) == set(policies)
    assert shape.repair_costs.model_dump() == policies["repair_costs"]
    assert shape.timetable_costs.model_dump() == policies["timetable_costs"]


def test_the_bot_calls_only_what_the_contract_has() -> None:
    paths = json.loads((ROOT / "docs" / "openapi.json").read_text())["paths"]
    known = {re.sub(r"[{<][^}>]+[}>]", "*", path) for path in paths}

    source = (ROOT / "bot" / "api_client.py").read_text()
    called = {re.sub(r"\{[^}]+\}", "*", url) for url in re.findall(r'f?"(/[a-z][^"?]*/)', source)}

    assert len(called) > 8
    assert called <= known


def test_every_body_that_is_written_has_an_example_that_fits() -> None:
    schemas = json.loads(document(whole()))["components"]["schemas"]
    bodies = {
        content["schema"]["$ref"].rsplit("/", 1)[1]
        for path in json.loads(document(whole()))["paths"].values()
        for operation in path.values()
        for content in operation.get("requestBody", {}).get("content", {}).values()
        if "$ref" in content["schema"]
    }

    for body in bodies:
        schema = {"$ref": f"#/components/schemas/{body}", "components": {"schemas": schemas}}
        (example,) = schemas[body]["examples"]
        assert not [e.message for e in Draft202012Validator(schema).iter_errors(example)], body


def test_every_route_says_what_it_is_for() -> None:
    for path, operations in json.loads(document(whole()))["paths"].items():
        for method, operation in operations.items():
            assert operation.get("summary") and operation.get("tags"), (method, path)
