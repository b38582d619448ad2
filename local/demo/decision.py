"""The scenes of the decision: a plan out of date, the approval, a second tap."""

from local.demo.chat import Message, Person, is_news
from local.demo.messages import Row, rows
from local.demo.play import Play, has_plan, is_card_of


def stale_card(play: Play) -> None:
    """The plan is out of date: approving it changes nothing, and the card shows the new one."""
    hod, card, check = play.cast.hod, play.card, play.stage.check
    assert card is not None
    listed = hod.says("/pending")
    mark = hod.last()
    hod.taps(listed, play.cast.teacher.name)
    second = hod.gets(mark, play.is_card, "the card from /pending")
    if not play.substitutes:
        _forged_tap(play, card)
        return
    gone = _substitute_is_away_too(play)
    check(hod.taps(card, "Approve"), "the tap is answered")
    old = card.data_of("Approve")
    play.card = hod.sees_change(
        card.id, lambda m: has_plan(m) and m.data_of("Approve") != old, "a new plan on the card"
    )
    for row in rows(play.card.text):
        if row.period == gone.period:
            check(
                row.substitutes != gone.substitutes,
                f"P{row.period} has another outcome now",
                actual=row.becomes,
            )
    check(hod.taps(second, "Approve"), "a tap on the other card, as old, is answered")
    new = play.card.data_of("Approve")
    hod.sees_change(second.id, lambda m: m.data_of("Approve") == new, "the new plan on the other card")
    play.stage.until_quiet([play.cast.teacher])
    news = play.cast.teacher.after(play.marks[play.cast.teacher.id], is_news)
    check(not news, "nothing has been approved", actual=news)


def _forged_tap(play: Play, card: Message) -> None:
    """Nobody to take away from the plan: a tap that names a revision which never was."""
    data = (card.data_of("Approve") or "").rpartition(":")[0] + ":99"
    answer = play.cast.hod.repeats(card, "✅ Approve, of another plan", data)
    still = play.cast.hod.sees(card.id)
    play.stage.check(answer and still.data_of("Approve"), "the tap is answered, and nothing approved")


def _substitute_is_away_too(play: Play) -> Row:
    """The plan's first substitute takes leave themselves; the row that this spoils."""
    row = next(r for r in play.plan if r.substitutes)
    play.away = away = next(s for s in play.substitutes if s.name in row.substitutes)
    people = play.stage.people()
    decider = next(p for p in people if (p.role == "admin" if away.role == "hod" else _is_head_of(p, away)))
    mark = decider.last()
    preview = away.says(f"/leave {play.cast.day} P{row.period} od inspection")
    away.taps(preview, "Send")
    away.sees_change(preview.id, lambda m: "Sent" in m.text, "the preview turned into the request")
    card = decider.gets(mark, lambda m: is_card_of(m, away) and has_plan(m), "a card")
    play.stage.print_answer(decider, card)
    decider.taps(card, "Approve")
    decider.sees_change(card.id, lambda m: "Approved" in m.text, "the outcome")
    return row


def approve(play: Play) -> None:
    """The HOD approves."""
    hod, card = play.cast.hod, play.card
    assert card is not None
    play.plan = rows(card.text)
    play.meet_substitutes()
    play.mark([*play.cast.everybody, *play.substitutes, *play.other_hods()])
    hod.taps(card, "Approve")
    decided = hod.sees_change(card.id, lambda m: "Approved" in m.text, "the outcome")
    play.stage.check(not _decides(decided.buttons), "the card says approved, and decides no more")


def second_tap(play: Play) -> None:
    """A second tap on Approve changes nothing."""
    hod, card = play.cast.hod, play.card
    assert card is not None
    data = card.data_of("Approve") or ""
    before = {p.id: p.last() for p in play.watched()}
    answer = hod.repeats(card, "✅ Approve", data)
    play.stage.check("approved" in answer, "it is answered with what was decided", actual=answer)
    play.stage.check(not _decides(hod.sees(card.id).buttons), "the card still shows the outcome")
    play.stage.until_quiet(play.watched())
    same = all(p.last() == before[p.id] for p in play.watched())
    play.stage.check(same, "nobody is told anything a second time")


def _is_head_of(person: Person, other: Person) -> bool:
    return person.role == "hod" and person.about == other.about


def _decides(buttons: tuple[tuple[str, str], ...]) -> bool:
    return any("Approve" in words for words, _ in buttons)
