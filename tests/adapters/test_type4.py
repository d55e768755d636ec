"""A card in a Type 4 Tag: whatever limits it has, wherever its file is, it is one of ours or says why not (C34)."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sailau.adapters.cards import Type4Card
from sailau.card import (
    CARD_BYTES,
    CardContent,
    CardNumber,
    CardRemovedError,
    LoadCounter,
    UndecidedError,
    Wiped,
    fresh,
    is_clean,
    parse,
    plan_write,
    read_card,
    read_image,
    wipe,
    write_and_read_back,
)
from sailau.card.layout import COMMIT_OFFSET, RECORD_SLOT_BYTES
from sailau.card.slot import CardDamagedError, UnknownCardError
from sailau.errors import FormatError, SailauError
from tests.card.contents import ACTIVATED, LIFE, LOADED, TAKEN, VOTED, WIPED_AGAIN
from tests.pcsc.chip import Chip
from tests.pcsc.hand import chip_with, in_hand, transmit_to

KINDS: dict[str, Callable[[], Chip]] = {
    "own file, long commands": Chip,
    "own file, as a DESFire": lambda: Chip(read_max=0x3B, write_max=0x34, extended=False),
    "own file, short commands": lambda: Chip(read_max=0xFF, write_max=0xFF, extended=False),
    "messages, long commands": lambda: Chip(own_file=0, messages=0x2040),
    "messages, 256 bytes": lambda: Chip(own_file=0, messages=0x2040, read_max=0x100, write_max=0x100),
    "messages, read within the message": lambda: Chip(
        own_file=0, messages=0x2040, read_max=0xF6, write_max=0xF6, reads_message_only=True, extended=False
    ),
    "least a card may offer": lambda: Chip(read_max=15, write_max=13, extended=False),
}


@pytest.mark.parametrize("kind", KINDS)
def test_card_lives_its_life_whatever_its_limits(kind: str) -> None:
    chip = KINDS[kind]()
    in_hand(chip).make_ready(LIFE[0].number)
    chip.image = fresh(LIFE[0].number, LIFE[0].load)
    for content in LIFE[1:]:
        write_and_read_back(in_hand(chip), content)
        assert read_card(in_hand(chip)) == content
    assert is_clean(read_image(in_hand(chip)))


@pytest.mark.parametrize("kind", KINDS)
def test_no_command_carries_more_than_the_card_says(kind: str) -> None:
    chip = chip_with(ACTIVATED, KINDS[kind]())
    write_and_read_back(in_hand(chip, extended=chip.extended), VOTED)
    longest = 5 + min(chip.write_max, 255) if not chip.extended else 7 + chip.write_max
    assert max(map(len, chip.trace)) <= longest
    assert parse(chip.image) == VOTED


def test_card_that_promises_long_commands_and_takes_none_is_served_with_short_ones() -> None:
    chip = Chip(extended=False)
    in_hand(chip).make_ready(CardNumber(5))
    assert read_card(in_hand(chip)) == Wiped(number=CardNumber(5), load=LoadCounter(0))


def test_reader_without_long_commands_never_sees_one() -> None:
    chip = chip_with(ACTIVATED)
    write_and_read_back(in_hand(chip, extended=False), VOTED)
    assert max(map(len, chip.trace)) <= 5 + 255
    assert parse(chip.image) == VOTED


def test_commit_byte_travels_alone_and_after_what_it_vouches_for() -> None:
    chip = chip_with(LOADED)
    write_and_read_back(in_hand(chip), ACTIVATED)
    written = [(int.from_bytes(c[2:4], "big"), c) for c in chip.trace if c[1] == 0xD6]
    assert [at for at, _ in written] == [COMMIT_OFFSET, 0, COMMIT_OFFSET]
    assert written[2][1][4:] == b"\x01\x5a"


def test_number_of_the_chip_is_never_asked_for() -> None:
    chip = chip_with(ACTIVATED)
    write_and_read_back(in_hand(chip), VOTED)
    assert {command[1] for command in chip.trace} == {0xA4, 0xB0, 0xD6}
    assert all(command[0] == 0x00 for command in chip.trace)


# Pulled: at every command, and at every byte of what it writes.


STEPS = [*pairwise(LIFE), (VOTED, TAKEN), *((old, WIPED_AGAIN) for old in LIFE[1:-2])]


@pytest.mark.parametrize("kind", ["own file, long commands", "own file, as a DESFire"])
@pytest.mark.parametrize(("old", "new"), STEPS, ids=lambda c: type(c).__name__)
def test_card_pulled_before_or_after_any_command_holds_old_or_new(
    old: CardContent, new: CardContent, kind: str
) -> None:
    made = chip_with(old, KINDS[kind]())
    before = made.image
    write_and_read_back(in_hand(made), new)
    commands = list(range(made.commands))
    if made.commands > 60:
        # The many reads in a row of a card with short commands are one case; every write is its own.
        commands = [n for n in commands if made.trace[n][1] != 0xB0 or n % 80 == 0]
    for number in commands:
        for seen in (False, True):
            made.image = before
            made.pull_before, made.pull_after = (None, number) if seen else (number, None)
            with pytest.raises(CardRemovedError) as raised:
                write_and_read_back(in_hand(made), new)
            made.pull_before = made.pull_after = None
            found = parse(made.image)
            assert found in (old, new)
            assert found == old or isinstance(raised.value, UndecidedError), f"command {number}"
            if found != new:
                write_and_read_back(in_hand(made), new)
            assert read_card(in_hand(made)) == new


def test_vote_pulled_at_every_byte_is_on_the_card_or_is_not() -> None:
    chip = chip_with(ACTIVATED, KINDS["messages, 256 bytes"]())
    before = chip.image
    total = sum(len(write.data) for write in plan_write(before, VOTED))
    commits = [write.commits for write in plan_write(before, VOTED)].index(True)
    until = sum(len(write.data) for write in plan_write(before, VOTED)[: commits + 1])
    for pulled_after in range(total):
        chip.image, chip.pull_at_byte = before, pulled_after
        with pytest.raises(CardRemovedError):
            write_and_read_back(in_hand(chip), VOTED)
        chip.pull_at_byte = None
        assert parse(chip.image) == (VOTED if pulled_after >= until else ACTIVATED)


def test_card_that_was_gone_stays_gone_for_whoever_held_it() -> None:
    """Another card lies in the reader now: not one byte of the first one's vote may reach it."""
    first, second = chip_with(ACTIVATED), chip_with(LOADED)
    first.pull_before = 7
    to_first, to_second = transmit_to(first), transmit_to(second)
    first_is_in = True

    def reader(command: bytes) -> bytes:
        return to_first(command) if first_is_in else to_second(command)

    slot = Type4Card(reader)
    with pytest.raises(CardRemovedError):
        write_and_read_back(slot, VOTED)
    first_is_in = False
    for _ in range(2):
        with pytest.raises(CardRemovedError):
            slot.read(0, 1)
        with pytest.raises(CardRemovedError):
            slot.write(0, b"x")
    assert second.commands == 0 and parse(second.image) == LOADED


