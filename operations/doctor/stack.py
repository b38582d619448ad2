"""What runs: the stack, its functions and their settings, their sources, queues, schedules and alarms."""

from collections.abc import Iterator

from operations.deployment import Deployment
from operations.doctor.finding import Finding
from operations.redrive.letters import QUEUES

# the settings that each function can't do without
SETTINGS = {
    "Api": ("TABLE", "BOT_KEY"),
    "Webhook": ("API_URL", "BOT_KEY", "TELEGRAM_TOKEN", "WEBHOOK_SECRET"),
    "Publish": ("BUS", "DEAD_LETTERS_URL"),
    "Solve": ("TABLE", "API_URL", "SCHEDULER_TOKEN"),
    "Notify": ("TABLE", "NOTICES_QUEUE_URL", "URGENT_QUEUE_URL"),
    "Tick": ("TABLE", "NOTICES_QUEUE_URL", "URGENT_QUEUE_URL"),
    "Send": ("API_URL", "BOT_KEY", "TELEGRAM_TOKEN"),
}
SHARED_SETTINGS = ("BOT_KEY", "TELEGRAM_TOKEN")
SOURCES = {"Publish": 1, "Solve": 1, "Notify": 1, "Send": 2}  # streams and queues that a function reads
MAX_WAITING = {"Solve": 200, "Notify": 2_000, "Urgent": 2_000, "Notices": 50_000}  # messages in a queue
_DEPLOY = "Deploy the template again: sam build && sam deploy."


def findings(deployment: Deployment) -> Iterator[Finding]:
    yield _stack(deployment)
    environments = {}
    for function in SETTINGS:
        yield _function(deployment, function)
        environments[function] = deployment.environment(function)
    for setting in SHARED_SETTINGS:
        count = len({e[setting] for e in environments.values() if setting in e})
        text = "the same everywhere" if count == 1 else f"{count} different ones"
        yield Finding(setting, count == 1, text, _DEPLOY)
    for function, count in SOURCES.items():
        yield _sources(deployment, function, count)
    yield from _schedules(deployment)
    yield from _queues(deployment)
    yield _alarms(deployment)


def _stack(deployment: Deployment) -> Finding:
    (stack,) = deployment.client("cloudformation").describe_stacks(StackName=deployment.stack)["Stacks"]
    status = stack["StackStatus"]
    text = f"{deployment.stack} is {status}"
    return Finding(
        "stack", status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"), text, f"Its events say why. {_DEPLOY}"
    )


def _function(deployment: Deployment, function: str) -> Finding:
    configuration = deployment.configuration(function)
    states = configuration.get("State", "Active"), configuration.get("LastUpdateStatus", "Successful")
    settings = configuration.get("Environment", {}).get("Variables", {})
    unset = [s for s in SETTINGS[function] if not settings.get(s)]
    if unset:
        return Finding(function, False, f"not set: {', '.join(unset)}", _DEPLOY)
    well = states == ("Active", "Successful")
    text = "active, configured" if well else f"{' and '.join(states)}: {configuration.get('StateReason', '')}"
    return Finding(function, well, text, _DEPLOY)


def _sources(deployment: Deployment, function: str, count: int) -> Finding:
    listed = deployment.client("lambda").list_event_source_mappings(
        FunctionName=deployment.outputs[f"{function}Function"]
    )
    mappings = listed["EventSourceMappings"]
    on = [m for m in mappings if m["State"] in ("Enabled", "Updating", "Enabling")]
    text = f"{len(on)} of {count} on"
    remedy = "aws lambda update-event-source-mapping --enabled --uuid " + " ".join(
        m["UUID"] for m in mappings if m not in on
    )
    return Finding(
        f"{function}'s sources", len(on) == count, text, remedy if len(mappings) == count else _DEPLOY
    )


def _schedules(deployment: Deployment) -> Iterator[Finding]:
    listed = deployment.client("scheduler").list_schedules(NamePrefix=f"{deployment.stack}-")["Schedules"]
    states = {s["Name"].removeprefix(f"{deployment.stack}-"): s.get("State", "ENABLED") for s in listed}
    for name in ("tick", "nightly"):
        state = states.get(name, "missing")
        yield Finding(
            f"schedule {name}", state == "ENABLED", state.lower(), f"docs/runbook/clock-stopped.md. {_DEPLOY}"
        )


def _queues(deployment: Deployment) -> Iterator[Finding]:
    for queue, most in MAX_WAITING.items():
        waiting = _depth(deployment, deployment.outputs[f"{queue}QueueUrl"])
        yield Finding(f"{queue}Queue", waiting <= most, f"{waiting} waiting", "docs/runbook/queue-behind.md")
    for queue in QUEUES:
        dead = _depth(deployment, deployment.outputs[f"{queue}DeadLettersUrl"])
        yield Finding(f"{queue}DeadLetters", not dead, f"{dead or 'none'}", "docs/runbook/dead-letters.md")


def _depth(deployment: Deployment, url: str) -> int:
    answer = deployment.client("sqs").get_queue_attributes(
        QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"]
    )
    return int(answer["Attributes"]["ApproximateNumberOfMessages"])


def _alarms(deployment: Deployment) -> Finding:
    prefix = f"{deployment.stack}-"
    pages = deployment.client("cloudwatch").get_paginator("describe_alarms").paginate(AlarmNamePrefix=prefix)
    alarms = [a for page in pages for a in page["MetricAlarms"]]
    ringing = sorted(a["AlarmName"].removeprefix(prefix) for a in alarms if a["StateValue"] == "ALARM")
    if not alarms:
        return Finding("alarms", False, "there are none", _DEPLOY)
    text = f"ringing: {', '.join(ringing)}" if ringing else f"{len(alarms)}, none ringing"
    return Finding("alarms", not ringing, text, "docs/runbook/README.md says what each is about")
