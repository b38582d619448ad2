"""Weeks to draw: one that has everything, as the API gives it; one like it in Hindi; and any."""

from datetime import UTC, datetime
from typing import Any, cast

from hypothesis import strategies as st

from bot.contract.schemas import ClassOut, DayOut, DaysOut, MeOut
from bot.pictures.week import Column, Entry, Period, Tone, Week, Words
from bot.views.week import drawing
from tests.support import fake_api

NOW = datetime(2026, 11, 25, 8, 15, tzinfo=UTC)
TIMES = {
    1: ("09:00", "09:50"), 2: ("09:50", "10:40"), 3: ("11:00", "11:50"), 4: ("11:50", "12:40"),
    5: ("13:30", "14:20"), 6: ("14:20", "15:10"), 7: ("15:10", "16:00"),
}  # fmt: skip
WORDS = Words("As planned", "Changed", "Cancelled", "Break", "No classes.", "As of Wed 25 Nov, 08:15")
HINDI = Words("तय अनुसार", "बदली हुई", "रद्द", "मध्यांतर", "इस सप्ताह कोई कक्षा नहीं।", "बुध 25 नव, 08:15 तक")
PERIODS = tuple(Period(n, f"P{n}", *times) for n, times in TIMES.items())
RAO, MEERA, KHAN, PILLAI = "Dr Anjali Rao", "Dr Meera Iyer", "Prof. Khan", "Dr Venkatesh Pillai"


def class_(day: int, period: int, subject: str, who: str = RAO, room: str = "R101", **other: Any) -> ClassOut:
    """A class of CSE-3-A on the 23rd of November (day 1) or a day after that."""
    start, end = TIMES[period]
    made = fake_api.class_(
        date=f"2026-11-{22 + day}", period=period, start=start, end=end, subject_name=subject,
        subject_code=other.pop("code", "CS301"), faculty_names=[who], room_name=room, **other,
    )  # fmt: skip
    return cast(ClassOut, made)


def days(
    *classes: ClassOut, special: dict[int, tuple[str, str]] | None = None, today: int = 3
) -> list[DayOut]:
    """Monday the 23rd to Sunday the 29th."""
    special = {7: ("no_classes", "")} | (special or {})
    found = []
    for n in range(1, 8):
        held = [cast(dict[str, Any], c) for c in classes if c["date"] == f"2026-11-{22 + n}"]
        found.append(
            fake_api.day(f"2026-11-{22 + n}", *held, special=special.get(n)) | {"is_today": n == today}
        )
    return cast(list[DayOut], found)


def student() -> MeOut:
    me = fake_api.me("Asha", "student", section_name="CSE-3-A")
    periods = [{"period": n, "start": start, "end": end} for n, (start, end) in TIMES.items()]
    return cast(MeOut, me | {"periods": periods})


def week_of(held: list[DayOut], kind: str = "me", name: str = "Asha") -> DaysOut:
    return cast(DaysOut, {"kind": kind, "id": "x1", "name": name, "days": held})


def drawn(*classes: ClassOut, **other: Any) -> Week:
    """The student's own week with these classes."""
    return drawing(week_of(days(*classes, **other)), student(), NOW)


def busy() -> Week:
    """A student's week with every kind of change, batches, electives, a holiday and half a day."""
    return drawing(week_of(busy_days()), student(), NOW)


def busy_days() -> list[DayOut]:
    maths, data, nets, systems = (
        "Discrete Mathematics",
        "Database Systems",
        "Computer Networks",
        "Operating Systems",
    )
    b1, b2 = ["CSE-3-A B1"], ["CSE-3-A B2"]
    return days(
        class_(1, 1, maths), class_(1, 2, data, PILLAI), class_(1, 3, nets, MEERA, "R102"),
        class_(1, 4, systems, KHAN), *(class_(1, n, "Database Lab", PILLAI, "Lab 2") for n in (5, 6, 7)),
        class_(2, 1, systems, KHAN, state="cancelled"),
        class_(2, 2, maths, MEERA, state="substituted", was={"faculty_names": [RAO]}),
        *(class_(2, n, "Physics Lab", "Dr Das", "Lab 5", section_names=b1, code="PH211") for n in (3, 4)),
        *(class_(2, n, "Networks Lab", MEERA, "Lab 3", section_names=b2, code="CS315") for n in (3, 4)),
        class_(2, 6, nets, MEERA, "R102"),
        class_(3, 1, "Probability & Statistics", "Dr Nair"),
        class_(3, 2, nets, MEERA, "Seminar Hall", state="moved_here",
               was={"date": "2026-11-23", "period": 6, "room_name": "R102"}),
        class_(3, 4, data, PILLAI),
        class_(3, 5, "Machine Learning", PILLAI, "R201", code="EL1"),
        class_(3, 5, "Cloud Services", "Dr Sharma", "R202", code="EL2"),
        class_(3, 5, "Electronics", "Dr Das", "R203", code="EL3"),
        class_(5, 1, maths), class_(5, 2, maths, state="added"),
        class_(5, 3, systems, KHAN, state="moved_away", now={"date": "2026-11-28", "period": 2}),
        class_(5, 4, "English", "Ms D’Souza"),
        *(class_(5, n, "Systems Lab", MEERA, "Lab 3", state="merged", was={"faculty_names": [KHAN]})
          for n in (6, 7)),
        class_(6, 1, "Environment", "Dr Kulkarni"),
        class_(6, 2, systems, KHAN, "R104", state="moved_here",
               was={"date": "2026-11-27", "period": 3, "room_name": "R101"}),
        special={4: ("holiday", "Guru Nanak Jayanti"), 6: ("half", "4")},
    )  # fmt: skip


