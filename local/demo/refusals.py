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
    _refused(play, teacher, "/frobnicate", "/help")
    _refused(play, teacher, "/leave 31 Feb", "February")
    _refused(play, teacher, f"/leave {past:%d/%m/%Y}", "past")
    _refused(play, teacher, f"/leave {cast.day} P99", "99")
    _refused(play, teacher, f"/leave {later}", "term")
    _refused(play, teacher, again, "already")
    if cast.students:
        _refused(play, cast.students[0], f"/leave {cast.day}", "faculty")
    _refused(play, stranger, "/today", "link")
    _refused(play, stranger, f"/start {teacher.code}", "link")
    _refused(play, stranger, "/start nonsense", "link")


def _refused(play: Play, who: Person, text: str, word: str) -> None:
    answer = who.says(text)
    fine = word.lower() in answer.text.lower() and answer.data_of("Send") is None
    play.stage.check(
        fine and "Traceback" not in answer.text, f"it says what is wrong ({word})", found=answer.text
    )
