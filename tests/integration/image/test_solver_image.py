"""The solver's image: built from its Dockerfile, run by Lambda's own client, a real event in, a plan out."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from local.image.build import Image, build
from local.image.runtime_api import RuntimeApi
from operations.local_product import ROOT
from tests.integration.conftest import TinyCollege
from tests.support.api import SCHEDULER, call
from tests.support.tiny import FRIDAY
from tests.support.wsgi import application

ON = FRIDAY.isoformat()
PATIENCE = 120.0


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    return build(ROOT / "solver_layer" / "Dockerfile", tmp_path_factory.mktemp("image"))


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        return


@contextmanager
def api_over_http() -> Iterator[str]:
    with make_server("127.0.0.1", 0, application, handler_class=Quiet) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def lambda_(image: Image, college: TinyCollege, tmp_path: Path) -> Iterator[RuntimeApi]:
    """The image's command under the runtime client, as the function Solve is configured."""
    given = (
        "TABLE",
        "AWS_ENDPOINT_URL",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_DEFAULT_REGION",
        "NOW",
    )
    with api_over_http() as url, RuntimeApi() as runtime, (tmp_path / "log").open("wb") as log:
        settings = {
            **image.settings,
            **{name: os.environ[name] for name in given},
            "API_URL": url,
            "SCHEDULER_TOKEN": SCHEDULER,
            "AWS_LAMBDA_RUNTIME_API": runtime.address,
            "AWS_LAMBDA_FUNCTION_NAME": "solve",
            "LAMBDA_TASK_ROOT": str(image.task),
        }
        command = [str(image.python), "-m", "awslambdaric", image.command]
        process = subprocess.Popen(command, cwd=image.task, env=settings, stdout=log, stderr=log)
        yield runtime
        process.terminate()
        process.wait(10)


def message(name: str, **ids: str) -> dict[str, Any]:
    from json import dumps

    body = {"detail-type": name, "detail": {"id": "e1", "institute": "inst", **ids}}
    return {"Records": [{"messageId": "m1", "body": dumps(body)}]}


def test_an_event_goes_in_and_a_plan_comes_out(lambda_: RuntimeApi, college: TinyCollege) -> None:
    leave = college.ask("rao", ON, [3])

    answer = lambda_.invoke(message("LeaveRequested", leave=leave), PATIENCE)

    plan = call("hod", "GET", f"/facultyunavailability/{leave}/plan/").body
    assert answer == ("response", {"batchItemFailures": []})
    assert (plan["revision"], plan["status"]) == (1, "optimal")
    assert [r["kind"] for r in plan["rows"]] == ["substituted"]


def test_a_timetable_is_drafted_without_compiling_anything(lambda_: RuntimeApi, image: Image) -> None:
    asked = call("admin", "POST", "/drafts/", {"term": "term", "seconds": 5, "anew": True})
    assert asked.status == 201, asked.body
    began = time.monotonic()

    answer = lambda_.invoke(message("TimetableAsked", draft=asked.body["id"]), PATIENCE)

    assert answer == ("response", {"batchItemFailures": []})
    assert call("admin", "GET", f"/drafts/{asked.body['id']}/").body["status"] == "ready"
    assert time.monotonic() - began < 5 + 10
    taken = {p.name for p in (image.root / "tmp" / "numba").rglob("*.nbc")}
    assert taken == {p.name for p in (image.task / "compiled").rglob("*.nbc")}


def test_no_build_tools_and_no_tests_are_left_in_it(image: Image) -> None:
    assert sorted(p.name for p in image.task.iterdir()) == [
        "compiled",
        "functions",
        "solver_layer",
        "timetable",
    ]
    has_pip = subprocess.run([image.python, "-c", "import pip"], capture_output=True, check=False)
    assert has_pip.returncode != 0
