"""The table: its state, indexes, expiry, recovery and protection; and whether there is a college in it."""

from collections.abc import Iterator

from functions.services.identity.hashing import digest
from operations.deployment import Deployment
from operations.doctor.finding import Finding

INDEXES = {"listed", "listed2", "listed3"}
_DEPLOY = "Deploy the template again: sam build && sam deploy."


def findings(of: Deployment) -> Iterator[Finding]:
    name, client = of.outputs["TableName"], of.client("dynamodb")
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
    yield from _college(of)


def _college(of: Deployment) -> Iterator[Finding]:
    again = f"./dayorder bootstrap --stack {of.stack}"
    known = of.door.institutes()
    yield Finding(
        "college",
        bool(known),
        f"institutes in the table: {len(known)}",
        f"{again} --institute ... --admin ...",
    )
    secret = of.environment("Solve").get("SCHEDULER_TOKEN", "")
    if known:
        held = of.door.by_token(digest(secret))
        said = "is the deployment's" if held else "is another one than the deployment's"
        yield Finding("scheduler's token", held is not None, said, again)