# Strangers.


@pytest.mark.parametrize(
    ("chip", "why"),
    [
        (Chip(own_file=0, messages=0x203F), "too small"),
        (Chip(locked=True), "locked"),
        (Chip(own_file=0, messages=0x2040), "a phone"),
    ],
    ids=["too small", "locked", "written by a phone"],
)
def test_card_that_is_none_of_ours_says_why(chip: Chip, why: str) -> None:
    if why == "a phone":
        in_hand(chip).make_ready(CardNumber(4))
        assert read_card(in_hand(chip)).number == 4
        chip.text_by_phone("vote for me")
    for _ in range(2):
        with pytest.raises(UnknownCardError, match=why):
            read_card(in_hand(chip))


def test_text_that_a_phone_writes_beside_our_own_file_harms_nothing() -> None:
    chip = chip_with(VOTED)
    chip.text_by_phone("vote for me")
    assert read_card(in_hand(chip)) == VOTED


def test_card_written_by_a_phone_is_made_ready_again_with_nothing_left() -> None:
    chip = Chip(own_file=0, messages=0x2040)
    chip.text_by_phone("x" * 200)
    in_hand(chip).make_ready(CardNumber(4))
    assert read_card(in_hand(chip)) == Wiped(number=CardNumber(4), load=LoadCounter(0))
    assert is_clean(chip.image) and b"xx" not in bytes(chip.files[0xE104])


@pytest.mark.parametrize(
    "answers",
    [
        {0xA4: b"\x6a\x82"},
        {0xB0: b"\x69\x82"},
        {0xB0: b"\x90\x00"},
        {0xB0: b"\x00\x0f\x20\x90\x00"},
        {0xB0: b"\x61\x05"},
        {0xB0: b"\x6c\x05"},
        {0xA4: b"\x61\x05"},
        {0xA4: b"\x90"},
    ],
    ids=str,
)
def test_stranger_that_answers_nonsense_is_a_format_error(answers: dict[int, bytes]) -> None:
    def transmit(command: bytes) -> bytes:
        return answers.get(command[1], answers.get(0xB0 if command[1] == 0xC0 else 0, b"\x90\x00"))

    with pytest.raises(FormatError):
        read_card(Type4Card(transmit))


