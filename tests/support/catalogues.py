"""The words of each language as its .po has them."""

from babel.messages.pofile import read_po

from bot import texts


def words_of(language: str) -> dict[str, list[str]]:
    """Per key, its words: several where the number decides."""
    with (texts.FOLDER / f"{language}.po").open("rb") as file:
        catalogue = read_po(file)
    words = {m.id[0] if m.pluralizable else m.id: m.string for m in catalogue if m.id}
    return {str(k): list(v) if isinstance(v, (tuple, list)) else [str(v)] for k, v in words.items()}


def keys(language: str) -> set[str]:
    """The keys that this language has words for."""
    return {key for key, words in words_of(language).items() if any(words)}
