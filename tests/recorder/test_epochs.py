"""A checkpoint on a card says in which part of the day it passed, never which card it was (E49)."""

from collections import Counter
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.recorder.checkpoint import Checkpoint
from sailau.recorder.epochs import CARDS_MIN, MICROSECONDS_MIN, Epochs, is_news, pass_card

MINUTE = 60_000_000


def tree(size: int) -> Checkpoint:
    return Checkpoint(origin="sailau/terminal-1", size=size, root=bytes([size % 256]) * 32)


def carried(gaps_us: list[int]) -> tuple[list[Checkpoint | None], list[int]]:
    """What each card carries, when cards pass with these gaps and each adds ten entries; and when it passed."""
    epochs, now, given_to, at = Epochs(begun_us=0), 0, [], []
    for number, gap in enumerate(gaps_us):
        now += gap
        epochs, checkpoint = pass_card(epochs, tree(10 * number), now)
        given_to.append(checkpoint)
        at.append(now)
    return given_to, at


def test_first_cards_carry_nothing_and_the_twenty_first_carries_the_first_epoch() -> None:
    given_to, _ = carried([MINUTE] * 45)
    assert given_to[:20] == [None] * 20
    assert given_to[20:40] == [tree(200)] * 20
    assert given_to[40:] == [tree(400)] * 5


def test_a_rush_of_cards_does_not_close_an_epoch_before_a_quarter_of_an_hour() -> None:
    given_to, _ = carried([MINUTE // 10] * 149)
    assert given_to == [None] * 149


def test_a_long_wait_does_not_close_an_epoch_of_few_cards() -> None:
    given_to, _ = carried([10 * MINUTE] * 20)
    assert given_to == [None] * 20


@settings(max_examples=60, deadline=None)
@given(gaps=st.lists(st.integers(0, 8 * MINUTE), min_size=1, max_size=250))
def test_every_checkpoint_is_shared_by_twenty_cards_and_covers_none_that_carries_it(gaps: list[int]) -> None:
    given_to, at = carried(gaps)
    shared = Counter(checkpoint.size for checkpoint in given_to if checkpoint)
    last = given_to[-1].size if given_to[-1] else 0
    assert all(count >= CARDS_MIN for size, count in shared.items() if size != last)
    first_with: dict[int, int] = {}
    for number, checkpoint in enumerate(given_to):
        if checkpoint is not None:
            assert checkpoint.size <= 10 * number, "made before the card's own entries"
            first_with.setdefault(checkpoint.size, number)
    starts = [0, *first_with.values()]
    for earlier, later in pairwise(starts):
        assert later - earlier >= CARDS_MIN
        begun = at[earlier] if earlier else 0
        assert at[later] - begun >= MICROSECONDS_MIN


def test_what_was_seen_before_is_not_recorded_again() -> None:
    assert is_news(None, tree(200))
    assert not is_news(tree(200), tree(200))
    assert is_news(tree(200), tree(400))
    assert not is_news(tree(400), tree(200))
