"""What a card holds, may hold, and refuses to be (E29, C12, C20, C21)."""

import re
from dataclasses import fields, replace
from typing import Any

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.adapters.cards import MemoryCard, PulledCard
from sailau.card import (
    BALLOT_BYTES_MAX,
    CARD_BYTES,
    Abandoned,
    Activated,
    ActivationMark,
    CardContent,
    CardNumber,
    CardRemovedError,
    Challenged,
    Expiry,
    LoadCounter,
    Loaded,
    Taken,
    TerminalMark,
    Voted,
    Wiped,
    Write,
    activation_message,
    expiry_after,
    expiry_instant,
    fresh,
    is_clean,
    may_become,
    parse,
    plan_write,
    read_card,
    read_image,
    terminal_message,
    wipe,
    write_and_read_back,
)
from sailau.card.layout import (
    BALLOT_OFFSET,
    BODY_OFFSET,
    COMMIT_OFFSET,
    COMMITTED,
    RECORD_SLOT_BYTES,
    randomness_offset,
)
from sailau.card.record import encode_record
from sailau.errors import FormatError, InvariantError, StoreError
from tests.card.contents import (
    ABANDONED,
    ACTIVATED,
    CHALLENGED,
    LIFE,
    LOADED,
    NUMBER,
    TAKEN,
    VOTED,
    WIPED,
    WIPED_AGAIN,
    lives,
    noise,
)

SETUP = noise("setup", 32)


def card_with(content: CardContent) -> MemoryCard:
    card = MemoryCard(image=fresh(WIPED.number, WIPED.load))
    for step in LIFE[1 : LIFE.index(content) + 1]:
        write_and_read_back(card, step)
    return card


@settings(max_examples=40, deadline=None)
@given(life=lives())
def test_every_content_of_a_life_is_read_as_it_was_written(life: tuple[CardContent, ...]) -> None:
    card = MemoryCard(life[0].number)
    for content in life:
        write_and_read_back(card, content)
        assert read_card(card) == content


def test_the_two_records_take_turns_and_the_newest_counts() -> None:
    card = card_with(ACTIVATED)
    image = read_image(card)
    older = image[:RECORD_SLOT_BYTES], image[RECORD_SLOT_BYTES : 2 * RECORD_SLOT_BYTES]
    assert all(slot[COMMIT_OFFSET] == COMMITTED for slot in older)
    assert parse(image) == ACTIVATED


def test_largest_ballot_fits_and_one_byte_more_is_refused() -> None:
    card = card_with(ACTIVATED)
    with pytest.raises(FormatError, match="does not fit"):
        plan_write(read_image(card), replace(VOTED, ballot=bytes(BALLOT_BYTES_MAX + 1)))
    largest = replace(VOTED, ballot=noise("large", BALLOT_BYTES_MAX))
    write_and_read_back(card, largest)
    assert read_card(card) == largest


def test_two_contests_of_twelve_fit_with_their_randomness() -> None:
    card = card_with(ACTIVATED)
    voted = replace(VOTED, ballot=noise("two contests", 5324))
    write_and_read_back(card, voted)
    challenged = Challenged(
        number=NUMBER, load=voted.load, ballot=voted.ballot, randomness=noise("r", 32 * 26), terminal=voted.terminal
    )
    write_and_read_back(card, challenged)
    assert read_card(card) == challenged


def test_randomness_shares_no_page_with_the_ballot() -> None:
    writes = plan_write(read_image(card_with(VOTED)), CHALLENGED)
    assert writes[0] == Write(randomness_offset(len(VOTED.ballot)), CHALLENGED.randomness)
    assert (writes[0].offset - 1) // 64 >= (BALLOT_OFFSET + len(VOTED.ballot) - 1) // 64


