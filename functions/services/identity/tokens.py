"""Service tokens: a program's right to call the API. Shown once, kept as a hash, scoped, revocable."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_hex, token_urlsafe

from functions.services.identity.hashing import digest
from functions.services.identity.preconditions import check_version
from functions.services.ports import (
    SECRET,
    SERVICE_TOKEN,
    USER,
    Request,
    Secret,
    SecretEntry,
    ServiceToken,
    Write,
)
from timetable.access import Caller, Scope, reach
from timetable.errors import NotAllowed, NotFound, RuleBroken
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


def create(request: Request, name: str, scopes: tuple[str, ...], expires: datetime | None) -> Issued:
    """A new token for a program of this institute."""
    _check_admin(request.caller, write=True)
    if expires is not None and not request.now < expires <= request.now + 3 * _LIVES:
        raise RuleBroken("A token ends in the future, within three years.", field="expires")
    secret = PREFIX + token_urlsafe(32)
    token, entry = made(name, request.institute, secret, scopes, request.now, expires, token_hex(8))
    with request.write() as write:
        write.create(SERVICE_TOKEN[token.id], token)
        write.create(SECRET[token.secrets[0].digest], entry)
        _finish(write, request.caller, "create", None, token)
    return Issued(token, secret)


def rotate(request: Request, id: str, overlap: timedelta, version: int | None) -> Issued:
    """A new secret for a token; those that it has work on for `overlap`, so that nothing stands still."""
    before = _writable(request, id, version)
    if not timedelta() <= overlap <= _LONGEST_OVERLAP:
        raise RuleBroken("The old secret works on for 0 to 168 hours.", field="overlap_hours")
    if not before.active:
        raise RuleBroken("This token was revoked. Create another one.", field="active")
    secret = PREFIX + token_urlsafe(32)
    kept = tuple(
        replace(s, expires=min(s.expires, request.now + overlap))
        for s in before.secrets
        if s.expires > request.now
    )
    until = max(before.expires, request.now + _LIVES)
    fresh = SecretEntry(digest(secret), until)
    after = replace(
        before, secrets=(*kept, fresh), expires=until, version=before.version + 1, updated_at=request.now
    )
    with request.write() as write:
        write.change(SERVICE_TOKEN[id], after, was=before.version)
        for entry in kept:
            write.keep(SECRET[entry.digest], Secret(id, request.institute, before.scopes, entry.expires))
        write.create(SECRET[fresh.digest], Secret(id, request.institute, before.scopes, until))
        _finish(write, request.caller, "rotate", before, after)
    return Issued(after, secret)


def rename(request: Request, id: str, name: str, version: int | None) -> ServiceToken:
    before = _writable(request, id, version)
    after = replace(before, name=name, version=before.version + 1, updated_at=request.now)
    with request.write() as write:
        write.change(SERVICE_TOKEN[id], after, was=before.version)
        _finish(write, request.caller, "update", before, after)
    return after


def revoke(request: Request, id: str, version: int | None) -> None:
    """None of its secrets works any more; the token stays to be looked at."""
    before = _writable(request, id, version)
    after = replace(before, active=False, secrets=(), version=before.version + 1, updated_at=request.now)
    with request.write() as write:
        write.change(SERVICE_TOKEN[id], after, was=before.version)
        for entry in before.secrets:
            write.forget(SECRET[entry.digest])
        _finish(write, request.caller, "revoke", before, after)


def one(request: Request, id: str) -> ServiceToken:
    if reach(request.caller, "servicetoken") is not Scope.ALL:
        raise NotFound("service token")
    (found,) = request.records.fetch(SERVICE_TOKEN[id])
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
        SECRET[by.secret], was=1, otherwise=NotAllowed("This token was revoked this very moment.")
    )


def _writable(request: Request, id: str, version: int | None) -> ServiceToken:
    found = one(request, id)
    check_version(version, found.version)
    return found


def _check_admin(by: Caller, *, write: bool) -> None:
    if reach(by, "servicetoken", write=write) is not Scope.ALL:
        raise NotAllowed("Service tokens are the admins'.")


def _finish(write: Write, by: Caller, action: str, before: ServiceToken | None, after: ServiceToken) -> None:
    if by.user:
        gone = NotAllowed("Your right to do this has just changed.")
        write.unchanged(USER[by.user.id], was=by.user.version, otherwise=gone)
    write.audit(by, action, SERVICE_TOKEN[after.id], before=_public(before), after=_public(after))


def _public(token: ServiceToken | None) -> ServiceToken | None:
    """Without the hashes of its secrets."""
    return replace(token, secrets=()) if token else None
