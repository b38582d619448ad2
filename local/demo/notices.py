"""The scenes after the approval: who is told, and what everybody's days show."""

from local.demo.chat import Person
from local.demo.messages import Row, at, dated
from local.demo.play import Play, starts, subject_of


def everybody_is_told(play: Play) -> None:
    """Those concerned are told once each, nobody else."""
    cast, stage = play.cast, play.stage
    for person, sign in _to_be_told(play):
        stage.print_answer(person, person.gets(play.marks[person.id], starts(sign), "the news"))
    stage.until_quiet([*cast.everybody, *play.substitutes, *play.other_hods()])
    for person, sign in _to_be_told(play):
        _check_told(play, person, sign, times=1)
    _check_fever_is_private(play)
    if cast.untold:
        _check_told(play, cast.untold, "🔔", times=0)
    for other in play.other_hods():
        count = len(other.after(play.marks[other.id], starts("ℹ️")))
        stage.check(count <= 1, f"{other.name}, another HOD, is told once at most", actual=count)


def _to_be_told(play: Play) -> list[tuple[Person, str]]:
    return [
        (play.cast.teacher, "✅ Your leave"),
        *((s, "🔁") for s in play.substitutes),
        *((s, "🔔") for s in play.cast.students),
    ]


def _check_told(play: Play, person: Person, sign: str, *, times: int) -> None:
    messages = person.after(play.marks[person.id], starts(sign))
    how = {0: "is not told", 1: "is told once"}[times]
    play.stage.check(len(messages) == times, f"{person.name}, {person.role}, {how}", actual=len(messages))


def _check_fever_is_private(play: Play) -> None:
    others = [*play.substitutes, *play.cast.students]
    heard = [p for p in others if p.after(play.marks[p.id], lambda m: "fever" in m.text)]
    play.stage.check(not heard, "nobody else is told why")


def days_are_true(play: Play) -> None:
    """What the days show now, with the changes marked."""
    cast = play.cast
    texts: dict[int, str] = {}
    people = [*cast.students[:1], cast.teacher, *play.substitutes]
    for person in people:
        texts[person.id] = person.says(f"/day {cast.day}").text
    for student in cast.students:
        text = texts.get(student.id) or student.answer_to(f"/day {cast.day}").text
        for row in play.plan:
            if f"{subject_of(row)} · {cast.teacher.name} · " in at(
                play.before[student.id, cast.day], row.period
            ):
                _check_student(play, student, row, line=at(text, row.period))
    for row in play.plan:
        line = at(texts[cast.teacher.id], row.period)
        play.stage.check("leave" in line or "↪" in line, f"the teacher has no P{row.period}", actual=line)
        for name in row.substitutes:
            taker = next(s for s in play.substitutes if s.name == name)
            line = at(texts[taker.id], row.period)
            play.stage.check(
                "✱" in line and subject_of(row) in line, f"{name} sees P{row.period} marked", actual=line
            )
    if cast.untold:
        same = cast.untold.answer_to(f"/day {cast.day}").text == play.before[cast.untold.id, cast.day]
        play.stage.check(same, f"the day of {cast.untold.name}, of another section, is as it was")


def _check_student(play: Play, student: Person, row: Row, *, line: str) -> None:
    claim = f"{student.name} sees what becomes of P{row.period}"
    if row.substitutes:
        play.stage.check("✱" in line and row.substitutes[0] in line, claim, actual=line)
    elif row.moved_to:
        play.stage.check("↪" in line or "✱" in line, claim, actual=line)
        there = student.answer_to(f"/day {dated(row.moved_to[0], play.cast.day)}").text
        play.stage.check(
            "✱" in at(there, row.moved_to[1]), f"{student.name} sees it at its new time", actual=there
        )
    else:
        play.stage.check("✖" in line, claim, actual=line)