def test_ballot_is_written_before_the_record_and_only_zeros_after_the_commit_byte() -> None:
    writes = plan_write(read_image(card_with(ACTIVATED)), VOTED)
    assert writes[0] == Write(BALLOT_OFFSET, VOTED.ballot)
    (commit,) = [place for place, write in enumerate(writes) if write.commits]
    assert writes[commit].data == bytes([COMMITTED])
    assert all(set(write.data) == {0} for write in writes[commit + 1 :])


def test_wiped_card_keeps_number_and_load_and_not_one_byte_more() -> None:
    for content in LIFE[1:-1]:
        card = card_with(content)
        assert wipe(card, content.number, content.load) == WIPED_AGAIN
        image = read_image(card)
        assert is_clean(image)
        assert read_card(card) == WIPED_AGAIN
        assert not any(image[BALLOT_OFFSET:])
        assert LOADED.credential not in image


def test_wiped_card_with_one_byte_left_is_not_clean() -> None:
    image = bytearray(fresh(NUMBER))
    assert is_clean(bytes(image))
    for at in (RECORD_SLOT_BYTES - 64, RECORD_SLOT_BYTES, BALLOT_OFFSET, CARD_BYTES - 1):
        image[at] ^= 1
        assert not is_clean(bytes(image))
        image[at] ^= 1
    assert not is_clean(read_image(card_with(LOADED)))


def test_damaged_card_is_wiped_under_the_number_typed() -> None:
    card = MemoryCard(image=noise("damage", CARD_BYTES))
    with pytest.raises(FormatError):
        read_card(card)
    assert wipe(card, CardNumber(9), LoadCounter(4)) == Wiped(number=CardNumber(9), load=LoadCounter(4))
    assert is_clean(read_image(card))


def test_card_that_takes_no_write_is_reported_damaged() -> None:
    class Stuck(MemoryCard):
        def write(self, offset: int, data: bytes) -> None:
            pass

    stuck = Stuck(image=read_image(card_with(LOADED)))
    with pytest.raises(StoreError, match="does not hold"):
        write_and_read_back(stuck, ACTIVATED)
    with pytest.raises(StoreError, match="could not be wiped"):
        wipe(stuck, NUMBER, LOADED.load)


@pytest.mark.parametrize("at", [BALLOT_OFFSET, BALLOT_OFFSET + len(VOTED.ballot) - 1])
def test_changed_ballot_byte_makes_the_card_unreadable_and_does_not_revive_the_old_state(at: int) -> None:
    image = bytearray(read_image(card_with(VOTED)))
    image[at] ^= 1
    with pytest.raises(FormatError, match="ballot area"):
        parse(bytes(image))


def test_ballot_area_means_nothing_while_the_state_does_not_say_so() -> None:
    image = bytearray(read_image(card_with(ACTIVATED)))
    image[BALLOT_OFFSET : BALLOT_OFFSET + 900] = noise("left over", 900)
    assert parse(bytes(image)) == ACTIVATED


@settings(max_examples=200, deadline=None)
@given(at=st.integers(0, CARD_BYTES - 1), bit=st.integers(0, 7))
def test_any_flipped_bit_gives_a_known_content_or_an_unreadable_card(at: int, bit: int) -> None:
    image = bytearray(read_image(card_with(VOTED)))
    image[at] ^= 1 << bit
    try:
        found = parse(bytes(image))
    except FormatError:
        return
    assert found in (VOTED, ACTIVATED)


@settings(max_examples=100, deadline=None)
@given(body=st.binary(max_size=600))
def test_hostile_record_with_good_checksum_is_a_format_error(body: bytes) -> None:
    image = forged(body)
    with pytest.raises(FormatError):
        parse(image)


