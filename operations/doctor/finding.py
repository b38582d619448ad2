"""What one look at one part has found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`remedy`: what to do where it is not well."""

    part: str
    ok: bool
    said: str
    remedy: str = ""

    def __str__(self) -> str:
        line = f"{'ok   ' if self.ok else 'WRONG'} {self.part}: {self.said}"
        return line if self.ok or not self.remedy else f"{line}\n      → {self.remedy}"
