"""The table: its state, indexes, expiry, recovery and protection; and whether there is a college in it."""

from collections.abc import Iterator

from functions.services.identity.hashing import hash_secret
from operations.deployment import Deployment
from operations.doctor.finding import Finding

INDEXES = {"listed", "listed2", "listed3"}
_DEPLOY = "Deploy the template again: sam build && sam deploy."


def findings(deployment: Deployment) -> Iterator[Finding]:
    name, client = deployment.outputs["TableName"], deployment.client("dynamodb")
    table = client.describe_table(TableName=name)["Table"]
    yield Finding("table", table["TableStatus"] == "ACTIVE", f"{name} is {table['TableStatus']}", _DEPLOY)
    active = {
        i["IndexName"]
        for i in table.get("GlobalSecondaryIndexes", ())
        if i.get("IndexStatus", "ACTIVE") == "ACTIVE"
    }
    missing = ", ".join(sorted(INDEXES - active))
    yield Finding(
        "indexes", not missing, f"missing or being built: {missing}" if missing else "all active", _DEPLOY
    )
    expiry = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    on = expiry["TimeToLiveStatus"] == "ENABLED" and expiry.get("AttributeName") == "expires_at"
    yield Finding("expiry", on, f"time to live is {expiry['TimeToLiveStatus']}", _DEPLOY)
    backups = client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    recovery = backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]
    yield Finding("recovery", recovery == "ENABLED", f"point-in-time recovery is {recovery}", _DEPLOY)
    guarded = bool(table.get("DeletionProtectionEnabled"))
    yield Finding("protection", guarded, f"against deletion: {'on' if guarded else 'off'}", _DEPLOY)
    yield from _college(deployment)


def _college(deployment: Deployment) -> Iterator[Finding]:
    again = f"./dayorder bootstrap --stack {deployment.stack}"
    institutes = deployment.directory.institutes()
    yield Finding(
        "college",
        bool(institutes),
        f"institutes in the table: {len(institutes)}",
        f"{again} --institute ... --admin ...",
    )
    secret = deployment.environment("Solve").get("SCHEDULER_TOKEN", "")
    if institutes:
        token = deployment.directory.by_token(hash_secret(secret))
        text = "is the deployment's" if token else "is another one than the deployment's"
        yield Finding("scheduler's token", token is not None, text, again)
