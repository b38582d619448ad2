"""The first scenes: leave is asked for, and its plan arrives on the card."""

from local.demo.messages import rows, short
from local.demo.play import Play, has_plan


def ask(play: Play) -> None:
    """A teacher asks for leave."""
    teacher, check, cast = play.cast.teacher, play.stage.check, play.cast
    teacher.says("/today")
    day = teacher.says(f"/day {cast.day}")
    play.remember(cast.everybody, cast.day)
    check(all(line.text in day.text for line in cast.classes), "the day shows the classes of that day")
    play.mark([cast.hod, teacher])

    preview = teacher.says(f"/leave {cast.day:%A} P{cast.first}-P{cast.last} fever")
    for line in cast.classes:
        named = f"P{line.period} {line.subject}"
        check(named in preview.text, f"the preview names {named}", actual=preview.text)
    check(
        cast.hod.name in preview.text,
        f"the preview says that {cast.hod.name} decides",
        actual=preview.text,
    )
    check(not play.cards(), "nothing is sent before it is confirmed")
    send = next(b for b in preview.buttons if "Send" in b[0])
    teacher.repeats(preview, *send)
    teacher.sees_change(preview.id, lambda m: "Sent" in m.text, "the preview turned into the request")
    teacher.repeats(preview, *send)
    check("Sent" in teacher.sees(preview.id).text, "a second tap on Send shows the same")


def plan_arrives(play: Play) -> None:
    """The HOD gets a card, and the plan on it."""
    hod, check = play.cast.hod, play.stage.check
    first = hod.gets(play.marks[hod.id], play.is_card, "a card")
    play.card = hod.sees_change(first.id, has_plan, "the plan")
    check(len(play.cards()) == 1, "there is exactly one card, however often Send was tapped")
    for word in (play.cast.teacher.name, "fever", short(play.cast.day), "cost"):
        check(word in play.card.text, f"the card says {word!r}", actual=play.card.text)
    play.plan = rows(play.card.text)
    periods = sorted(r.period for r in play.plan)
    wanted = sorted(line.period for line in play.cast.classes)
    check(periods == wanted, "the plan has a row for each class", actual=play.card.text)
    play.meet_substitutes()
