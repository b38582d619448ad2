"""How many unknown tokens and secrets one address may try. Only wrong guesses count: whoever has a token is
served, even if others guess at the same address."""

from datetime import datetime
from ipaddress import IPv6Address, IPv6Network, ip_address

from functions.services.identity.hashing import hash_secret
from functions.services.ports import Directory

MISSES_PER_MINUTE = 20  # of one address


def count_miss(directory: Directory, address: str, now: datetime) -> None:
    """Count a wrong guess of this address; raises TooManyRequests if it has made too many in this minute."""
    directory.rates.admit(f"guess#{hash_secret(_network(address))[:16]}", MISSES_PER_MINUTE, now, alone=0)


def _network(address: str) -> str:
    """The /64 network of an IPv6 address, because who has one address has all of it; else the address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(IPv6Network((parsed, 64), strict=False)) if isinstance(parsed, IPv6Address) else address
