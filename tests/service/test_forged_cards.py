"""Cards that somebody wrote at home: whatever stands on them, nobody votes with them and nothing is counted (R 12)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sailau.accumulator import CARD_UNREADABLE
from sailau.adapters.cards import MemoryCard
from sailau.card import (
    CARD_BYTES,
    Activated,
    CardContent,
    Challenged,
    Expiry,
    LoadCounter,
    Loaded,
    Taken,
    TerminalMark,
    Voted,
    parse,
    read_card,
    read_image,
)
from sailau.card.layout import BALLOT_OFFSET, COMMIT_OFFSET, COMMITTED, randomness_offset
from sailau.card.record import encode_record
from sailau.errors import FormatError, SailauError
from sailau.refusal import Refusal
from sailau.service import accumulator, desk
from sailau.terminal import Session
from tests.service.day import DESK, ISSUER, TABLE, Day, open_day


@dataclass
class Forgery:
    """A day on which card 1 was activated and card 2 voted, and what stands on them."""

    day: Day
    activated: Activated
    voted: Voted


@pytest.fixture(scope="module")
def forgery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forgery]:
    folder: Path = tmp_path_factory.mktemp("forged")
    with open_day(folder) as made:
        activated = read_card(made.admitted(1, 1))
        slot = made.admitted(2, 2)
        made.vote(slot)
        voted = read_card(slot)
        made.card(3)
        assert isinstance(activated, Activated) and isinstance(voted, Voted)
        yield Forgery(made, activated, voted)


def image_of(content: CardContent, counter: int) -> bytes:
    """A card on which anybody could have written this, with good checksums."""
    image = bytearray(CARD_BYTES)
    text = encode_record(content, counter)
    image[: len(text)] = text
    image[COMMIT_OFFSET] = COMMITTED
    if isinstance(content, Voted | Challenged):
        image[BALLOT_OFFSET : BALLOT_OFFSET + len(content.ballot)] = content.ballot
    if isinstance(content, Challenged):
        start = randomness_offset(len(content.ballot))
        image[start : start + len(content.randomness)] = content.randomness
    return bytes(image)


def changed(data: st.DataObject, original: bytes) -> bytes:
    """Bytes with one bit turned, cut short, or of the forger's choice."""
    at = data.draw(st.integers(0, len(original) - 1))
    turned = original[:at] + bytes([original[at] ^ (1 << data.draw(st.integers(0, 7)))]) + original[at + 1 :]
    return data.draw(st.sampled_from([turned, original[: max(1, at)], bytes(len(original)), original + b"\0"]))


def forged(data: st.DataObject, made: Forgery) -> CardContent:
    """A content that differs from the true one in at least one place."""
    activated, voted = made.activated, made.voted
    signature, device = voted.terminal.signature, data.draw(st.sampled_from(["terminal-1", "terminal-2", "portable-1"]))
    terminal = TerminalMark(device=device, signature=signature)
    load = LoadCounter(data.draw(st.integers(2, 5)))
    other_mark = replace(activated.mark, signature=changed(data, activated.mark.signature)[:64].ljust(64, b"\0"))
    randomness = data.draw(st.binary(min_size=1, max_size=300))
    choices: list[CardContent] = [
        replace(activated, load=load),
        replace(activated, number=voted.number),
        replace(activated, mark=replace(activated.mark, expiry=Expiry(activated.mark.expiry + 1))),
        replace(activated, mark=other_mark) if other_mark != activated.mark else replace(activated, load=load),
        replace(activated, credential=changed(data, activated.credential)[:256]),
        replace(voted, ballot=changed(data, voted.ballot)),
        replace(voted, number=activated.number),
        replace(voted, load=load),
        replace(voted, terminal=terminal) if device != voted.terminal.device else replace(voted, load=load),
        Challenged(number=voted.number, load=voted.load, ballot=voted.ballot, randomness=randomness, terminal=terminal),
        Taken(number=voted.number, load=voted.load),
        Loaded(number=activated.number, load=load, credential=activated.credential),
    ]
    return choices[data.draw(st.integers(0, len(choices) - 1))]


def _is_the_true_card(content: CardContent, true: Activated) -> bool:
    """Whether only the desk's mark was spoilt: the table takes such a card back unvoted, as it should."""
    return isinstance(content, Activated) and replace(content, mark=true.mark) == true


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), counter=st.integers(1, 2**32 - 1))
def test_forged_card_neither_votes_nor_counts_nor_is_activated(
    forgery: Forgery, data: st.DataObject, counter: int
) -> None:
    day, content = forgery.day, forged(data, forgery)
    image = image_of(content, counter)
    assert parse(image) == content
    session = day.booth().insert(MemoryCard(image=image), day.clock.now())
    assert isinstance(session, Refusal), content
    admitted = desk.admit(day.precinct, day.voter(3), MemoryCard(image=image), desk=DESK, member=ISSUER)
    assert isinstance(admitted, Refusal), content
    if not _is_the_true_card(content, forgery.activated):
        taken = accumulator.take_card(day.precinct, MemoryCard(image=image), accumulator=TABLE)
        assert isinstance(taken, Refusal), content
    assert day.table("box", "ballots") == {} == day.table("box", "aside")


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    which=st.sampled_from(["activated", "voted"]),
    spans=st.lists(
        st.tuples(st.integers(0, CARD_BYTES - 1), st.binary(min_size=1, max_size=90)), min_size=1, max_size=4
    ),
)
def test_card_with_bytes_changed_at_will_gives_an_answer_and_never_another_vote(
    forgery: Forgery, which: str, spans: list[tuple[int, bytes]]
) -> None:
    day = forgery.day
    true = forgery.activated if which == "activated" else forgery.voted
    image = bytearray(image_of(true, 7))
    for at, new in spans:
        image[at : at + len(new)] = new
    slot = MemoryCard(image=bytes(image[:CARD_BYTES]))
    try:
        found: CardContent | None = read_card(slot)
    except FormatError:
        found = None
    begun = day.booth().insert(slot, day.clock.now())
    assert isinstance(begun, Refusal) or (isinstance(begun, Session) and found == forgery.activated)
    if found is None:
        assert accumulator.take_card(day.precinct, slot, accumulator=TABLE) == CARD_UNREADABLE
    assert found in (None, true)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.one_of(st.binary(max_size=300), st.just(b"\x00\x0f\xd1\x01\x0bT\x02envote me")), filler=st.integers(0, 255)
)
def test_card_full_of_noise_is_refused_at_every_device(forgery: Forgery, start: bytes, filler: int) -> None:
    day = forgery.day
    slot = MemoryCard(image=start.ljust(CARD_BYTES, bytes([filler])))
    before = read_image(slot)
    for answer in (
        day.booth().insert(slot, day.clock.now()),
        desk.admit(day.precinct, day.voter(4), slot, desk=DESK, member=ISSUER),
        accumulator.load_card(day.precinct, slot, accumulator=TABLE),
        accumulator.take_card(day.precinct, slot, accumulator=TABLE),
    ):
        assert isinstance(answer, Refusal)
    assert read_image(slot) == before
    assert issubclass(FormatError, SailauError)
