"""What the doctor says of one part of a deployment."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a part is well, and the facts. `remedy` says what to do if it is not."""

    part: str
    ok: bool
    text: str
    remedy: str = ""

    def __str__(self) -> str:
        line = f"{'ok   ' if self.ok else 'WRONG'} {self.part}: {self.text}"
        return line if self.ok or not self.remedy else f"{line}\n      → {self.remedy}"
