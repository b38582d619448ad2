"""Why a term has no timetable, in lines for a terminal or a chat."""

from collections.abc import Mapping

from solver_layer.model.stages import NotFoundOut
from solver_layer.why.contradictions import explain
from solver_layer.why.words import Words, in_words
from timetable.errors import Refusal
from timetable.model import OfferingId
from timetable.problems import Instance


def why_none(
    instance: Instance, *, seconds: float, seed: int = 0, names: Mapping[OfferingId, str] | None = None
) -> list[str]:
    """What can't hold together and what would help; a line where that is not known, or there is a timetable.

    `names`: what offerings are called, if not by their ids.
    """
    try:
        contradiction = explain(instance, seconds=seconds, seed=seed)
    except NotFoundOut:
        return ["Why that is was not found out in time; give it more seconds."]
    except Refusal as fault:  # what no requirement can say: a block of no whole length
        return [fault.sentence]
    if contradiction is None:
        return ["There is a timetable."]
    lines = [line for words in in_words(instance, contradiction, names) for line in _lines(words)]
    if not contradiction.is_complete:
        lines.append("There was no time to look for more that would help.")
    return lines


def _lines(words: Words) -> list[str]:
    return [
        words.sentence,
        *(f"  · {requirement}" for requirement in words.requirements),
        *(f"  would help: {relaxation}" for relaxation in words.relaxations),
    ]
