"""How many unknown tokens and secrets one address may try. Only misses count: who has one is served, whoever
else guesses at the same address."""

from datetime import datetime
from ipaddress import IPv6Address, IPv6Network, ip_address

from functions.services.identity.hashing import digest
from functions.services.ports import Directory

MISSES = 20
"""a minute"""


def missed(directory: Directory, address: str, now: datetime) -> None:
    """What was tried opens nothing; raises TooManyRequests where it is one of many."""
    directory.rates.admit(f"guess#{digest(_household(address))[:16]}", MISSES, now, alone=0)


def _household(address: str) -> str:
    """Who has one address of version 6 has all of its network."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(IPv6Network((found, 64), strict=False)) if isinstance(found, IPv6Address) else address
