"""One update followed through the logs of everything that it brings about, to the last notice."""

import json
import time
from collections import defaultdict
from typing import Any

import boto3

from operations.local_product import session
from tests.e2e.conftest import Message, Product
from tests.e2e.test_running_product import has_text, workday

PATIENCE = 30.0
Lines = list[dict[str, Any]]


def lines_of_bot(product: Product) -> Lines:
    text = product.stack.log_of("bot").read_text()
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def lines_of_functions(product: Product) -> dict[str, Lines]:
    """By function, what each wrote as JSON."""
    logs: Any = boto3.client("logs", **session(product.stack.endpoint))  # type: ignore[call-overload]
    lines: dict[str, Lines] = defaultdict(list)
    for group in logs.describe_log_groups(logGroupNamePrefix="/aws/lambda/dayorder-")["logGroups"]:
        name = group["logGroupName"]
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=name):
            written = (line for event in page["events"] for line in event["message"].splitlines())
            lines[name.rpartition("-")[2]] += [json.loads(line) for line in written if line.startswith("{")]
    return lines


def asked_for(product: Product, ahead: int) -> Message:
    """Rao's request of that day is sent; the card with its plan."""
    day = workday(ahead)
    product.press("rao", product.preview("rao", f"{day} P3 fever"), "Send")
    return product.wait(
        "hod", lambda m: "Dr Rao" in m["text"] and "→" in m["text"] and f"{day.day} {day:%b}" in m["text"]
    )


def test_one_id_leads_from_the_update_to_the_last_notice(product: Product) -> None:
    before = len(lines_of_bot(product))
    asked_for(product, 21)
    id = [x["correlation_id"] for x in lines_of_bot(product)[before:] if x["message"] == "update"][-1]

    until = time.monotonic() + PATIENCE
    seen: dict[str, Lines] = {}
    while time.monotonic() < until and len(seen) < 5:
        every = lines_of_functions(product)
        of_it = {n: [x for x in lines if x.get("correlation_id") == id] for n, lines in every.items()}
        seen = {name: lines for name, lines in of_it.items() if lines}
        time.sleep(0.2)

    assert id.startswith("tg-") and set(seen) == {"api", "publish", "solve", "notify", "send"}
    # the solver's answer belongs to it, too
    assert {"LeaveRequested", "PlanStored"} <= {line["event"] for line in seen["publish"]}
    asked = {(line["method"], line["path"]) for line in seen["api"] if line["message"] == "request"}
    assert ("POST", "/facultyunavailability/") in asked
    assert any(method == "PUT" and path.endswith("/plan/") for method, path in asked)
    assert any("notices" in path for _, path in asked)  # the sender, drawing the card


def test_what_a_college_wants_to_know_is_counted(product: Product) -> None:
    product.press("hod", asked_for(product, 28), "Approve")
    product.wait("rao", has_text("approved"))

    until = time.monotonic() + PATIENCE
    counted: Lines = []
    while time.monotonic() < until and not counted:
        counted = [x for x in lines_of_functions(product)["notify"] if "LeavesApproved" in x]
        time.sleep(0.2)

    figures = counted[-1]
    assert figures["LeavesApproved"] == [1.0] and figures["ClassesCovered"] == [1.0]
    assert figures["ClassesUncovered"] == [0.0] and figures["MinutesToDecision"][0] >= 0
    about = figures["_aws"]["CloudWatchMetrics"][0]
    assert (about["Namespace"], about["Dimensions"]) == ("Dayorder", [["service"]])
    solver = [x for x in lines_of_functions(product)["solve"] if "Solved" in x]
    assert solver and not any(x["NotSolved"][0] for x in solver)
