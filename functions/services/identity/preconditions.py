"""What is checked before a write is tried: the version that the caller means, and their note."""

from timetable.errors import Malformed, StaleVersion
from timetable.leave.request import MAX_REASON_CHARACTERS


def check_version(meant: int | None, present: int) -> None:
    """Raise StaleVersion if `meant` is another version than the present one; None means whichever it is."""
    if meant is not None and meant != present:
        raise StaleVersion(
            f"It is version {present} by now. Look at it again, then retry.",
            field="version",
            version=present,
        )


def checked_note(note: str, *, missing: str) -> str:
    """The note without space around it; raises Malformed, with the sentence `missing`, if there is none."""
    text = note.strip()
    if not text:
        raise Malformed(missing, field="note")
    if len(text) > MAX_REASON_CHARACTERS:
        sentence = f"Keep the note to {MAX_REASON_CHARACTERS} characters."
        raise Malformed(sentence, field="note", rule="too_long", most=MAX_REASON_CHARACTERS)
    return text
