"""Reads dates, periods and kinds of leave as people write them, in every language that has a lexicon.

A line goes through four steps: `grammar.tokens` cuts it, `grammar.lexicon` says what its words may mean, the
two grammars (`grammar.days`, `grammar.times`) find what is named in it, and `leave` or `day` decide what is
meant, with the help of `dates` and `periods`, or refuse with a sentence. A further language is one more
lexicon.

Handlers import it; it imports texts alone.
"""

from bot.phrases.day import read_day
from bot.phrases.leave import MAX_REASON_CHARACTERS, Draft, parse_leave
from bot.phrases.unreadable import Unreadable

__all__ = ["MAX_REASON_CHARACTERS", "Draft", "Unreadable", "parse_leave", "read_day"]
