"""Whether a word is another one with a slip of the finger: tommorow, wensday, firday."""

_TWO_SLIPS_FROM = 9  # letters


def undoubled(word: str) -> str:
    """The word without letters twice in a row: tommorrow and tomorow are then the same."""
    return "".join(letter for at, letter in enumerate(word) if at == 0 or word[at - 1] != letter)


def is_slip(typed: str, word: str) -> bool:
    """True if letters were left out, put in, exchanged or mistaken; never the first, and never the last."""
    first, second = undoubled(typed), undoubled(word)
    max_slips = 2 if len(second) >= _TWO_SLIPS_FROM else 1
    if first[0] != second[0] or first[-1] != second[-1] or abs(len(first) - len(second)) > max_slips:
        return False
    return _distance(first, second) <= max_slips


def _distance(first: str, second: str) -> int:
    """The distance of Damerau and Levenshtein, with neighbours exchanged at most once."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        below = [i]
        for j, b in enumerate(second, 1):
            cost = min(row[j] + 1, below[j - 1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            below.append(cost)
        before, row = row, below
    return row[-1]
