"""The scene of bad input: each gets a clear answer, and nothing is done."""

from datetime import timedelta

from local.demo.chat import Person
from local.demo.play import Play

_DAY = timedelta(days=1)


def bad_input(play: Play) -> None:
    """What bad input gets."""
    teacher, stranger, cast = play.cast.teacher, play.cast.stranger, play.cast
    past, later = play.today - _DAY, play.today + 200 * _DAY
    again = f"/leave {cast.day} P{cast.first}-P{cast.last} once more"
    _check_refused(play, teacher, "/frobnicate", word="/help")
    _check_refused(play, teacher, "/leave 31 Feb", word="February")
    _check_refused(play, teacher, f"/leave {past:%d/%m/%Y}", word="past")
    _check_refused(play, teacher, f"/leave {cast.day} P99", word="99")
    _check_refused(play, teacher, f"/leave {later}", word="term")
    _check_refused(play, teacher, again, word="already")
    if cast.students:
        _check_refused(play, cast.students[0], f"/leave {cast.day}", word="faculty")
    _check_refused(play, stranger, "/today", word="link")
    _check_refused(play, stranger, f"/start {teacher.code}", word="link")
    _check_refused(play, stranger, "/start nonsense", word="link")


def _check_refused(play: Play, who: Person, text: str, *, word: str) -> None:
    """Check that the bot refuses this text, and that its answer has the word."""
    answer = who.says(text)
    fine = word.lower() in answer.text.lower() and answer.data_of("Send") is None
    play.stage.check(
        fine and "Traceback" not in answer.text, f"it says what is wrong ({word})", actual=answer.text
    )
