"""The hashes under which codes and tokens are stored, so that nothing in the table can be used to get in."""

from hashlib import sha256


def hash_secret(secret: str) -> str:
    """The hash of a secret, in hexadecimal."""
    return sha256(secret.encode()).hexdigest()
