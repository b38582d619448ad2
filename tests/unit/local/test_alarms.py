"""What watches the deployment: whatever can fail has an alarm, and each alarm its page of the runbook."""

import json
import re
from typing import Any

from operations.local_product import ROOT
from tests.support.permissions import template

PAGES = ROOT / "docs" / "runbook"


def of_type(kind: str) -> dict[str, dict[str, Any]]:
    return {n: r.get("Properties", {}) for n, r in template()["Resources"].items() if r["Type"] == kind}


def alarms() -> dict[str, dict[str, Any]]:
    return of_type("AWS::CloudWatch::Alarm")


def watched(metric: str) -> set[str]:
    """The resources that an alarm watches by this metric."""
    dimensions = [d["Value"] for a in alarms().values() if a["MetricName"] == metric for d in a["Dimensions"]]
    return {name for value in dimensions if isinstance(value, dict) for name in _names(value)}


def _names(value: dict[str, Any]) -> list[str]:
    at: Any = value.get("Fn::GetAtt", value.get("Ref"))
    return [(at.split(".") if isinstance(at, str) else at)[0]]


def page_of(alarm: dict[str, Any]) -> str:
    match = re.search(r"docs/runbook/([\w-]+)\.md", alarm["AlarmDescription"])
    assert match, alarm["AlarmDescription"]
    return match.group(1)


def named_by(page: str) -> set[str]:
    """The alarms that a page says it is for."""
    line = next(x for x in (PAGES / f"{page}.md").read_text().splitlines() if re.match(r"Alarms?: ", x))
    return set(re.findall(r"`(\w+)`", line))


def test_each_alarm_has_its_page_and_each_page_its_alarms() -> None:
    by_page: dict[str, set[str]] = {}
    for name, alarm in alarms().items():
        by_page.setdefault(page_of(alarm), set()).add(name)

    pages = {p.stem for p in PAGES.glob("*.md")} - {"README"}

    assert by_page == {page: named_by(page) for page in pages}
    index = (PAGES / "README.md").read_text()
    assert all(f"({page}.md)" in index for page in pages)


def test_every_function_is_watched_for_errors_and_throttles_and_whoever_is_waited_for_by_its_p99() -> None:
    functions = set(of_type("AWS::Serverless::Function"))

    assert watched("Errors") == watched("Throttles") == functions
    assert watched("Duration") == {"Api", "Webhook", "Solve"}
    assert watched("IteratorAge") == {"Publish"} and watched("Invocations") == {"Tick"}


def test_every_queue_is_watched_by_depth_and_age_and_every_dead_letter_is_heard_of() -> None:
    queues = of_type("AWS::SQS::Queue")
    dead = {name for name in queues if name.endswith("DeadLetters")}

    assert watched("ApproximateNumberOfMessagesVisible") == set(queues)
    assert watched("ApproximateAgeOfOldestMessage") == set(queues) - dead
    at_once = [a for a in alarms().values() if any(d in dead for d in _watches(a))]
    assert len(at_once) == len(dead) and {a["Threshold"] for a in at_once} == {0}


def _watches(alarm: dict[str, Any]) -> list[str]:
    return [n for d in alarm["Dimensions"] if isinstance(d["Value"], dict) for n in _names(d["Value"])]


def test_all_alarms_are_on_the_dashboard_and_told_to_somebody() -> None:
    (board,) = of_type("AWS::CloudWatch::Dashboard").values()
    written = board["DashboardBody"]["Fn::Sub"]
    shown = json.loads(written)["widgets"][0]["properties"]["alarms"]

    assert {s.removeprefix("${").removesuffix(".Arn}") for s in shown} == set(alarms())
    assert len(json.loads(written)["widgets"]) > 8
    assert all(a["AlarmActions"] == [{"Ref": "Alarms"}] for a in alarms().values())


def test_logs_are_kept_for_a_time_that_somebody_chose() -> None:
    groups = of_type("AWS::Logs::LogGroup")
    functions = of_type("AWS::Serverless::Function")

    assert all(g["RetentionInDays"] for g in groups.values())
    assert {f["LoggingConfig"]["LogGroup"]["Ref"] for f in functions.values()} == set(groups) - {"AccessLogs"}
