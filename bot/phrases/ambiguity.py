"""What could be read in two ways is decided by what stands around it, or refused.

Words that reasons have too, numbers that may be days, periods or hours, and what stands behind "because".
"""

from bot.phrases.dates import Almanac
from bot.phrases.grammar.lexicon import lexicon
from bot.phrases.grammar.line import Found, Line
from bot.phrases.grammar.meanings import (
    Agreeing,
    Amount,
    At,
    Bare,
    BareEnd,
    Days,
    Edge,
    FromToday,
    Half,
    Hours,
    Kind,
    Lasting,
    Listed,
    Marker,
    NamedDate,
    OneEnd,
    OpenPeriods,
    PartOfDay,
    Periods,
    Several,
    SomeHalf,
    Span,
    Week,
    Weekday,
    WholeDay,
)
from bot.phrases.grammar.numbers import choose_numbers
from bot.phrases.periods import DayPlan
from bot.phrases.unreadable import unreadable

DAYS = (NamedDate, FromToday, Weekday, Agreeing, Span, Listed, Week, OneEnd)
TIMES = (Periods, Edge, OpenPeriods, Hours, Several)
MOMENTS_TOO = (Periods, Edge, OpenPeriods, Hours, Several, At)
HALVES = (Half, SomeHalf, WholeDay)


def choose(line: Line, almanac: Almanac, plan: DayPlan) -> None:
    """Leaves in the line what is meant for sure; raises Unreadable where that can't be told."""
    _refuse_what_is_not_one_stretch(line)
    _leave_reasons_alone(line)
    _choose_words(line)
    _choose_days(line)
    _choose_halves(line)
    for found in line.all(Bare, BareEnd):
        choose_numbers(
            line, found, almanac, plan, days_open=not days_in(line), times_open=not _is_timed(line)
        )
    _choose_moments(line)
    _choose_amounts(line)


def days_in(line: Line) -> list[tuple[Found, Days]]:
    """What names days, and not only how many."""
    return [(f, days) for f in line.found if (days := _days(f)) is not None]


def _days(found: Found) -> Days | None:
    meaning = found.meaning
    if isinstance(meaning, DAYS):
        return meaning
    return meaning if isinstance(meaning, Lasting) and meaning.first else None


def _is_timed(line: Line) -> bool:
    return bool(line.all(*MOMENTS_TOO, WholeDay))


def _refuse_what_is_not_one_stretch(line: Line) -> None:
    """Every friday, the week except friday."""
    for at, found in enumerate(line.found):
        what = found.meaning.what if isinstance(found.meaning, Marker) else ""
        after = line.found[at + 1] if at + 1 < len(line.found) else None
        follows = after is not None and after.start == found.end
        if what == "every" and after and follows and _days(after):
            raise unreadable("start_date", "phrase.every")
        left_out = after if what == "except" and follows else None
        left_out = line.before(found) if what == "except_here" else left_out
        if left_out and (_days(left_out) or isinstance(left_out.meaning, (*TIMES, *HALVES, Bare))):
            field = "start_date" if _days(left_out) else "periods"
            raise unreadable(field, "phrase.except", text=line.text(left_out))
    line.drop(
        *(f for f in line.all(Marker) if f.meaning != Marker("because") and f.meaning != Marker("leave"))
    )


def _leave_reasons_alone(line: Line) -> None:
    """What stands behind "because" is only kept, once a date was named before it."""
    for marker in line.all(Marker):
        if marker.meaning == Marker("because") and any(f.end <= marker.start for f, _ in days_in(line)):
            behind = [f for f in line.found if f.start > marker.start]
            before = [f for f in line.found if f.end <= marker.start]
            named = any(isinstance(f.meaning, (*MOMENTS_TOO, *HALVES, Bare, BareEnd)) for f in before)
            hidden = [f for f in behind if isinstance(f.meaning, TIMES)]
            if hidden and not named:
                raise unreadable("periods", "phrase.in_the_reason", text=line.text(hidden[0]))
            line.drop(*behind)
            break
    line.drop(*(f for f in line.all(Marker) if f.meaning == Marker("because")))


def _choose_words(line: Line) -> None:
    """ "Leave" and kinds of leave: within a sentence they are words of it."""
    for found in line.all(Marker):
        if not line.touched(found):
            line.drop(found)
    for found in line.all(Kind):
        kind = found.meaning
        assert isinstance(kind, Kind)
        if not kind.said_leave and not (line.touched(found) if kind.sure else line.clean(found)):
            line.drop(found)


def _choose_days(line: Line) -> None:
    sure = [f for f, _ in days_in(line) if not _is_doubtful(line, f)]
    for found, _ in days_in(line):
        if _is_doubtful(line, found) and not (line.clean(found) if sure else line.touched(found)):
            line.drop(found)


def _is_doubtful(line: Line, found: Found) -> bool:
    """A word, alone, that has another meaning; a number with nothing but "on" before it."""
    if isinstance(found.meaning, NamedDate):
        return found.meaning.bare
    return found.end - found.start == 1 and "doubtful" in line.lexemes[found.start].senses


def _choose_halves(line: Line) -> None:
    timed = bool(line.all(*TIMES, Half, WholeDay))
    for found in line.all(Half):
        if not _is_doubtful(line, found):
            continue
        is_article = line.lexemes[found.start].senses.get("article") == "yes" and _begins_as_noun(line, found)
        others = bool(line.all(*TIMES, WholeDay)) or len(line.all(Half)) > 1
        if is_article and line.clean_before(found) and not others:
            raise unreadable("half", "phrase.article", text=line.text(found))
        if is_article or not line.touched(found):
            line.drop(found)
    line.drop(*(f for f in line.all(SomeHalf) if _is_doubtful(line, f) and not line.clean(f)))
    for found in line.all(PartOfDay):
        if line.touched(found) and not timed:
            raise unreadable("half", "phrase.part_of_day", text=line.text(found))
        line.drop(found)


def _begins_as_noun(line: Line, found: Found) -> bool:
    """What follows is text that an article may stand before."""
    beginnings = tuple(p[0] for p, v in lexicon().of("article").items() if v == "before")
    return not line.clean_after(found) and line.word_after(found).startswith(beginnings)


def _choose_moments(line: Line) -> None:
    """3pm may be when the leave begins, or ends, or is of the reason; beside periods it says them again."""
    for found in line.all(At):
        others = line.all(*TIMES, WholeDay) if line.clean(found) else line.all(*TIMES, *HALVES)
        if not others:
            raise unreadable("periods", "phrase.one_moment", text=line.text(found))
        if not line.clean(found):
            line.drop(found)


def _choose_amounts(line: Line) -> None:
    """Two hours: which, has to be said beside it."""
    for found in line.all(Amount):
        if _is_timed(line):
            if not line.clean(found):
                line.drop(found)
        elif line.touched(found):
            raise unreadable("periods", "phrase.which_periods")
        else:
            line.drop(found)
