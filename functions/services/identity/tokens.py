"""Service tokens: a program's right to call the API. Shown once, kept as a hash, scoped, revocable."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_hex, token_urlsafe

from functions.services.identity.hashing import hash_secret
from functions.services.identity.preconditions import check_version
from functions.services.identity.rights import require_unchanged_right
from functions.services.ports import (
    SECRET,
    SERVICE_TOKEN,
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
_LIFETIME = timedelta(days=365)
_MAX_OVERLAP = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Issued:
    """A token, and the secret that is shown this once."""

    token: ServiceToken
    secret: str


def token_with_secret(
    name: str,
    institute: InstituteId,
    secret: str,
    *,
    scopes: tuple[str, ...],
    now: datetime,
    expires: datetime | None = None,
    id: str | None = None,
) -> tuple[ServiceToken, Secret]:
    """A token with one secret, and the entry by which the secret is looked up. Its id is its name if none is
    given.
    """
    until = expires or now + _LIFETIME
    token = ServiceToken(
        id or name,
        name,
        scopes,
        until,
        (SecretEntry(hash_secret(secret), until),),
        created_at=now,
        updated_at=now,
    )
    return token, Secret(token.id, institute, scopes, until)


def create(request: Request, name: str, *, scopes: tuple[str, ...], expires: datetime | None) -> Issued:
    """Make a token for a program of this institute; it ends in a year if no end is given."""
    _check_admin(request.caller, write=True)
    if expires is not None and not request.now < expires <= request.now + 3 * _LIFETIME:
        raise RuleBroken("A token ends in the future, within three years.", field="expires")
    secret = PREFIX + token_urlsafe(32)
    token, entry = token_with_secret(
        name,
        request.institute,
        secret,
        scopes=scopes,
        now=request.now,
        expires=expires,
        id=token_hex(8),
    )
    with request.write() as write:
        write.create(SERVICE_TOKEN[token.id], token)
        write.create(SECRET[token.secrets[0].digest], entry)
        _finish(request, write, "create", before=None, after=token)
    return Issued(token, secret)


def rotate(request: Request, id: str, *, overlap: timedelta, version: int | None) -> Issued:
    """Give a token a new secret. Its present secrets work for another `overlap`, so that the program can
    change over without a gap.
    """
    before = _writable(request, id, version)
    if not timedelta() <= overlap <= _MAX_OVERLAP:
        raise RuleBroken("The old secret works on for 0 to 168 hours.", field="overlap_hours")
    if not before.active:
        raise RuleBroken("This token was revoked. Create another one.", field="active")
    secret = PREFIX + token_urlsafe(32)
    remaining = tuple(
        replace(s, expires=min(s.expires, request.now + overlap))
        for s in before.secrets
        if s.expires > request.now
    )
    until = max(before.expires, request.now + _LIFETIME)
    fresh = SecretEntry(hash_secret(secret), until)
    after = replace(
        before, secrets=(*remaining, fresh), expires=until, version=before.version + 1, updated_at=request.now
    )
    with request.write() as write:
        write.change(SERVICE_TOKEN[id], after, was=before.version)
        for entry in remaining:
            write.keep(SECRET[entry.digest], Secret(id, request.institute, before.scopes, entry.expires))
        write.create(SECRET[fresh.digest], Secret(id, request.institute, before.scopes, until))
        _finish(request, write, "rotate", before=before, after=after)
    return Issued(after, secret)


def rename(request: Request, id: str, name: str, *, version: int | None) -> ServiceToken:
    before = _writable(request, id, version)
    after = replace(before, name=name, version=before.version + 1, updated_at=request.now)
    with request.write() as write:
        write.change(SERVICE_TOKEN[id], after, was=before.version)
        _finish(request, write, "update", before=before, after=after)
    return after


def revoke(request: Request, id: str, version: int | None) -> None:
    """End a token: none of its secrets works any more, but it can still be read."""
    before = _writable(request, id, version)
    after = replace(before, active=False, secrets=(), version=before.version + 1, updated_at=request.now)
    with request.write() as write:
        write.change(SERVICE_TOKEN[id], after, was=before.version)
        for entry in before.secrets:
            write.forget(SECRET[entry.digest])
        _finish(request, write, "revoke", before=before, after=after)


def readable_token(request: Request, id: str) -> ServiceToken:
    """The token with this id, for admins; raises NotFound for everybody else."""
    if reach(request.caller, "servicetoken") is not Scope.ALL:
        raise NotFound("service token")
    (token,) = request.records.fetch(SERVICE_TOKEN[id])
    if token is None:
        raise NotFound("service token")
    return token


def check_may_list(by: Caller) -> None:
    _check_admin(by, write=False)


def check_scope(write: Write, by: Caller, scope: str) -> None:
    """Raise NotAllowed if the caller is a program whose token lacks this scope, or loses it before the
    transaction happens.
    """
    if by.role is not Role.SCHEDULER:
        return
    if scope not in by.scopes:
        raise NotAllowed(f"This token may not do that: its scopes lack `{scope}`.")
    write.unchanged(
        SECRET[by.secret], was=1, otherwise=NotAllowed("This token was revoked this very moment.")
    )


def _writable(request: Request, id: str, version: int | None) -> ServiceToken:
    token = readable_token(request, id)
    check_version(version, token.version)
    return token


def _check_admin(by: Caller, *, write: bool) -> None:
    if reach(by, "servicetoken", write=write) is not Scope.ALL:
        raise NotAllowed("Service tokens are the admins'.")


def _finish(
    request: Request, write: Write, action: str, *, before: ServiceToken | None, after: ServiceToken
) -> None:
    """Add the caller's right and the audit event to the transaction."""
    require_unchanged_right(write, request.caller)
    ref = SERVICE_TOKEN[after.id]
    write.audit(request.caller, action, ref, before=_public(before), after=_public(after))


def _public(token: ServiceToken | None) -> ServiceToken | None:
    """The token without the hashes of its secrets."""
    return replace(token, secrets=()) if token else None