def test_contact_card_that_keeps_data_back_and_corrects_lengths_is_read() -> None:
    """T=0: at most 255 bytes a turn, the length corrected first, the rest fetched by GET RESPONSE."""
    chip = chip_with(VOTED, Chip(read_max=255, write_max=255, extended=False))
    direct, kept = transmit_to(chip), [b""]

    def contact(command: bytes) -> bytes:
        if command[1] == 0xC0:
            data, kept[0] = kept[0], b""
            return data
        if command[1] == 0xB0 and command[-1] == 0xFF and kept[0] != b"asked":
            kept[0] = b"asked"
            return b"\x6c\xff"
        answer = direct(command)
        if command[1] == 0xA4 and answer == b"\x90\x00" and len(command) > 10:
            kept[0] = b"\x6f\x00\x90\x00"
            return b"\x61\x02"
        kept[0] = b""
        return answer

    assert read_card(Type4Card(contact)) == VOTED


# Damage.


@pytest.mark.parametrize("status", [0x6581, 0x6982, 0x6400, 0x6A84])
def test_card_that_refuses_writes_is_damaged_and_keeps_its_state(status: int) -> None:
    chip = chip_with(ACTIVATED)
    chip.refuse_writes = status
    with pytest.raises(CardDamagedError, match=f"{status:04X}"):
        write_and_read_back(in_hand(chip), VOTED)
    assert parse(chip.image) == ACTIVATED


def test_card_that_says_yes_and_writes_nothing_is_damaged() -> None:
    chip = chip_with(ACTIVATED)
    direct = transmit_to(chip)
    slot = Type4Card(lambda command: b"\x90\x00" if command[1] == 0xD6 else direct(command))
    with pytest.raises(CardDamagedError, match="does not hold"):
        write_and_read_back(slot, VOTED)
    with pytest.raises(CardDamagedError, match="could not be wiped"):
        wipe(slot, ACTIVATED.number, ACTIVATED.load)
    with pytest.raises(CardDamagedError, match="does not hold"):
        slot.make_ready(CardNumber(9))


def test_card_that_cannot_be_read_back_is_damaged() -> None:
    chip = chip_with(ACTIVATED)
    direct = transmit_to(chip)

    def worn(command: bytes) -> bytes:
        return b"\x65\x81" if command[1] == 0xB0 and chip.writes else direct(command)

    with pytest.raises(CardDamagedError, match="read back"):
        write_and_read_back(Type4Card(worn), VOTED)


def test_card_made_ready_and_torn_anywhere_is_ready_or_no_voter_card() -> None:
    for kind in ("own file, long commands", "messages, 256 bytes"):
        for number in range(60):
            chip = KINDS[kind]()
            chip.pull_before = number
            slot = in_hand(chip)
            try:
                slot.make_ready(CardNumber(8))
            except CardRemovedError:
                chip.pull_before = None
                try:
                    assert read_card(in_hand(chip)) == Wiped(number=CardNumber(8), load=LoadCounter(0))
                except FormatError:
                    in_hand(chip).make_ready(CardNumber(8))
            chip.pull_before = None
            assert read_card(in_hand(chip)).number == 8


# Hostile cards.


@settings(max_examples=150, deadline=None)
@given(answers=st.lists(st.binary(max_size=40), min_size=1, max_size=40), data=st.data())
def test_whatever_a_card_answers_there_is_no_traceback_and_nothing_accepted(
    answers: list[bytes], data: st.DataObject
) -> None:
    script = iter(answers * 40)

    def transmit(command: bytes) -> bytes:
        answer = next(script, b"\x6f\x00")
        wanted = command[4] if command[1] == 0xB0 and len(command) == 5 else 0
        return data.draw(st.sampled_from([answer, answer + b"\x90\x00", answer.ljust(wanted, b"\1") + b"\x90\x00"]))

    slot = Type4Card(transmit)
    with pytest.raises(SailauError):
        read_card(slot)


@settings(max_examples=60, deadline=None)
@given(spans=st.lists(st.tuples(st.integers(0, CARD_BYTES - 1), st.binary(min_size=1, max_size=80)), max_size=6))
def test_card_whose_bytes_were_changed_at_will_is_one_it_was_or_unreadable(spans: list[tuple[int, bytes]]) -> None:
    chip = chip_with(VOTED)
    for at, changed in spans:
        image = bytearray(chip.image)
        image[at : at + len(changed)] = changed
        chip.image = bytes(image[:CARD_BYTES])
    try:
        found = read_card(in_hand(chip))
    except FormatError:
        return
    # The older record was erased when the vote was written, so the vote is all that the card can say.
    assert found == VOTED and RECORD_SLOT_BYTES > COMMIT_OFFSET
