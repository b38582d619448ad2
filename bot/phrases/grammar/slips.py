"""Whether a word is another one with a slip of the finger: tommorow, wensday, firday."""

_LONG = 9
"""letters from which on a word may have two slips"""


def undoubled(word: str) -> str:
    """Without letters twice in a row: tommorrow and tomorow are then the same."""
    return "".join(letter for at, letter in enumerate(word) if at == 0 or word[at - 1] != letter)


def is_slip(typed: str, word: str) -> bool:
    """Letters left out, put in, exchanged or taken for another; never the first, and never the last."""
    one, other = undoubled(typed), undoubled(word)
    most = 2 if len(other) >= _LONG else 1
    if one[0] != other[0] or one[-1] != other[-1] or abs(len(one) - len(other)) > most:
        return False
    return _distance(one, other) <= most


def _distance(one: str, other: str) -> int:
    """Damerau and Levenshtein's, with neighbours exchanged at most once."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        below = [i]
        for j, b in enumerate(other, 1):
            cost = min(row[j] + 1, below[j - 1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            below.append(cost)
        before, row = row, below
    return row[-1]