@pytest.mark.parametrize(
    "fields_",
    [
        [2, 1, 0, 17, 3],
        [1, 0, 0, 17, 3],
        [1, 1, 9, 17, 3],
        [1, 1, 0, 17],
        [1, 1, 0, 17, 3, b"more"],
        [1, 1, 0, True, 3],
        [1, 1, 0, 0, 3],
        [1, 1, 1, 17, 3, ""],
        [1, 1, 1, 17, 3, b""],
        [1, 1, 2, 17, 3, b"c", 5, "desk-1", b"short"],
        [1, 1, 3, 17, 3, 2**40, bytes(32), "terminal-1", bytes(64)],
        [1, 1, 3, 17, 3, -1, bytes(32), "terminal-1", bytes(64)],
        {"a": 1},
        17,
    ],
)
def test_record_with_foreign_fields_is_a_format_error(fields_: object) -> None:
    with pytest.raises(FormatError):
        parse(forged(cbor2.dumps(fields_, canonical=True)))


def test_record_that_nests_deeply_is_a_format_error() -> None:
    with pytest.raises(FormatError):
        parse(forged(b"\x81" * 600 + b"\x00"))


def test_two_records_with_one_counter_are_a_format_error() -> None:
    image = fresh(NUMBER)
    twice = image[:RECORD_SLOT_BYTES] * 2 + image[2 * RECORD_SLOT_BYTES :]
    with pytest.raises(FormatError, match="one counter"):
        parse(twice)


@pytest.mark.parametrize("length", [0, CARD_BYTES - 1, CARD_BYTES + 1])
def test_card_of_another_size_is_a_format_error(length: int) -> None:
    with pytest.raises(FormatError):
        parse(bytes(length))


def forged(body: bytes) -> bytes:
    """A card whose newest record has this body and a good checksum: what a hostile reader can write."""
    from hashlib import sha256

    head = b"SLU1" + len(body).to_bytes(2, "big")
    slot = (head + sha256(head + body).digest()[:16] + body).ljust(COMMIT_OFFSET, b"\0") + bytes([COMMITTED])
    assert slot[BODY_OFFSET : BODY_OFFSET + len(body)] == body
    return slot.ljust(CARD_BYTES, b"\0")


LAWFUL = {
    (Wiped, Loaded),
    (Loaded, Activated),
    (Activated, Activated),
    (Activated, Voted),
    (Activated, Abandoned),
    (Voted, Challenged),
    (Voted, Taken),
    (Challenged, Taken),
}


@pytest.mark.parametrize("old", (*LIFE[:-1], ABANDONED), ids=lambda c: type(c).__name__)
@pytest.mark.parametrize("new", (*LIFE[1:], ABANDONED), ids=lambda c: type(c).__name__)
def test_life_cycle_allows_exactly_its_steps(old: CardContent, new: CardContent) -> None:
    same_load_wipe = isinstance(new, Wiped) and old.load == new.load
    assert may_become(old, new) == ((type(old), type(new)) in LAWFUL or same_load_wipe)


def test_life_cycle_refuses_another_number_load_credential_or_ballot() -> None:
    assert not may_become(WIPED, replace(LOADED, number=CardNumber(18)))
    assert not may_become(WIPED, replace(LOADED, load=LoadCounter(4)))
    assert not may_become(LOADED, replace(ACTIVATED, credential=b"another"))
    assert not may_become(ACTIVATED, replace(VOTED, load=LoadCounter(2)))
    assert not may_become(VOTED, replace(CHALLENGED, ballot=b"another"))
    assert not may_become(TAKEN, replace(WIPED_AGAIN, load=LoadCounter(9)))


def test_writing_against_the_life_cycle_stops_the_program() -> None:
    with pytest.raises(InvariantError):
        plan_write(read_image(card_with(LOADED)), VOTED)


def test_state_record_has_room_for_the_longest_content() -> None:
    credential = bytes(256)
    mark = ActivationMark(expiry=Expiry(2**32 - 1), desk="d" * 32, signature=bytes(64))
    last = 2**32 - 1
    number, load = CardNumber(last), LoadCounter(last)
    longest = Activated(number=number, load=load, credential=credential, mark=mark)
    assert len(encode_record(longest, last)) <= RECORD_SLOT_BYTES
    terminal = TerminalMark(device="d" * 32, signature=bytes(64), witness=bytes(40))
    challenged = Challenged(number=number, load=load, ballot=bytes(6000), randomness=bytes(500), terminal=terminal)
    assert len(encode_record(challenged, last)) <= RECORD_SLOT_BYTES


