"""How much one upload may hold, and a budget that counts what has been read of it."""

from timetable.errors import Malformed

MAX_FILE_BYTES = 5_000_000
MAX_UNPACKED_BYTES = 60_000_000
MAX_COMPRESSION_RATIO = 100
MIN_JUDGED_BYTES = 1_000_000  # the ratio of a smaller member does not matter
MAX_MEMBERS = 500  # of a zip file
MAX_SHEETS = 40
MAX_ROWS = 60_000  # of one sheet
MAX_COLUMNS = 40  # of one sheet
MAX_CELLS = 300_000
MAX_TEXTS = 200_000
MAX_CHARACTERS = 10_000_000
MAX_TAGS = 2_500_000  # two for each XML element: formatting without values counts, too
LAST_ROW_NUMBER = 1_048_576  # of any .xlsx workbook


def refusal(sentence: str) -> Malformed:
    """The refusal of a whole upload, for this reason."""
    return Malformed(sentence, field="file")


class Budget:
    """What a whole upload has used of its limits; each method raises Malformed where a limit is passed."""

    def __init__(self) -> None:
        self.cells = self.tags = self.texts = self.characters = 0

    def add_row(self, sheet: str, number: int, *, values: int, rows: int) -> None:
        """Count a row with so many values, with which the sheet has so many rows."""
        self.cells += values
        if rows > MAX_ROWS + 1:
            raise refusal(
                f"The sheet '{sheet}' has more than {MAX_ROWS:,} rows with data (row {number}); split it."
            )
        if self.cells > MAX_CELLS:
            raise refusal(
                f"The file has more than {MAX_CELLS:,} filled cells ('{sheet}', row {number}); split it."
            )

    def add_tags(self, part: str, count: int) -> None:
        """Count the XML tags of a part of a workbook; `part` names it in a refusal."""
        self.tags += count
        if self.tags > MAX_TAGS:
            raise refusal(
                f"{part} carries too many empty or formatted cells; delete the rows and columns "
                "beyond the data, or copy the data into a new workbook."
            )

    def add_text(self, characters: int) -> None:
        """Count a shared text of so many characters."""
        self.texts += 1
        self.characters += characters
        if self.texts > MAX_TEXTS or self.characters > MAX_CHARACTERS:
            raise refusal("The workbook holds too much text; split it, or delete what is no timetable data.")
