"""Card images put together from pieces of real ones, of every state of their lives: nobody votes or counts by them.

Random bytes and forged contents with good checksums are `tests/service/test_forged_cards.py`; here every piece is
genuine, and all of them are of cards whose ballots are in the box: records and ballot areas exchanged between cards,
states and loads, with some bytes changed or none.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sailau.adapters.cards import MemoryCard
from sailau.card import CARD_BYTES, CardContent, Taken, Wiped, is_clean, parse, read_card, read_image, wipe
from sailau.card.layout import BALLOT_OFFSET, COMMIT_OFFSET, RECORD_SLOT_BYTES
from sailau.errors import FormatError
from sailau.refusal import Refusal
from sailau.service import accumulator, desk
from sailau.service.accumulator import Returned
from tests.card.contents import LOADED
from tests.pcsc.hand import chip_with
from tests.service.day import DESK, ISSUER, TABLE, Day, open_day

STATES = ("loaded", "activated", "voted", "wiped")


@dataclass(frozen=True)
class Lives:
    """A day on which two cards were voted with and taken, one of them twice; their images at each state."""

    day: Day
    images: list[bytes] = field(repr=False)
    contents: list[CardContent] = field(repr=False)


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lives]:
    folder: Path = tmp_path_factory.mktemp("images")
    images: list[bytes] = []
    with open_day(folder) as day:
        for voter, number in ((1, 1), (2, 2), (3, 1)):
            slot = day.card(number)
            images.append(read_image(slot))
            day.admitted(voter, number)
            images.append(read_image(slot))
            day.vote(slot)
            images.append(read_image(slot))
            day.take(slot)
            images.append(read_image(slot))
        yield Lives(day, images, [parse(image) for image in images])


pieces = st.integers(0, 3 * len(STATES) - 1)
changes = st.lists(st.tuples(st.integers(0, CARD_BYTES - 1), st.integers(1, 255)), max_size=2)


@settings(max_examples=80, suppress_health_check=list(HealthCheck))
@given(first=pieces, second=pieces, area=pieces, changed=changes)
@example(first=2, second=2, area=2, changed=[])  # a voted card, copied, after its ballot was taken
@example(first=1, second=1, area=1, changed=[])  # an activated card, copied, after it was voted with
@example(first=1, second=9, area=2, changed=[])
@example(first=0, second=0, area=0, changed=[(704, 1)])  # a stray byte beside a record
@example(first=0, second=10, area=0, changed=[])  # as it was before it was loaded
def test_image_of_genuine_pieces_neither_votes_nor_counts(
    lives: Lives, first: int, second: int, area: int, changed: list[tuple[int, int]]
) -> None:
    day, images = lives.day, lives.images
    one, two = images[first][:RECORD_SLOT_BYTES], images[second][RECORD_SLOT_BYTES:BALLOT_OFFSET]
    image = bytearray(one + two + images[area][BALLOT_OFFSET:])
    for at, bits in changed:
        image[at] ^= bits
    with suppress(FormatError):
        found = parse(bytes(image))
        assert isinstance(found, Wiped | Taken) or found in lives.contents, "a content that no card ever had"
    counts, cancelled = day.counts(), day.table("box", "cancelled")
    booth = day.booth().insert(MemoryCard(image=bytes(image)), day.clock.now())
    assert isinstance(booth, Refusal)
    entry = day.voter(4)
    admitted = desk.admit(day.precinct, entry, MemoryCard(image=bytes(image)), desk=DESK, member=ISSUER)
    assert isinstance(admitted, Refusal)
    taken = accumulator.take_card(day.precinct, MemoryCard(image=bytes(image)), accumulator=TABLE)
    assert isinstance(taken, Refusal) or taken == Returned(abandoned=False)
    assert len(day.table("box", "ballots")) == 3 and day.table("box", "aside") == {}
    assert (day.counts(), day.table("box", "cancelled")) == (counts, cancelled)


@pytest.mark.parametrize("slot", [0, RECORD_SLOT_BYTES])
def test_card_with_a_stray_byte_beside_a_record_is_wiped_at_once(slot: int) -> None:
    for at in (slot + RECORD_SLOT_BYTES - 64, slot + COMMIT_OFFSET - 1):
        image = bytearray(chip_with(LOADED).image)
        image[at] ^= 1
        card = MemoryCard(image=bytes(image))
        assert read_card(card) == LOADED
        wipe(card, LOADED.number, LOADED.load)
        assert is_clean(read_image(card))
