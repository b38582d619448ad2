"""Decides by what stands around them what words mean that could be read in two ways, or refuses them.

Words that reasons have too, numbers that may be days, periods or hours, and what stands behind "because".
"""

from bot.phrases.dates import Almanac
from bot.phrases.grammar.lexicon import lexicon
from bot.phrases.grammar.line import Line, Mention
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
    """Leave in the line what is meant for sure; raises Unreadable where that can't be told."""
    _refuse_what_is_not_one_stretch(line)
    _leave_reasons_alone(line)
    _choose_words(line)
    _choose_days(line)
    _choose_halves(line)
    for mention in line.all(Bare, BareEnd):
        days_open, times_open = not days_in(line), not _is_timed(line)
        choose_numbers(line, mention, almanac=almanac, plan=plan, days_open=days_open, times_open=times_open)
    _choose_moments(line)
    _choose_amounts(line)


def days_in(line: Line) -> list[tuple[Mention, Days]]:
    """The mentions that name days, and not only how many."""
    return [(f, days) for f in line.mentions if (days := _days(f)) is not None]


def _days(mention: Mention) -> Days | None:
    meaning = mention.meaning
    if isinstance(meaning, DAYS):
        return meaning
    return meaning if isinstance(meaning, Lasting) and meaning.first else None


def _is_timed(line: Line) -> bool:
    return bool(line.all(*MOMENTS_TOO, WholeDay))


def _refuse_what_is_not_one_stretch(line: Line) -> None:
    """Refuse every friday, and the week except friday: a leave is one stretch."""
    for at, mention in enumerate(line.mentions):
        what = mention.meaning.what if isinstance(mention.meaning, Marker) else ""
        after = line.mentions[at + 1] if at + 1 < len(line.mentions) else None
        follows = after is not None and after.start == mention.end
        if what == "every" and after and follows and _days(after):
            raise unreadable("start_date", "phrase.every")
        left_out = after if what == "except" and follows else None
        left_out = line.before(mention) if what == "except_here" else left_out
        if left_out and (_days(left_out) or isinstance(left_out.meaning, (*TIMES, *HALVES, Bare))):
            field = "start_date" if _days(left_out) else "periods"
            raise unreadable(field, "phrase.except", text=line.text(left_out))
    line.drop(
        *(f for f in line.all(Marker) if f.meaning != Marker("because") and f.meaning != Marker("leave"))
    )


def _leave_reasons_alone(line: Line) -> None:
    """Drop what is mentioned after "because", once a date was named before it: it belongs to the reason."""
    for marker in line.all(Marker):
        if marker.meaning == Marker("because") and any(f.end <= marker.start for f, _ in days_in(line)):
            behind = [f for f in line.mentions if f.start > marker.start]
            before = [f for f in line.mentions if f.end <= marker.start]
            named = any(isinstance(f.meaning, (*MOMENTS_TOO, *HALVES, Bare, BareEnd)) for f in before)
            hidden = [f for f in behind if isinstance(f.meaning, TIMES)]
            if hidden and not named:
                raise unreadable("periods", "phrase.in_the_reason", text=line.text(hidden[0]))
            line.drop(*behind)
            break
    line.drop(*(f for f in line.all(Marker) if f.meaning == Marker("because")))


def _choose_words(line: Line) -> None:
    """Drop "leave" and kinds of leave where they are words of a sentence."""
    for mention in line.all(Marker):
        if not line.touched(mention):
            line.drop(mention)
    for mention in line.all(Kind):
        kind = mention.meaning
        assert isinstance(kind, Kind)
        if not kind.says_leave and not (line.touched(mention) if kind.sure else line.clean(mention)):
            line.drop(mention)


def _choose_days(line: Line) -> None:
    sure = [f for f, _ in days_in(line) if not _is_doubtful(line, f)]
    for mention, _ in days_in(line):
        if _is_doubtful(line, mention) and not (line.clean(mention) if sure else line.touched(mention)):
            line.drop(mention)


def _is_doubtful(line: Line, mention: Mention) -> bool:
    """True for a word, alone, that has another meaning, and for a number with nothing but "on" before it."""
    if isinstance(mention.meaning, NamedDate):
        return mention.meaning.bare
    return mention.end - mention.start == 1 and "doubtful" in line.lexemes[mention.start].senses


def _choose_halves(line: Line) -> None:
    timed = bool(line.all(*TIMES, Half, WholeDay))
    for mention in line.all(Half):
        if not _is_doubtful(line, mention):
            continue
        senses = line.lexemes[mention.start].senses
        is_article = senses.get("article") == "yes" and _begins_as_noun(line, mention)
        others = bool(line.all(*TIMES, WholeDay)) or len(line.all(Half)) > 1
        if is_article and line.clean_before(mention) and not others:
            raise unreadable("half", "phrase.article", text=line.text(mention))
        if is_article or not line.touched(mention):
            line.drop(mention)
    line.drop(*(f for f in line.all(SomeHalf) if _is_doubtful(line, f) and not line.clean(f)))
    for mention in line.all(PartOfDay):
        if line.touched(mention) and not timed:
            raise unreadable("half", "phrase.part_of_day", text=line.text(mention))
        line.drop(mention)


def _begins_as_noun(line: Line, mention: Mention) -> bool:
    """True if what follows is text that an article may stand before."""
    beginnings = tuple(p[0] for p, v in lexicon().phrases_with("article").items() if v == "before")
    return not line.clean_after(mention) and line.word_after(mention).startswith(beginnings)


def _choose_moments(line: Line) -> None:
    """Refuse 3pm alone: the leave may begin or end then. Next to periods it repeats them; in a reason it is
    dropped."""
    for mention in line.all(At):
        others = line.all(*TIMES, WholeDay) if line.clean(mention) else line.all(*TIMES, *HALVES)
        if not others:
            raise unreadable("periods", "phrase.one_moment", text=line.text(mention))
        if not line.clean(mention):
            line.drop(mention)


def _choose_amounts(line: Line) -> None:
    """Two hours: which hours, has to be said as well."""
    for mention in line.all(Amount):
        if _is_timed(line):
            if not line.clean(mention):
                line.drop(mention)
        elif line.touched(mention):
            raise unreadable("periods", "phrase.which_periods")
        else:
            line.drop(mention)
