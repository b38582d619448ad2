"""What can't be read is refused with a sentence: what it is about, and a way out."""

from bot.texts import plain


class Unreadable(Exception):
    """Words that can't be read: the field they are about, in the API's name, and what to do."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


def unreadable(field: str, key: str, **facts: object) -> Unreadable:
    """The refusal in the words of this key."""
    return Unreadable(field, plain(key, **facts))
