"""Who waits as the sandbox asks never breaks one of Telegram's windows."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from local.sandbox.limits import OVERALL, PER_CHAT, PER_GROUP, Sends, Window

MESSAGE = "sendMessage"


def paced(chats: list[int]) -> list[tuple[float, int]]:
    """When each message goes, if all are wanted at once and each waits as long as it is told."""
    sends, now, went = Sends(), 0.0, []
    for chat in chats:
        while wait := sends.wait(chat, now):
            now += wait
        sends.add(now, chat=chat, method=MESSAGE, message_id=None)
        went.append((now, chat))
    return went


def keeps(times: list[float], window: Window) -> bool:
    return all(
        late - early >= window.seconds for early, late in zip(times, times[window.messages :], strict=False)
    )


@given(st.lists(st.sampled_from([1, 2, 3, -5, -6]), max_size=120))
def test_waiting_as_told_keeps_every_window(chats: list[int]) -> None:
    went = paced(chats)

    assert keeps([at for at, _ in went], OVERALL)
    for chat in set(chats):
        assert keeps([at for at, to in went if to == chat], PER_GROUP if chat < 0 else PER_CHAT)


def test_thirty_people_are_told_in_one_second_and_the_next_in_another() -> None:
    went = paced(list(range(1, 62)))

    assert [at for at, _ in went] == [0.0] * 30 + [1.0] * 30 + [2.0]


def test_a_group_waits_for_its_minute() -> None:
    went = paced([-5] * 21)

    assert [late - early for (early, _), (late, _) in pairwise(went)] == [0.0] * 19 + [60.0]


def test_edits_are_in_the_log_but_in_no_window() -> None:
    sends = Sends()
    for _ in range(100):
        sends.add(0.0, chat=1, method="editMessageText", message_id=7)

    assert sends.wait(1, 0.0) == 0
    assert len(sends.after(0)) == 100
