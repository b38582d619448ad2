"""What is stored of a code or token: nothing in the table can be used to get in."""

from hashlib import sha256


def digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
