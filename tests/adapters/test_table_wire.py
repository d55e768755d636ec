"""The link's messages, whole and in pieces; its TLS beside other users of the same OpenSSL."""

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import cbor2
import pytest

from sailau.adapters import table_wire
from sailau.adapters.table_wire import MESSAGE_BYTES_MAX, Line, LinkLostError, tls_context
from sailau.adapters.token import open_token
from sailau.errors import StoreError
from sailau.signing.authority import around
from sailau.signing.precinct_pki import PrecinctPlan, make_training_pki
from tests.tokens import fresh_token

PLAN = PrecinctPlan(election="link", precinct="precinct-25", territory="almaty-city")


def test_link_opens_after_a_token_in_the_same_process_refused_a_pin() -> None:
    token = fresh_token()
    with pytest.raises(StoreError):
        open_token(token.module, token.label, b"0000-0000-0000")
    computer = make_training_pki(PLAN, around(datetime.now(UTC), before=timedelta(1), after=timedelta(1))).signers
    assert tls_context(computer["precinct-computer"], server=True).get_ca_certs()


@pytest.fixture
def ends() -> Iterator[tuple[Line, socket.socket]]:
    """A bare line, and the raw other end of its cable."""
    here, there = socket.socketpair()
    with here, there:
        yield Line(here), there


def framed(body: bytes, *, more: bool = False) -> bytes:
    return (len(body) | (more << 31)).to_bytes(4, "big") + body


@pytest.mark.parametrize("size", [16_370, 16_384, 50_000, 400_000])
def test_a_long_message_travels_in_pieces_between_stations_that_expect_it(size: int) -> None:
    here, there = socket.socketpair()
    with here, there:
        sending, receiving = Line(here), Line(there)
        sending.expect_pieces()
        receiving.expect_pieces()
        thread = threading.Thread(target=sending.send, args=("act", bytes(size)))
        thread.start()
        assert receiving.receive() == ["act", bytes(size)]
        thread.join()


def test_a_long_message_is_neither_sent_nor_taken_where_nobody_expects_it(ends: tuple[Line, socket.socket]) -> None:
    line, there = ends
    with pytest.raises(StoreError, match="longer than the link takes"):
        line.send("act", bytes(MESSAGE_BYTES_MAX))
    there.sendall(framed(bytes(MESSAGE_BYTES_MAX), more=True))
    with pytest.raises(LinkLostError, match="at most 16384 bytes"):
        line.receive()


def test_small_pieces_and_endless_ones_end_the_link(
    ends: tuple[Line, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    line, there = ends
    line.expect_pieces()
    there.sendall(framed(b"x" * 10, more=True))
    with pytest.raises(LinkLostError, match="1 to 16384 bytes"):
        line.receive()
    monkeypatch.setattr(table_wire, "PIECES_BYTES_MAX", 3 * MESSAGE_BYTES_MAX)
    here, there = socket.socketpair()
    with here, there:
        line = Line(here)
        line.expect_pieces()
        sending = threading.Thread(target=_send_pieces, args=(there, 5))
        sending.start()
        with pytest.raises(LinkLostError, match="at most 49152 bytes"):
            line.receive()
        sending.join()


def _send_pieces(there: socket.socket, count: int) -> None:
    try:
        for _ in range(count):
            there.sendall(framed(bytes(MESSAGE_BYTES_MAX), more=True))
    except OSError:  # the other end has hung up
        pass


def test_a_message_is_whole_before_it_is_read(ends: tuple[Line, socket.socket]) -> None:
    line, there = ends
    body = cbor2.dumps(["act", b"1"])
    there.sendall(framed(body)[:-1])
    with pytest.raises(LinkLostError):
        line.receive(0.2)