def entry(first: int, subject: str, *details: str, last: int | None = None, **other: Any) -> Entry:
    last = last or first
    return Entry(first, last, TIMES[first][0], TIMES[last][1], subject, "CS1", details, **other)


def week(*columns: Column, words: Words = WORDS, title: str = "CSE-3-A") -> Week:
    return Week(title, "", columns, PERIODS, words)


def column(*entries: Entry, **other: Any) -> Column:
    return Column("Mon", "23 Nov", entries, **other)


def hindi() -> Week:
    changed, gone = Tone.CHANGED, Tone.CANCELLED
    rao, meera, room = "डॉ. अंजलि राव", "डॉ. मीरा अय्यर", "कक्ष 101"
    return Week(
        "आशा · CSE-3-A · सोम 23 नव – शनि 28 नव",
        "हिल कॉलेज",
        (
            Column("सोम", "23 नव", (
                entry(1, "असतत गणित", rao, room), entry(2, "डेटाबेस प्रबंधन", "डॉ. वेंकटेश पिल्लै", room),
                entry(3, "कंप्यूटर नेटवर्क", meera, "कक्ष 102"),
                entry(5, "भौतिकी प्रयोगशाला", "डॉ. श्रीवास्तव", "प्रयोगशाला 2", last=7),
            )),
            Column("मंगल", "24 नव", (
                entry(1, "प्रचालन तंत्र", "प्रो. ख़ान", room, tone=gone, tag="रद्द"),
                entry(2, "असतत गणित", meera, room, tone=changed, tag="स्थानापन्न", was=rao),
                entry(3, "सांख्यिकी", "डॉ. नायर", room), entry(6, "Computer Networks", "Dr Iyer", "R102"),
            )),
            Column("बुध", "25 नव", (
                entry(1, "प्रायिकता और सांख्यिकी", "डॉ. नायर", room),
                entry(2, "कंप्यूटर नेटवर्क", meera, "सभागार", tone=changed, tag="यहाँ लाई गई", was="सोम 23 नव P6"),
                entry(4, "डेटाबेस प्रबंधन", "डॉ. वेंकटेश पिल्लै", room),
                entry(5, "क्षेत्र विज्ञान", "डॉ. ज्ञानेश्वर", "कक्ष 201"),
            ), is_today=True),
            Column("गुरु", "26 नव", note="अवकाश: गुरु नानक जयंती", is_off=True),
            Column("शुक्र", "27 नव", (
                entry(1, "असतत गणित", rao, room),
                entry(2, "असतत गणित", rao, room, tone=changed, tag="अतिरिक्त कक्षा"),
                entry(3, "प्रचालन तंत्र", "प्रो. ख़ान", room, tone=gone, tag="शनि 28 नव P2 को गई"),
                entry(6, "नेटवर्क प्रयोगशाला", meera, "प्रयोगशाला 3", last=7, tone=changed, tag="साथ में",
                      was="प्रो. ख़ान"),
            )),
            Column("शनि", "28 नव", (
                entry(1, "पर्यावरण अध्ययन", "डॉ. कुलकर्णी", room),
                entry(2, "प्रचालन तंत्र", "प्रो. ख़ान", "कक्ष 104", tone=changed, tag="यहाँ लाई गई",
                      was="शुक्र 27 नव P3"),
            ), note="आधा दिन"),
        ),
        PERIODS,
        HINDI,
    )  # fmt: skip


_words = st.text(max_size=60)


@st.composite
def _entries(draw: st.DrawFn) -> Entry:
    first = draw(st.integers(1, 7))
    last = draw(st.integers(first, 7))
    return entry(
        first,
        draw(_words),
        *draw(st.lists(_words, max_size=3)),
        last=last,
        tone=draw(st.sampled_from(Tone)),
        tag=draw(_words),
        was=draw(_words),
    )


@st.composite
def weeks(draw: st.DrawFn) -> Week:
    """Of any kind: any letters, any number of classes at once, days without any."""
    days = [
        Column(draw(_words), draw(_words), tuple(held), draw(_words), draw(st.booleans()), is_off=not held)
        for held in draw(st.lists(st.lists(_entries(), max_size=6), min_size=1, max_size=7))
    ]
    return week(*days, title=draw(_words))
