"""Requests that schemathesis makes from the contract, by every kind of caller; answers have to be in it."""

import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from requests.structures import CaseInsensitiveDict
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.support import api, tiny
from tests.support.wsgi import application

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
CALLERS = ("admin", "hod", "rao", "asha", "scheduler", "admin", "hod", None)
_MAX_FAILURE_CHARACTERS = 2_000
# ids of the tiny college, by the first part of a path; half of the requests name one of them
IDS: dict[str, tuple[str, ...]] = {
    "institutes": ("inst",),
    "departments": ("cs", "maths"),
    "courses": ("bsc-cs", "bsc-m"),
    "subjects": ("dbms", "nets", "calc"),
    "sections": ("cse3a", "math3"),
    "faculty": ("rao", "meera", "khan"),
    "students": ("s-asha", "s-chitra"),
    "users": ("u-bala", "u-iyer"),
    "timeslots": ("t11", "t53"),
    "infra": ("r1", "r2", "lab"),
    "terms": ("term",),
    "offerings": ("o-dbms", "o-lab", "o-calc"),
    "occupancies": ("c1", "c2", "c4"),
    "coverage": ("cs", "maths"),
    "servicetokens": ("scheduler",),
}
_FIELDS = {
    "department": "departments",
    "course": "courses",
    "subject": "subjects",
    "section": "sections",
    "sections": "sections",
    "faculty": "faculty",
    "subjects": "subjects",
    "user": "users",
    "hod": "users",
    "term": "terms",
    "timeslot": "timeslots",
    "room": "infra",
    "offering": "offerings",
    "occupancy": "occupancies",
}


@dataclass
class Played:
    """What was asked and answered."""

    known: dict[str, tuple[str, ...]] = field(default_factory=lambda: dict(IDS))
    statuses: Counter[int] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)  # answers below 400, by operation

    @property
    def cases(self) -> int:
        return sum(self.statuses.values())


def operations() -> list[Any]:
    """Every operation of the contract, as it is served."""
    schema = schemathesis.openapi.from_wsgi("/openapi.json", application)
    return [result.ok() for result in schema.get_all_operations()]  # type: ignore[union-attr]


def play(operation: Any, played: Played, *, examples: int, start: int, negative: bool) -> list[str]:
    """Ask one operation `examples` times; what is said of the answers that are not in the contract."""
    failures: list[str] = []
    mode = GenerationMode.NEGATIVE if negative else GenerationMode.POSITIVE

    @seed(start)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Case[Any]) -> None:
        try:
            _ask(case, played)
        except FailureGroup as failure:
            what = "; ".join(f"{f.title}: {f.message}" for f in failure.exceptions)
            failures.append(f"{what} <- {case.as_curl_command()}"[:_MAX_FAILURE_CHARACTERS])

    ask()
    return failures


def _ask(case: Case[Any], played: Played) -> None:
    number = played.cases
    _name_known(case, played, number)
    who = CALLERS[number % len(CALLERS)]
    headers = {k: v for k, v in (case.headers or {}).items() if k.lower() != "authorization"}
    if who is not None:
        bearer = api.SCHEDULER if who == "scheduler" else api.token(tiny.TELEGRAM[who])
        headers["Authorization"] = f"Bearer {bearer}"
    case.headers = CaseInsensitiveDict(headers)
    response = case.call()
    played.statuses[response.status_code] += 1
    if response.status_code < 400:
        assert who is not None, f"{case.method} {case.path} answered {response.status_code} to nobody"
        played.reached[f"{case.method} {case.path}"] += 1
    case.validate_response(response, checks=CHECKS)


def _name_known(case: Case[Any], played: Played, number: int) -> None:
    """Ids that exist in the place of every other id that was made up."""
    kind = case.path.strip("/").split("/")[0]
    known = played.known.get(kind)
    if case.path_parameters and known and number % 2:
        for name in case.path_parameters:
            case.path_parameters[name] = known[number // 2 % len(known)]
    if isinstance(case.body, dict) and number % 4 < 3:
        _fill(case.body, played, number)


def _fill(body: dict[str, Any], played: Played, number: int) -> None:
    for name, value in body.items():
        known = played.known.get(_FIELDS.get(name, ""))
        id = known[zlib.crc32(name.encode() + bytes([number % 251])) % len(known)] if known else None
        if id is not None and isinstance(value, str):
            body[name] = id
        elif id is not None and isinstance(value, list) and value and isinstance(value[0], str):
            body[name] = [id]
        elif isinstance(value, list):
            for item in _objects(value):
                _fill(item, played, number)


def _objects(values: list[Any]) -> Iterator[dict[str, Any]]:
    return (v for v in values if isinstance(v, dict))
