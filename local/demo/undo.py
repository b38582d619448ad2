"""The scenes of other outcomes: rejected, and withdrawn before and after the approval."""

from datetime import date, timedelta

from local.demo.chat import Difference, Message, Person
from local.demo.messages import short
from local.demo.play import Play, has, has_plan, starts

_DAY = timedelta(days=1)


def reject(play: Play) -> None:
    """Another request is rejected, with a reason."""
    teacher, hod = play.cast.teacher, play.cast.hod
    card = _ask_again(play, "wedding")
    mark = teacher.last()
    hod.taps(card, "Reject")
    why = hod.gets(card.id, lambda m: "reason" in m.text and not play.is_card(m), "the question why")
    play.stage.print_answer(hod, why)
    hod.says("Examinations are near", lambda m: "Rejected" in m.text and not play.is_card(m))
    hod.sees_change(card.id, lambda m: "Rejected" in m.text, "the outcome")
    notice = teacher.gets(mark, starts("❌"), "the outcome")
    play.stage.print_answer(teacher, notice)
    play.stage.check("Examinations are near" in notice.text, "the teacher is told why", actual=notice.text)


def withdraw_pending(play: Play) -> None:
    """A request is withdrawn before it is decided."""
    hod = play.cast.hod
    card = _ask_again(play, "od conference")
    _withdraw(play, play.cast.teacher, _other_day(play))
    after = hod.sees_change(
        card.id, lambda m: "Withdrawn" in m.text and not m.buttons, "the withdrawal on the card"
    )
    play.stage.check(not after.data_of("Approve"), "the card can't be approved any more")


def withdraw_approved(play: Play) -> None:
    """The approved leave is withdrawn, and every day is as before."""
    cast, stage = play.cast, play.stage
    marks = {p.id: p.last() for p in [*cast.students, *play.substitutes]}
    _withdraw(play, cast.teacher, cast.day)
    assert play.card is not None
    cast.hod.sees_change(play.card.id, lambda m: "Withdrawn" in m.text, "the withdrawal on the card")
    expected = [(s, "not needed as a substitute") for s in play.substitutes]
    expected += [(s, "as planned again") for s in cast.students]
    for person, words in expected:
        stage.print_answer(person, person.gets(marks[person.id], has(words), "the news"))
    stage.until_quiet(play.watched())
    for person, words in expected:
        count = len(person.after(marks[person.id], has(words)))
        stage.check(count == 1, f"{person.name} is told once that all is as planned again", actual=count)
    if play.away:
        _withdraw(play, play.away, cast.day)
    by_id = {p.id: p for p in stage.people()}
    for (id, day), text in play.before.items():
        now = by_id[id].answer_to(f"/day {day}").text
        stage.check(now == text, f"{by_id[id].name}'s {short(day)} is as before", actual=now)


def _other_day(play: Play) -> date:
    """A day on which the teacher has nothing to lose but is at work."""
    for ahead in range(1, 14):
        day = play.today + ahead * _DAY
        if day != play.cast.day and "No classes" not in play.cast.teacher.answer_to(f"/day {day}").text:
            return day
    raise Difference("expected: another working day for this teacher within two weeks; found: none")


def _ask_again(play: Play, reason: str) -> Message:
    """Another request by the same teacher; the HOD's card of it."""
    teacher, hod = play.cast.teacher, play.cast.hod
    mark = hod.last()
    preview = teacher.says(f"/leave {_other_day(play)} fn {reason}")
    teacher.taps(preview, "Send")
    teacher.sees_change(preview.id, lambda m: "Sent" in m.text, "the preview turned into the request")
    card = hod.gets(mark, lambda m: play.is_card(m) and has_plan(m), "a card")
    play.stage.print_answer(hod, card)
    return card


def _withdraw(play: Play, teacher: Person, day: date) -> None:
    listed = teacher.says("/myleaves")
    buttons = [b for b in listed.buttons if "Withdraw" in b[0] and short(day) in b[0]]
    if not buttons:
        raise Difference(f"expected: a button to withdraw the leave of {short(day)}; found: {listed.buttons}")
    teacher.repeats(listed, *buttons[0])
    question = teacher.sees_change(listed.id, lambda m: "Withdraw your" in m.text, "the question whether to")
    yes = next(b for b in question.buttons if "Yes" in b[0])
    teacher.repeats(question, *yes)
    teacher.sees_change(listed.id, lambda m: "Withdrawn" in m.text, "the withdrawal")
    answer = teacher.repeats(question, *yes)
    play.stage.check(answer, "a second tap is answered, and does nothing", actual=answer)
