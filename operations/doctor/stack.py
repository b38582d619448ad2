"""What runs: the stack, its functions and their settings, their sources, queues, schedules and alarms."""

from collections.abc import Iterator

from operations.deployment import Deployment
from operations.doctor.finding import Finding

SETTINGS = {
    "Api": ("TABLE", "BOT_KEY"),
    "Webhook": ("API_URL", "BOT_KEY", "TELEGRAM_TOKEN", "WEBHOOK_SECRET"),
    "Publish": ("BUS", "DEAD_LETTERS_URL"),
    "Solve": ("TABLE", "API_URL", "SCHEDULER_TOKEN"),
    "Notify": ("TABLE", "NOTICES_QUEUE_URL", "URGENT_QUEUE_URL"),
    "Tick": ("TABLE", "NOTICES_QUEUE_URL", "URGENT_QUEUE_URL"),
    "Send": ("API_URL", "BOT_KEY", "TELEGRAM_TOKEN"),
}
"""what each function can't do without"""
SOURCES = {"Publish": 1, "Solve": 1, "Notify": 1, "Send": 2}
"""how many streams and queues each function reads"""
SHARED = ("BOT_KEY", "TELEGRAM_TOKEN")
QUEUES = {"Solve": 200, "Notify": 2_000, "Urgent": 2_000, "Notices": 50_000}
"""and with how many waiting something is wrong"""
DEAD = ("Publish", "Solve", "Notify", "Urgent", "Notices", "Schedule")
_DEPLOY = "Deploy the template again: sam build && sam deploy."


def findings(of: Deployment) -> Iterator[Finding]:
    yield _stack(of)
    environments = {}
    for function in SETTINGS:
        yield _function(of, function)
        environments[function] = of.environment(function)
    for secret in SHARED:
        different = len({e[secret] for e in environments.values() if secret in e})
        same = different == 1
        yield Finding(secret, same, "the same everywhere" if same else f"{different} different ones", _DEPLOY)
    for function, count in SOURCES.items():
        yield _sources(of, function, count)
    yield from _schedules(of)
    yield from _queues(of)
    yield _alarms(of)


def _stack(of: Deployment) -> Finding:
    (stack,) = of.client("cloudformation").describe_stacks(StackName=of.stack)["Stacks"]
    status = stack["StackStatus"]
    said = f"{of.stack} is {status}"
    return Finding(
        "stack", status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"), said, f"Its events say why. {_DEPLOY}"
    )


def _function(of: Deployment, function: str) -> Finding:
    found = of.configuration(function)
    states = found.get("State", "Active"), found.get("LastUpdateStatus", "Successful")
    settings = found.get("Environment", {}).get("Variables", {})
    unset = [s for s in SETTINGS[function] if not settings.get(s)]
    if unset:
        return Finding(function, False, f"not set: {', '.join(unset)}", _DEPLOY)
    well = states == ("Active", "Successful")
    said = "active, configured" if well else f"{' and '.join(states)}: {found.get('StateReason', '')}"
    return Finding(function, well, said, _DEPLOY)


def _sources(of: Deployment, function: str, count: int) -> Finding:
    listed = of.client("lambda").list_event_source_mappings(FunctionName=of.outputs[f"{function}Function"])
    mappings = listed["EventSourceMappings"]
    on = [m for m in mappings if m["State"] in ("Enabled", "Updating", "Enabling")]
    said = f"{len(on)} of {count} on"
    remedy = "aws lambda update-event-source-mapping --enabled --uuid " + " ".join(
        m["UUID"] for m in mappings if m not in on
    )
    return Finding(
        f"{function}'s sources", len(on) == count, said, remedy if len(mappings) == count else _DEPLOY
    )


def _schedules(of: Deployment) -> Iterator[Finding]:
    listed = of.client("scheduler").list_schedules(NamePrefix=f"{of.stack}-")["Schedules"]
    states = {s["Name"].removeprefix(f"{of.stack}-"): s.get("State", "ENABLED") for s in listed}
    for name in ("tick", "nightly"):
        state = states.get(name, "missing")
        yield Finding(
            f"schedule {name}", state == "ENABLED", state.lower(), f"docs/runbook/clock-stopped.md. {_DEPLOY}"
        )


def _queues(of: Deployment) -> Iterator[Finding]:
    for queue, most in QUEUES.items():
        waiting = _depth(of, of.outputs[f"{queue}QueueUrl"])
        yield Finding(f"{queue}Queue", waiting <= most, f"{waiting} waiting", "docs/runbook/queue-behind.md")
    for queue in DEAD:
        dead = _depth(of, of.outputs[f"{queue}DeadLettersUrl"])
        yield Finding(f"{queue}DeadLetters", not dead, f"{dead or 'none'}", "docs/runbook/dead-letters.md")


def _depth(of: Deployment, url: str) -> int:
    asked = of.client("sqs").get_queue_attributes(
        QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"]
    )
    return int(asked["Attributes"]["ApproximateNumberOfMessages"])


def _alarms(of: Deployment) -> Finding:
    prefix = f"{of.stack}-"
    pages = of.client("cloudwatch").get_paginator("describe_alarms").paginate(AlarmNamePrefix=prefix)
    found = [a for page in pages for a in page["MetricAlarms"]]
    ringing = sorted(a["AlarmName"].removeprefix(prefix) for a in found if a["StateValue"] == "ALARM")
    if not found:
        return Finding("alarms", False, "there are none", _DEPLOY)
    said = f"ringing: {', '.join(ringing)}" if ringing else f"{len(found)}, none ringing"
    return Finding("alarms", not ringing, said, "docs/runbook/README.md says what each is about")
