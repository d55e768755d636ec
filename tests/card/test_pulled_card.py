"""A card pulled out of the slot at any byte holds its old state or its new one, never a third (R 11, 12)."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.adapters.cards import MemoryCard, PulledCard
from sailau.card import (
    CARD_BYTES,
    CardContent,
    CardRemovedError,
    UndecidedError,
    Wiped,
    Write,
    fresh,
    is_clean,
    parse,
    plan_write,
    read_image,
    wipe,
    write_and_read_back,
)
from sailau.card.layout import PAGE_BYTES
from tests.card.contents import ABANDONED, ACTIVATED, CHALLENGED, LIFE, MARK, TAKEN, VOTED, WIPED_AGAIN, lives

STEPS = [
    *pairwise(LIFE),
    (VOTED, TAKEN),
    (ACTIVATED, ABANDONED),
    (ABANDONED, WIPED_AGAIN),
    *((old, WIPED_AGAIN) for old in LIFE[1:-2]),
]


def image_with(content: CardContent) -> bytes:
    """The bytes of a card that came to `content` by its life so far."""
    card = MemoryCard(image=fresh(LIFE[0].number, LIFE[0].load))
    way = (*LIFE[1:3], ABANDONED) if content is ABANDONED else LIFE[1 : LIFE.index(content) + 1]
    for step in way:
        if not (step is CHALLENGED and content is TAKEN):
            write_and_read_back(card, step)
    return read_image(card)


def tears(image: bytes, writes: tuple[Write, ...]) -> "list[tuple[bytes, Write, int]]":
    """Every image that a pulled card may have: after k bytes of each write, with the write and k."""
    torn = []
    for write in writes:
        for k in range(len(write.data)):
            torn.append((image[: write.offset] + write.data[:k] + image[write.offset + k :], write, k))
        image = image[: write.offset] + write.data + image[write.offset + len(write.data) :]
    return [*torn, (image, writes[-1], len(writes[-1].data))]


@pytest.mark.parametrize(("old", "new"), STEPS, ids=lambda c: type(c).__name__)
def test_card_pulled_at_every_byte_holds_old_or_new(old: CardContent, new: CardContent) -> None:
    image = image_with(old)
    writes = plan_write(image, new)
    committed = False
    for torn, write, k in tears(image, writes):
        found = parse(torn)
        assert found == (new if committed else old), f"{type(found).__name__} at byte {k} of {write}"
        committed = committed or (write.commits and k == 0)
    assert found == new


@pytest.mark.parametrize(("old", "new"), STEPS, ids=lambda c: type(c).__name__)
@pytest.mark.parametrize("garbage", [0x00, 0xFF, 0x5A])
def test_card_whose_page_is_garbled_by_the_pull_holds_old_or_new(
    old: CardContent, new: CardContent, garbage: int
) -> None:
    image = image_with(old)
    for torn, write, k in tears(image, plan_write(image, new)):
        at = write.offset + k
        if k == len(write.data) or (k > 0 and at % PAGE_BYTES):
            continue
        end = (at // PAGE_BYTES + 1) * PAGE_BYTES
        start = at // PAGE_BYTES * PAGE_BYTES
        garbled = torn[:start] + bytes([garbage]) * (end - start) + torn[end:]
        assert parse(garbled) in (old, new)


@pytest.mark.parametrize(("old", "new"), STEPS, ids=lambda c: type(c).__name__)
def test_card_pulled_at_every_byte_and_put_back_is_written_to_the_end(old: CardContent, new: CardContent) -> None:
    """The whole matrix: every byte of every write of every step, through the slot, with what the writer is told."""
    image = image_with(old)
    writes = plan_write(image, new)
    total, until = sum(len(write.data) for write in writes), bytes_until_commit(writes)
    for pulled_after in range(total + 1):
        card = MemoryCard(image=image)
        with pytest.raises(CardRemovedError) as raised:
            write_and_read_back(PulledCard(card, pulled_after), new)
        found = parse(read_image(card))
        assert found == (new if pulled_after > until else old), f"after {pulled_after} bytes"
        assert isinstance(raised.value, UndecidedError) == (pulled_after >= until), f"after {pulled_after} bytes"
        if found != new:
            write_and_read_back(card, new)
        assert parse(read_image(card)) == new


def bytes_until_commit(writes: tuple[Write, ...]) -> int:
    """How many bytes reach the card before the one that commits."""
    commits = [write.commits for write in writes].index(True)
    return sum(len(write.data) for write in writes[:commits])


def test_card_pulled_after_commit_and_before_read_back_is_undecided() -> None:
    image = image_with(LIFE[2])
    writes = plan_write(image, VOTED)
    until, total = bytes_until_commit(writes), sum(len(write.data) for write in writes)
    for pulled_after in (until + 1, until + 2, total):
        card = MemoryCard(image=image)
        with pytest.raises(UndecidedError):
            write_and_read_back(PulledCard(card, pulled_after), VOTED)
        assert parse(read_image(card)) == VOTED
    card = MemoryCard(image=image)
    with pytest.raises(UndecidedError):
        write_and_read_back(PulledCard(card, until), VOTED)
    assert parse(read_image(card)) == LIFE[2]


def test_card_pulled_before_commit_is_not_undecided() -> None:
    image = image_with(LIFE[2])
    until = bytes_until_commit(plan_write(image, VOTED))
    card = MemoryCard(image=image)
    with pytest.raises(CardRemovedError) as raised:
        write_and_read_back(PulledCard(card, until - 1), VOTED)
    assert not isinstance(raised.value, UndecidedError)
    assert parse(read_image(card)) == LIFE[2]


@pytest.mark.parametrize("old", (*LIFE[:-1], ABANDONED), ids=lambda c: type(c).__name__)
def test_wiping_cut_short_at_every_8th_byte_is_finished_by_the_next(old: CardContent) -> None:
    image = image_with(old)
    total = sum(len(write.data) for write in plan_write(image, Wiped(number=old.number, load=old.load)))
    for pulled_after in [*range(0, total, 8), total]:
        card = MemoryCard(image=image)
        with pytest.raises(CardRemovedError):
            wipe(PulledCard(card, pulled_after), old.number, old.load)
        wipe(card, old.number, old.load)
        assert is_clean(read_image(card))


@settings(max_examples=60, deadline=None)
@given(life=lives(), data=st.data())
def test_any_life_with_a_pull_at_any_byte_of_any_write(life: tuple[CardContent, ...], data: st.DataObject) -> None:
    card = MemoryCard(life[0].number)
    for new in life:
        old = parse(read_image(card))
        total = sum(len(write.data) for write in plan_write(read_image(card), new))
        pulled_after = data.draw(st.one_of(st.none(), st.integers(0, total)))
        if pulled_after is not None:
            with pytest.raises(CardRemovedError):
                write_and_read_back(PulledCard(card, pulled_after), new)
            assert parse(read_image(card)) in (old, new)
        if parse(read_image(card)) != new:
            write_and_read_back(card, new)
        assert parse(read_image(card)) == new
    wipe(card, life[-1].number, life[-1].load)
    assert is_clean(read_image(card))
    assert len(read_image(card)) == CARD_BYTES


def test_voted_card_holds_neither_credential_nor_mark_any_more() -> None:
    card = MemoryCard(image=image_with(LIFE[2]))
    write_and_read_back(card, VOTED)
    image = read_image(card)
    for part in (ACTIVATED.credential, MARK.signature, MARK.desk.encode()):
        assert part not in image
