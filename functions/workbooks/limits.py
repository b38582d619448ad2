"""How much one upload may hold, and the count of what has been read so far."""

from timetable.errors import Malformed

FILE = 5_000_000
UNPACKED = 60_000_000
RATIO = 100
BIG = 1_000_000
"""from this size on, a member's compression ratio counts"""
MEMBERS = 500
SHEETS = 40
ROWS = 60_000
COLUMNS = 40
CELLS = 300_000
TEXTS = 200_000
CHARACTERS = 10_000_000
TAGS = 2_500_000
"""two for each element of a workbook: what its formatting may come to, too"""
LAST_ROW = 1_048_576


def refusal(sentence: str) -> Malformed:
    return Malformed(sentence, field="file")


class Budget:
    """What a whole upload has used of its limits."""

    def __init__(self) -> None:
        self.cells = self.marked = self.texts = self.characters = 0

    def row(self, sheet: str, number: int, values: int, rows: int) -> None:
        """One more row with data: so many values, the sheet's so manieth."""
        self.cells += values
        if rows > ROWS + 1:
            raise refusal(
                f"The sheet '{sheet}' has more than {ROWS:,} rows with data (row {number}); split it."
            )
        if self.cells > CELLS:
            raise refusal(
                f"The file has more than {CELLS:,} filled cells ('{sheet}', row {number}); split it."
            )

    def tags(self, part: str, count: int) -> None:
        self.marked += count
        if self.marked > TAGS:
            raise refusal(
                f"{part} carries too many empty or formatted cells; delete the rows and columns "
                "beyond the data, or copy the data into a new workbook."
            )

    def text(self, characters: int) -> None:
        self.texts += 1
        self.characters += characters
        if self.texts > TEXTS or self.characters > CHARACTERS:
            raise refusal("The workbook holds too much text; split it, or delete what is no timetable data.")
