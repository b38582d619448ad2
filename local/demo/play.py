"""The play: leave asked, planned, approved, told, true in everybody's day; rejected, withdrawn; bad input."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from local.demo.casting import Cast
from local.demo.chat import Difference, Message, Person, Stage, is_news
from local.demo.reading import Row, at, dated, rows, short

_DAY = timedelta(days=1)
Key = tuple[int, date]


@dataclass(slots=True)
class Play:
    """What has happened so far."""

    stage: Stage
    cast: Cast
    today: date
    card: Message | None = None
    plan: list[Row] = field(default_factory=list)
    substitutes: list[Person] = field(default_factory=list)
    away: Person | None = None
    """the first plan's substitute, who takes leave themselves"""
    before: dict[Key, str] = field(default_factory=dict)
    """everybody's days as they were"""
    marks: dict[int, int] = field(default_factory=dict)
    """everybody's newest message before the decision"""

    def all(self) -> None:
        for scene in (
            self.ask, self.plan_arrives, self.stale_card, self.approve, self.everybody_is_told,
            self.days_are_true, self.second_tap, self.reject, self.withdraw_pending, self.bad_input,
            self.withdraw_approved,
        ):  # fmt: skip
            self.stage.scene((scene.__doc__ or "").rstrip("."))
            scene()

    # the request

    def ask(self) -> None:
        """A teacher asks for leave."""
        teacher, check, cast = self.cast.teacher, self.stage.check, self.cast
        teacher.says("/today")
        day = teacher.says(f"/day {cast.day}")
        self._remember(cast.everybody, cast.day)
        check(all(line.text in day.text for line in cast.classes), "the day shows the classes of that day")
        self._mark([cast.hod, teacher])

        preview = teacher.says(f"/leave {cast.day:%A} P{cast.first}-P{cast.last} fever")
        for line in cast.classes:
            named = f"P{line.period} {line.subject}"
            check(named in preview.text, f"the preview names {named}", found=preview.text)
        check(
            cast.hod.name in preview.text,
            f"the preview says that {cast.hod.name} decides",
            found=preview.text,
        )
        check(not self._cards(), "nothing is sent before it is confirmed")
        send = next(b for b in preview.buttons if "Send" in b[0])
        teacher.repeats(preview, *send)
        teacher.sees_change(preview.id, lambda m: "Sent" in m.text, "the preview turned into the request")
        teacher.repeats(preview, *send)
        check("Sent" in teacher.sees(preview.id).text, "a second tap on Send shows the same")

    def plan_arrives(self) -> None:
        """The HOD gets a card, and the plan on it."""
        hod, check = self.cast.hod, self.stage.check
        first = hod.gets(self.marks[hod.id], self._is_card, "a card")
        self.card = hod.sees_change(first.id, has_plan, "the plan")
        check(len(self._cards()) == 1, "there is exactly one card, however often Send was tapped")
        for word in (self.cast.teacher.name, "fever", short(self.cast.day), "cost"):
            check(word in self.card.text, f"the card says {word!r}", found=self.card.text)
        self.plan = rows(self.card.text)
        periods = sorted(r.period for r in self.plan)
        wanted = sorted(line.period for line in self.cast.classes)
        check(periods == wanted, "the plan has a row for each class", found=self.card.text)
        self._meet_substitutes()

    def _meet_substitutes(self) -> None:
        """Whoever the plan names, and the days that it changes, as they are before it."""
        by_name = {p.name: p for p in self.stage.people()}
        self.substitutes = [by_name[n] for n in dict.fromkeys(n for r in self.plan for n in r.substitutes)]
        self._remember(self.substitutes, self.cast.day)
        for row in self.plan:
            if row.moved_to:
                self._remember(self.cast.everybody, dated(row.moved_to[0], self.cast.day))

    # decisions

    def stale_card(self) -> None:
        """The plan is out of date: approving it changes nothing, and the card shows the new one."""
        hod, card, check = self.cast.hod, self.card, self.stage.check
        assert card is not None
        listed = hod.says("/pending")
        mark = hod.last()
        hod.taps(listed, self.cast.teacher.name)
        second = hod.gets(mark, self._is_card, "the card from /pending")
        if not self.substitutes:
            self._forged_tap(card)
            return
        self._substitute_is_away_too()
        check(hod.taps(card, "Approve"), "the tap is answered")
        old = card.data_of("Approve")
        self.card = hod.sees_change(
            card.id, lambda m: has_plan(m) and m.data_of("Approve") != old, "a new plan on the card"
        )
        again = {name for row in rows(self.card.text) for name in row.substitutes}
        gone = self.away.name if self.away else ""
        check(gone not in again, f"the new plan does without {gone}", found=self.card.text)
        check(hod.taps(second, "Approve"), "a tap on the other card, as old, is answered")
        new = self.card.data_of("Approve")
        hod.sees_change(second.id, lambda m: m.data_of("Approve") == new, "the new plan on the other card")
        self.stage.until_quiet([self.cast.teacher])
        told = self.cast.teacher.after(self.marks[self.cast.teacher.id], is_news)
        check(not told, "nothing has been approved", found=told)

    def _forged_tap(self, card: Message) -> None:
        """Nobody to take away from the plan: a tap that names a revision which never was."""
        data = (card.data_of("Approve") or "").rpartition(":")[0] + ":99"
        answer = self.cast.hod.repeats(card, "✅ Approve, of another plan", data)
        still = self.cast.hod.sees(card.id)
        self.stage.check(answer and still.data_of("Approve"), "the tap is answered, and nothing approved")

    def _substitute_is_away_too(self) -> None:
        row = next(r for r in self.plan if r.substitutes)
        self.away = away = next(s for s in self.substitutes if s.name in row.substitutes)
        people = self.stage.people()
        decider = next(
            p for p in people if (p.role == "admin" if away.role == "hod" else _is_head_of(p, away))
        )
        mark = decider.last()
        preview = away.says(f"/leave {self.cast.day} P{row.period} od inspection")
        away.taps(preview, "Send")
        away.sees_change(preview.id, lambda m: "Sent" in m.text, "the preview turned into the request")
        card = decider.gets(mark, lambda m: is_card_of(m, away) and has_plan(m), "a card")
        self.stage.showed(decider, card)
        decider.taps(card, "Approve")
        decider.sees_change(card.id, lambda m: "Approved" in m.text, "the outcome")

    def approve(self) -> None:
        """The HOD approves."""
        hod, card = self.cast.hod, self.card
        assert card is not None
        self.plan = rows(card.text)
        self._meet_substitutes()
        self._mark([*self.cast.everybody, *self.substitutes, *self._other_hods()])
        hod.taps(card, "Approve")
        decided = hod.sees_change(card.id, lambda m: "Approved" in m.text, "the outcome")
        self.stage.check(not decided.buttons, "the card says approved, and has no buttons any more")

    def everybody_is_told(self) -> None:
        """Those concerned are told once each, nobody else."""
        cast, stage = self.cast, self.stage
        for person, sign in self._to_be_told():
            stage.showed(person, person.gets(self.marks[person.id], starts(sign), "the news"))
        stage.until_quiet([*cast.everybody, *self.substitutes, *self._other_hods()])
        for person, sign in self._to_be_told():
            self._check_told(person, sign, 1)
        self._check_fever_is_private()
        if cast.untold:
            self._check_told(cast.untold, "🔔", 0)
        for other in self._other_hods():
            told = len(other.after(self.marks[other.id], starts("ℹ️")))
            stage.check(told <= 1, f"{other.name}, another HOD, is told once at most", found=told)

    def _to_be_told(self) -> list[tuple[Person, str]]:
        return [
            (self.cast.teacher, "✅ Your leave"),
            *((s, "🔁") for s in self.substitutes),
            *((s, "🔔") for s in self.cast.students),
        ]

    def _check_told(self, person: Person, sign: str, times: int) -> None:
        told = person.after(self.marks[person.id], starts(sign))
        how = {0: "is not told", 1: "is told once"}[times]
        self.stage.check(len(told) == times, f"{person.name}, {person.role}, {how}", found=len(told))

    def _check_fever_is_private(self) -> None:
        others = [*self.substitutes, *self.cast.students]
        heard = [p for p in others if p.after(self.marks[p.id], lambda m: "fever" in m.text)]
        self.stage.check(not heard, "nobody else is told why")

    # what is true now

    def days_are_true(self) -> None:
        """What the days show now, with the changes marked."""
        cast = self.cast
        seen: dict[int, str] = {}
        people = [*cast.students[:1], cast.teacher, *self.substitutes]
        for person in people:
            seen[person.id] = person.says(f"/day {cast.day}").text
        for student in cast.students:
            text = seen.get(student.id) or student.asks(f"/day {cast.day}").text
            for row in self.plan:
                if at(self.before[student.id, cast.day], row.period).startswith(_subject(row)):
                    self._check_student(student, at(text, row.period), row)
        for row in self.plan:
            line = at(seen[cast.teacher.id], row.period)
            self.stage.check("leave" in line or "↪" in line, f"the teacher has no P{row.period}", found=line)
            for name in row.substitutes:
                taker = next(s for s in self.substitutes if s.name == name)
                line = at(seen[taker.id], row.period)
                self.stage.check(
                    "✱" in line and _subject(row) in line, f"{name} sees P{row.period} marked", found=line
                )
        if cast.untold:
            same = cast.untold.asks(f"/day {cast.day}").text == self.before[cast.untold.id, cast.day]
            self.stage.check(same, f"the day of {cast.untold.name}, of another section, is as it was")

    def _check_student(self, student: Person, line: str, row: Row) -> None:
        claim = f"{student.name} sees what becomes of P{row.period}"
        if row.substitutes:
            self.stage.check("✱" in line and row.substitutes[0] in line, claim, found=line)
        elif row.moved_to:
            self.stage.check("↪" in line or "✱" in line, claim, found=line)
            there = student.asks(f"/day {dated(row.moved_to[0], self.cast.day)}").text
            self.stage.check(
                "✱" in at(there, row.moved_to[1]), f"{student.name} sees it at its new time", found=there
            )
        else:
            self.stage.check("✖" in line, claim, found=line)

    def second_tap(self) -> None:
        """A second tap on Approve changes nothing."""
        hod, card = self.cast.hod, self.card
        assert card is not None
        data = card.data_of("Approve") or ""
        before = {p.id: p.last() for p in self._to_watch()}
        answer = hod.repeats(card, "✅ Approve", data)
        self.stage.check("approved" in answer, "it is answered with what was decided", found=answer)
        self.stage.check(not hod.sees(card.id).buttons, "the card still shows the outcome")
        self.stage.until_quiet(self._to_watch())
        same = all(p.last() == before[p.id] for p in self._to_watch())
        self.stage.check(same, "nobody is told anything a second time")

    def _to_watch(self) -> list[Person]:
        return [self.cast.teacher, *self.cast.students, *self.substitutes]

    # other outcomes

    def reject(self) -> None:
        """Another request is rejected, with a reason."""
        teacher, hod = self.cast.teacher, self.cast.hod
        asked = self._ask_again("wedding")
        mark = teacher.last()
        hod.taps(asked, "Reject")
        why = hod.gets(asked.id, lambda m: "reason" in m.text and not self._is_card(m), "the question why")
        self.stage.showed(hod, why)
        hod.says("Examinations are near", lambda m: "Rejected" in m.text and not self._is_card(m))
        hod.sees_change(asked.id, lambda m: "Rejected" in m.text and not m.buttons, "the outcome")
        told = teacher.gets(mark, starts("❌"), "the outcome")
        self.stage.showed(teacher, told)
        self.stage.check("Examinations are near" in told.text, "the teacher is told why", found=told.text)

    def withdraw_pending(self) -> None:
        """A request is withdrawn before it is decided."""
        hod = self.cast.hod
        asked = self._ask_again("od conference")
        self._withdraw(self.cast.teacher, self._other_day())
        after = hod.sees_change(
            asked.id, lambda m: "Withdrawn" in m.text and not m.buttons, "the withdrawal on the card"
        )
        self.stage.check(not after.data_of("Approve"), "the card can't be approved any more")

    def _other_day(self) -> date:
        """A day on which the teacher has nothing to lose but is at work."""
        for ahead in range(1, 14):
            day = self.today + ahead * _DAY
            if day != self.cast.day and "No classes" not in self.cast.teacher.asks(f"/day {day}").text:
                return day
        raise Difference("expected: another working day for this teacher within two weeks; found: none")

    def _ask_again(self, reason: str) -> Message:
        """Another request by the same teacher; the HOD's card of it."""
        teacher, hod = self.cast.teacher, self.cast.hod
        mark = hod.last()
        preview = teacher.says(f"/leave {self._other_day()} fn {reason}")
        teacher.taps(preview, "Send")
        teacher.sees_change(preview.id, lambda m: "Sent" in m.text, "the preview turned into the request")
        card = hod.gets(mark, lambda m: self._is_card(m) and has_plan(m), "a card")
        self.stage.showed(hod, card)
        return card

    def withdraw_approved(self) -> None:
        """The approved leave is withdrawn, and every day is as before."""
        cast, stage = self.cast, self.stage
        marks = {p.id: p.last() for p in [*cast.students, *self.substitutes]}
        self._withdraw(cast.teacher, cast.day)
        assert self.card is not None
        cast.hod.sees_change(self.card.id, lambda m: "Withdrawn" in m.text, "the withdrawal on the card")
        signs = [(s, "🔁") for s in self.substitutes] + [(s, "🔔") for s in cast.students]
        for person, sign in signs:
            stage.showed(person, person.gets(marks[person.id], starts(sign), "the news"))
        stage.until_quiet(self._to_watch())
        for person, sign in signs:
            told = len(person.after(marks[person.id], starts(sign)))
            stage.check(told == 1, f"{person.name} is told once that all is as planned again", found=told)
        if self.away:
            self._withdraw(self.away, cast.day)
        by_id = {p.id: p for p in stage.people()}
        for (id, day), text in self.before.items():
            now = by_id[id].asks(f"/day {day}").text
            stage.check(now == text, f"{by_id[id].name}'s {short(day)} is as before", found=now)

    def _withdraw(self, teacher: Person, day: date) -> None:
        mine = teacher.says("/myleaves")
        found = [b for b in mine.buttons if "Withdraw" in b[0] and short(day) in b[0]]
        if not found:
            raise Difference(
                f"expected: a button to withdraw the leave of {short(day)}; found: {mine.buttons}"
            )
        teacher.repeats(mine, *found[0])
        sure = teacher.sees_change(mine.id, lambda m: "Withdraw your" in m.text, "the question whether to")
        yes = next(b for b in sure.buttons if "Yes" in b[0])
        teacher.repeats(sure, *yes)
        teacher.sees_change(mine.id, lambda m: "Withdrawn" in m.text, "the withdrawal")
        answer = teacher.repeats(sure, *yes)
        self.stage.check(answer, "a second tap is answered, and does nothing", found=answer)

    def bad_input(self) -> None:
        """What bad input gets."""
        teacher, stranger, cast = self.cast.teacher, self.cast.stranger, self.cast
        past, later = self.today - _DAY, self.today + 200 * _DAY
        again = f"/leave {cast.day} P{cast.first}-P{cast.last} once more"
        self._refused(teacher, "/frobnicate", "/help")
        self._refused(teacher, "/leave 31 Feb", "February")
        self._refused(teacher, f"/leave {past:%d/%m/%Y}", "past")
        self._refused(teacher, f"/leave {cast.day} P99", "99")
        self._refused(teacher, f"/leave {later}", "term")
        self._refused(teacher, again, "already")
        if cast.students:
            self._refused(cast.students[0], f"/leave {cast.day}", "faculty")
        self._refused(stranger, "/today", "link")
        self._refused(stranger, f"/start {teacher.code}", "link")
        self._refused(stranger, "/start nonsense", "link")

    def _refused(self, who: Person, text: str, word: str) -> None:
        answer = who.says(text)
        fine = word.lower() in answer.text.lower() and answer.data_of("Send") is None
        self.stage.check(
            fine and "Traceback" not in answer.text, f"it says what is wrong ({word})", found=answer.text
        )

    # remembering

    def _remember(self, people: Sequence[Person], day: date) -> None:
        for person in people:
            if (person.id, day) not in self.before:
                self.before[person.id, day] = person.asks(f"/day {day}").text

    def _mark(self, people: Sequence[Person]) -> None:
        self.marks.update({p.id: p.last() for p in people})

    def _other_hods(self) -> list[Person]:
        watched = {self.cast.hod.id, *(s.id for s in self.substitutes)}
        return [p for p in self.stage.people() if p.role == "hod" and p.id not in watched]

    def _is_card(self, message: Message) -> bool:
        return is_card_of(message, self.cast.teacher)

    def _cards(self) -> list[Message]:
        return self.cast.hod.after(self.marks[self.cast.hod.id], self._is_card)


def is_card_of(message: Message, person: Person) -> bool:
    return message.text.startswith("Leave request") and person.name in message.text.split("\n")[1]


def _is_head_of(person: Person, other: Person) -> bool:
    return person.role == "hod" and person.about == other.about


def has_plan(message: Message) -> bool:
    """A card that can be decided with its plan on it."""
    return "cost" in message.text and "⏳" not in message.text and message.data_of("Approve") is not None


def starts(sign: str) -> Callable[[Message], bool]:
    return lambda message: message.text.startswith(sign)


def _subject(row: Row) -> str:
    return row.what.split(" · ")[0]
