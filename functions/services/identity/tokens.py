"""Service tokens: a program's right to call the API. Shown once, kept as a hash, scoped, revocable."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_hex, token_urlsafe

from functions.services.identity.hashing import digest
from functions.services.ports import Records, Ref, Secret, SecretEntry, ServiceToken, Write
from timetable.access import Caller, Scope, reach
from timetable.errors import NotAllowed, NotFound, RuleBroken, StaleVersion
from timetable.model import InstituteId, Role

SCOPES = ("read", "plans", "timetable")
PREFIX = "dos_"
_LIVES = timedelta(days=365)
_LONGEST_OVERLAP = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Issued:
    """A token, and the secret that is shown this once."""

    token: ServiceToken
    secret: str


def made(
    name: str,
    institute: InstituteId,
    secret: str,
    scopes: tuple[str, ...],
    now: datetime,
    expires: datetime | None = None,
    id: str | None = None,
) -> tuple[ServiceToken, Secret]:
    """A token with one secret, and the entry by which the secret is found."""
    until = expires or now + _LIVES
    token = ServiceToken(
        id or name, name, scopes, until, (SecretEntry(digest(secret), until),), created_at=now, updated_at=now
    )
    return token, Secret(token.id, institute, scopes, until)


def create(
    records: Records, by: Caller, name: str, scopes: tuple[str, ...], expires: datetime | None, now: datetime
) -> Issued:
    """A new token for a program of this institute."""
    _check_admin(by, write=True)
    if expires is not None and not now < expires <= now + 3 * _LIVES:
        raise RuleBroken("A token ends in the future, within three years.", field="expires")
    secret = PREFIX + token_urlsafe(32)
    token, entry = made(name, records.institute, secret, scopes, now, expires, token_hex(8))
    with records.write(now) as write:
        write.create("servicetoken", token.id, token)
        write.create("token", token.secrets[0].digest, entry)
        _finish(write, by, "create", None, token)
    return Issued(token, secret)


def rotate(
    records: Records, by: Caller, id: str, overlap: timedelta, version: int | None, now: datetime
) -> Issued:
    """A new secret for a token; those that it has work on for `overlap`, so that nothing stands still."""
    before = _writable(records, by, id, version)
    if not timedelta() <= overlap <= _LONGEST_OVERLAP:
        raise RuleBroken("The old secret works on for 0 to 168 hours.", field="overlap_hours")
    if not before.active:
        raise RuleBroken("This token was revoked. Create another one.", field="active")
    secret = PREFIX + token_urlsafe(32)
    kept = tuple(replace(s, expires=min(s.expires, now + overlap)) for s in before.secrets if s.expires > now)
    until = max(before.expires, now + _LIVES)
    fresh = SecretEntry(digest(secret), until)
    after = replace(before, secrets=(*kept, fresh), expires=until, version=before.version + 1, updated_at=now)
    with records.write(now) as write:
        write.change("servicetoken", id, after, was=before.version)
        for entry in kept:
            write.keep("token", entry.digest, Secret(id, records.institute, before.scopes, entry.expires))
        write.create("token", fresh.digest, Secret(id, records.institute, before.scopes, until))
        _finish(write, by, "rotate", before, after)
    return Issued(after, secret)


def rename(
    records: Records, by: Caller, id: str, name: str, version: int | None, now: datetime
) -> ServiceToken:
    before = _writable(records, by, id, version)
    after = replace(before, name=name, version=before.version + 1, updated_at=now)
    with records.write(now) as write:
        write.change("servicetoken", id, after, was=before.version)
        _finish(write, by, "update", before, after)
    return after


def revoke(records: Records, by: Caller, id: str, version: int | None, now: datetime) -> None:
    """None of its secrets works any more; the token stays to be looked at."""
    before = _writable(records, by, id, version)
    after = replace(before, active=False, secrets=(), version=before.version + 1, updated_at=now)
    with records.write(now) as write:
        write.change("servicetoken", id, after, was=before.version)
        for entry in before.secrets:
            write.forget("token", entry.digest)
        _finish(write, by, "revoke", before, after)


def one(records: Records, by: Caller, id: str) -> ServiceToken:
    if reach(by, "servicetoken") is not Scope.ALL:
        raise NotFound("service token")
    (found,) = records.fetch(Ref("servicetoken", id))
    if not isinstance(found, ServiceToken):
        raise NotFound("service token")
    return found


def check_may_list(by: Caller) -> None:
    _check_admin(by, write=False)


def check_scope(write: Write, by: Caller, scope: str) -> None:
    """A program's token has this scope, and still has it when the transaction happens."""
    if by.role is not Role.SCHEDULER:
        return
    if scope not in by.scopes:
        raise NotAllowed(f"This token may not do that: its scopes lack `{scope}`.")
    write.unchanged(
        "token", by.secret, was=1, otherwise=NotAllowed("This token was revoked this very moment.")
    )


def _writable(records: Records, by: Caller, id: str, version: int | None) -> ServiceToken:
    found = one(records, by, id)
    if version is not None and version != found.version:
        raise StaleVersion(
            f"It is version {found.version} by now. Look at it again, then retry.",
            field="version",
            version=found.version,
        )
    return found


def _check_admin(by: Caller, *, write: bool) -> None:
    if reach(by, "servicetoken", write=write) is not Scope.ALL:
        raise NotAllowed("Service tokens are the admins'.")


def _finish(write: Write, by: Caller, action: str, before: ServiceToken | None, after: ServiceToken) -> None:
    if by.user:
        gone = NotAllowed("Your right to do this has just changed.")
        write.unchanged("user", by.user.id, was=by.user.version, otherwise=gone)
    write.audit(by, action, Ref("servicetoken", after.id), before=_public(before), after=_public(after))


def _public(token: ServiceToken | None) -> ServiceToken | None:
    """Without the hashes of its secrets."""
    return replace(token, secrets=()) if token else None
