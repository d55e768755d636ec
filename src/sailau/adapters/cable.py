"""What a portable device and the precinct computer say over the cable at an accumulator (R 13, L 50-5(4)).

The accumulator carries the messages over its own link and reads none of them (`service.accumulator_cable`). Everything
that is believed is signed by who says it: see `docs/format/table-link.md`. Here are the parts of it that both ends use.
"""

import socket
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Final

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from sailau.adapters.table_wire import EXCHANGE_SECONDS, Line, LinkLostError
from sailau.errors import SignatureError
from sailau.signing.device import device_sign, device_verify

CABLE_TAG: Final = b"sailau/portable/cable/1"
MEMBER_TAG: Final = b"sailau/portable/member/1"
"""Of a member's answer: it opens this conversation and no other door."""
BEGIN_TOUR: Final = "begin-tour"
END_TOUR: Final = "end-tour"
PART_BYTES_MAX: Final = 12_288


def plug_in(host: str, port: int) -> Line:
    """The cable of the accumulator that listens there. Raises `LinkLostError` when nobody does."""
    try:
        raw = socket.create_connection((host, port), timeout=EXCHANGE_SECONDS)
    except OSError as error:
        raise LinkLostError(f"the accumulator at {host}:{port} cannot be reached: {error}") from error
    with suppress(OSError):
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return Line(raw)


def introduce(
    key: ec.EllipticCurvePrivateKey, setup: bytes, challenge: bytes, command: str, said: Sequence[Any]
) -> bytes:
    """The portable device's signature over what it says of itself, for this challenge and command."""
    return device_sign(key, CABLE_TAG, challenge + introduction(setup, command, said))


def is_introduced(
    certificate: x509.Certificate, setup: bytes, challenge: bytes, command: str, said: Sequence[Any], signature: bytes
) -> bool:
    """Tell whether the device of that certificate said so, in this conversation."""
    try:
        device_verify(certificate, CABLE_TAG, challenge + introduction(setup, command, said), signature)
    except SignatureError:
        return False
    return True


def introduction(setup: bytes, command: str, said: Sequence[Any]) -> bytes:
    """What device and members sign, each after a fresh challenge: the Setup, the command, and what the device said."""
    return cbor2.dumps([setup, command, list(said)], canonical=True)


def parts_of(pieces: Sequence[bytes]) -> Iterator[bytes]:
    """Pieces of one length, packed into messages."""
    if not pieces:
        return
    in_one = max(1, PART_BYTES_MAX // len(pieces[0]))
    for start in range(0, len(pieces), in_one):
        yield b"".join(pieces[start : start + in_one])


def pieces_of(parts: Iterable[bytes], count: int, length: int) -> tuple[bytes, ...]:
    """The pieces that `parts_of` packed. Raises `LinkLostError` when they are not that many of that length."""
    found: list[bytes] = []
    for part in parts:
        if length <= 0 or not part or len(part) % length or len(found) + len(part) // length > count:
            raise spoke_otherwise()
        found += [part[start : start + length] for start in range(0, len(part), length)]
        if len(found) == count:
            break
    if len(found) != count:
        raise spoke_otherwise()
    return tuple(found)


def length_of(pieces: Sequence[bytes]) -> int:
    """The one length of all pieces, 0 for none. Sealed credentials are of equal length by design."""
    return len(pieces[0]) if pieces else 0


def spoke_otherwise() -> LinkLostError:
    """The error for a message that has no place here."""
    return LinkLostError("the other end of the cable does not speak as agreed")
