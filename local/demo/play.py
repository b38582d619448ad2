"""The play: leave asked, planned, approved, told, true in everybody's day; rejected, withdrawn; bad input."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from local.demo.cast import Cast
from local.demo.chat import Message, Person, Stage
from local.demo.messages import Row, dated

Key = tuple[int, date]


@dataclass(slots=True)
class Play:
    """What has happened so far.

    `away` is the first plan's substitute, who takes leave as well. `before` has everybody's days as they
    were, `marks` everybody's newest message before the decision.
    """

    stage: Stage
    cast: Cast
    today: date
    card: Message | None = None
    plan: list[Row] = field(default_factory=list)
    substitutes: list[Person] = field(default_factory=list)
    away: Person | None = None
    before: dict[Key, str] = field(default_factory=dict)
    marks: dict[int, int] = field(default_factory=dict)

    def meet_substitutes(self) -> None:
        """Whoever the plan names, and the days that it changes, as they are before it."""
        by_name = {p.name: p for p in self.stage.people()}
        self.substitutes = [by_name[n] for n in dict.fromkeys(n for r in self.plan for n in r.substitutes)]
        self.remember(self.substitutes, self.cast.day)
        for row in self.plan:
            if row.moved_to:
                self.remember(self.cast.everybody, dated(row.moved_to[0], self.cast.day))

    def remember(self, people: Sequence[Person], day: date) -> None:
        for person in people:
            if (person.id, day) not in self.before:
                self.before[person.id, day] = person.answer_to(f"/day {day}").text

    def mark(self, people: Sequence[Person]) -> None:
        self.marks.update({p.id: p.last() for p in people})

    def other_hods(self) -> list[Person]:
        watched = {self.cast.hod.id, *(s.id for s in self.substitutes)}
        return [p for p in self.stage.people() if p.role == "hod" and p.id not in watched]

    def watched(self) -> list[Person]:
        return [self.cast.teacher, *self.cast.students, *self.substitutes]

    def is_card(self, message: Message) -> bool:
        return is_card_of(message, self.cast.teacher)

    def cards(self) -> list[Message]:
        return self.cast.hod.after(self.marks[self.cast.hod.id], self.is_card)


def is_card_of(message: Message, person: Person) -> bool:
    return message.text.startswith("Leave request") and person.name in message.text.split("\n")[1]


def has_plan(message: Message) -> bool:
    """A card that can be decided with its plan on it."""
    return "cost" in message.text and "⏳" not in message.text and message.data_of("Approve") is not None


def starts(sign: str) -> Callable[[Message], bool]:
    return lambda message: message.text.startswith(sign)


def has(words: str) -> Callable[[Message], bool]:
    return lambda message: words in message.text


def subject_of(row: Row) -> str:
    return row.what.split(" · ")[0]