def test_voted_card_carries_neither_credential_nor_expiry() -> None:
    assert {field.name for field in fields(Voted)} == {"number", "load", "ballot", "terminal"}
    assert {field.name for field in fields(Challenged)} == {"number", "load", "ballot", "randomness", "terminal"}


def test_repr_shows_no_credential_ballot_or_randomness() -> None:
    for content in LIFE:
        assert re.search(r"credential|ballot|randomness|signature|\\x", repr(content)) is None


def test_expiry_is_rounded_up_to_the_quarter_hour() -> None:
    assert expiry_instant(expiry_after(1_000_000_000)) == 1_000_000_800
    assert expiry_instant(expiry_after(1_000_000_800)) == 1_000_000_800
    assert expiry_instant(expiry_after(1_000_000_800.5)) == 1_000_001_700


def test_signed_messages_differ_in_every_field() -> None:
    base: dict[str, Any] = {"setup": SETUP, "number": NUMBER, "load": LoadCounter(3)}
    activations = {
        activation_message(**base, expiry=Expiry(5)),
        activation_message(**base, expiry=Expiry(6)),
        activation_message(**(base | {"number": CardNumber(18)}), expiry=Expiry(5)),
        activation_message(**(base | {"load": LoadCounter(4)}), expiry=Expiry(5)),
        activation_message(**(base | {"setup": noise("other", 32)}), expiry=Expiry(5)),
    }
    terminals = {
        terminal_message(**base, kind="voted", ballot=b"ab"),
        terminal_message(**base, kind="voted", ballot=b"a"),
        terminal_message(**base, kind="challenged", ballot=b"a", randomness=b"b"),
        terminal_message(**base, kind="challenged", ballot=b"ab", randomness=b"b"),
        terminal_message(**(base | {"number": CardNumber(18)}), kind="voted", ballot=b"ab"),
        terminal_message(**(base | {"load": LoadCounter(4)}), kind="voted", ballot=b"ab"),
        terminal_message(**(base | {"setup": noise("other", 32)}), kind="voted", ballot=b"ab"),
        terminal_message(**base, kind="abandoned"),
        terminal_message(**base, kind="abandoned", witness=bytes(40)),
        terminal_message(**base, kind="voted", ballot=b"ab", witness=bytes(40)),
        terminal_message(**(base | {"load": LoadCounter(4)}), kind="abandoned"),
    }
    assert len(activations) == 5
    assert len(terminals) == 11
    assert not activations & terminals


def test_abandoned_card_carries_neither_credential_nor_expiry_nor_what_a_torn_vote_left() -> None:
    card = card_with(ACTIVATED)
    whole = read_image(card)
    with pytest.raises(CardRemovedError):
        write_and_read_back(PulledCard(card, 700), VOTED)
    assert VOTED.ballot[:600] in read_image(card)
    write_and_read_back(card, ABANDONED)
    image = read_image(card)
    assert read_card(card) == ABANDONED
    assert ACTIVATED.credential in whole and ACTIVATED.credential not in image
    assert not any(image[BALLOT_OFFSET:])
    slots = image[:RECORD_SLOT_BYTES], image[RECORD_SLOT_BYTES:BALLOT_OFFSET]
    assert sum(any(slot) for slot in slots) == 1


def test_signed_message_of_a_vote_with_randomness_stops_the_program() -> None:
    with pytest.raises(InvariantError):
        terminal_message(setup=SETUP, number=NUMBER, load=LoadCounter(3), kind="voted", ballot=b"a", randomness=b"b")
