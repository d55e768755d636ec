"""The table's link: whoever speaks, speaks as agreed or is cut off; no word of it changes a box or fools a device."""

import contextlib
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import cbor2
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sailau.adapters.cards import MemoryCard
from sailau.adapters.table_link import Done, TableLink
from sailau.adapters.table_wire import MESSAGE_BYTES_MAX, Line, LinkLostError
from sailau.card import CARD_BYTES, CardNumber, CardRemovedError, read_card, read_image
from sailau.card.slot import CardDamagedError, ReaderBusyError
from sailau.errors import FormatError
from sailau.refusal import Refusal
from sailau.service.table import RemoteSlot
from tests.card.contents import VOTED
from tests.pcsc.hand import chip_with
from tests.service.day import Day, open_day
from tests.service.test_table import code_of_good, inside, serving

WORDS = ("do", "read", "write", "card", "trouble", "done", "refused", "entered", "enter", "challenge", "", "\ud7ff")
TROUBLES = ("reader-lost", "removed", "damaged", "busy", "unknown", "other")
values = st.one_of(
    st.sampled_from([*WORDS, *TROUBLES, "take-card", "load-card", "accepted", "shown", "open-voting"]),
    st.binary(max_size=64),
    st.integers(-(2**65), 2**65),
    st.booleans(),
    st.none(),
    st.floats(),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)
wild = st.one_of(st.lists(values, max_size=9), values)
near = st.tuples(st.sampled_from(WORDS), st.lists(values, max_size=6)).map(lambda made: [made[0], *made[1]])
asks = st.tuples(
    st.sampled_from(["read", "write"]), st.integers(0, CARD_BYTES), st.one_of(st.integers(0, CARD_BYTES), st.binary())
).map(list)


def packed(message: Any) -> bytes:
    body = cbor2.dumps(message)
    return len(body).to_bytes(4, "big") + body


bodies = st.one_of(wild.map(packed), near.map(packed), asks.map(packed), st.binary(max_size=40))


@contextmanager
def line_that_says(said: Sequence[bytes]) -> Iterator[Line]:
    """A line at whose other end this was said, and nothing more will be. Messages alone: TLS is not their matter."""
    here, there = socket.socketpair()
    with here, there:
        there.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        there.sendall(b"".join(said))
        there.shutdown(socket.SHUT_WR)
        yield Line(cast(ssl.SSLSocket, here))


@settings(max_examples=100)
@given(said=st.lists(bodies, max_size=6))
@example(said=[packed(["done", "accepted", True])])
@example(said=[packed(["read", 0, CARD_BYTES]), packed(["done", "accepted", 1])])
@example(said=[packed(["write", 0, b""]), packed(["read", -1, 1])])
@example(said=[packed(["write", CARD_BYTES, b"x"])])
@example(said=[packed(["read", True, True])])
def test_a_device_is_told_what_is_agreed_or_knows_that_the_link_is_lost(said: list[bytes]) -> None:
    slot = MemoryCard(image=bytes(chip_with(VOTED).image))
    with line_that_says(said) as line:
        try:
            answer = TableLink(line).perform("take-card", slot)
        except LinkLostError:
            return
    assert isinstance(answer, Refusal) or packed(["done", answer.word, answer.flag]) in said
    assert isinstance(answer, Refusal) or type(answer.flag) is bool


@settings(max_examples=100)
@given(said=st.lists(bodies, max_size=4), whole=st.booleans())
@example(said=[packed(["card", bytes(CARD_BYTES)])], whole=True)
@example(said=[packed(["card", bytes(CARD_BYTES - 1)])], whole=True)
@example(said=[packed(["card", bytes(1)])], whole=True)
def test_a_card_at_the_end_of_a_link_is_a_card_or_gone(said: list[bytes], whole: bool) -> None:
    with line_that_says(said) as line:
        slot = RemoteSlot(line)
        try:
            if whole:
                assert len(read_image(slot)) == CARD_BYTES
                read_card(slot)
            else:
                slot.write(0, bytes(700))
        except (CardRemovedError, CardDamagedError, ReaderBusyError, FormatError):
            return
        assert not whole, "no card was ever shown here"
        assert packed(["card", b""]) in said


@settings(max_examples=200)
@given(begun=st.binary(max_size=12))
@example(begun=(MESSAGE_BYTES_MAX + 1).to_bytes(4, "big"))
@example(begun=b"\x00\x00\x00\x01\x9f")
@example(begun=b"\x00\x00\x00\x05\x9b\xff\xff\xff\xff")
@example(begun=b"\x00\x00\x00\x03\x81\x61\xff")
@example(begun=b"\x00\x00\x00\x04\xc4\x82\x1a\xff")
def test_bytes_that_are_no_message_are_a_lost_link(begun: bytes) -> None:
    with line_that_says([begun]) as line, contextlib.suppress(LinkLostError):
        message = line.receive()
        assert packed(message) == begun[: 4 + int.from_bytes(begun[:4], "big")]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Day, int, bytes]]:
    """The open link of a precinct where a card was voted, and that card's image."""
    folder: Path = tmp_path_factory.mktemp("links")
    with open_day(folder) as day:
        slot = day.admitted(1, 1)
        day.vote(slot)
        with serving(day) as port:
            yield day, port, read_image(slot)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_a_device_that_came_in_and_says_anything_changes_nothing_and_others_are_served(
    table: tuple[Day, int, bytes], data: st.DataObject
) -> None:
    """It gives a command, or noise; whatever it is asked for, it answers with a spoilt card or anything else."""
    day, port, voted = table
    at = data.draw(st.integers(0, len(voted) - 1))
    spoilt = voted[:at] + bytes([voted[at] ^ data.draw(st.integers(1, 255))]) + voted[at + 1 :]
    shown = bytes(CARD_BYTES) if _is_read(spoilt) else spoilt
    answers = st.one_of(bodies, st.just(packed(["card", shown])), st.just(packed(["card", b""])))
    line = inside(day, port)
    with contextlib.suppress(LinkLostError, OSError):
        line._connection.sendall(data.draw(st.one_of(bodies, st.sampled_from([packed(["do", "take-card"])] * 3))))
        for _ in range(3):
            line._connection.settimeout(1.0)
            line.receive(1.0)
            line._connection.sendall(data.draw(answers))
    line.close()
    assert code_of_good(day, port) == "returned"
    assert day.table("box", "ballots") == {} == day.table("box", "aside") == day.table("box", "cancelled")
    assert day.counts() == {"issued:member-4": 1}


def _is_read(image: bytes) -> bool:
    try:
        read_card(MemoryCard(image=image))
    except FormatError:
        return False
    return True


def test_the_words_of_this_test_are_those_of_the_link() -> None:
    """What is agreed is still said here: else the noise above would be nothing but noise."""
    with line_that_says([packed(["read", 0, 16]), packed(["done", "accepted", True])]) as line:
        assert TableLink(line).perform("take-card", MemoryCard(CardNumber(1))) == Done("accepted", True)
    with line_that_says([packed(["trouble", "damaged"])]) as line, pytest.raises(CardDamagedError):
        read_image(RemoteSlot(line))
