"""The state record: a few hundred bytes that say what the card is.

The body is a deterministic CBOR array: version, record counter, state, card number, load counter, then what the
state needs. The ballot itself stands in the ballot area; the record holds its length and SHA-256.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

import cbor2

from sailau.card.content import (
    COUNTER_MAX,
    Abandoned,
    Activated,
    ActivationMark,
    CardContent,
    CardNumber,
    Challenged,
    Expiry,
    LoadCounter,
    Loaded,
    Taken,
    TerminalMark,
    Voted,
    Wiped,
    check_content,
)
from sailau.card.layout import (
    BALLOT_BYTES_MAX,
    BALLOT_OFFSET,
    BODY_BYTES_MAX,
    BODY_OFFSET,
    CARD_BYTES,
    CHECKSUM_BYTES,
    COMMIT_OFFSET,
    COMMITTED,
    LENGTH_BYTES,
    MARK,
    RECORD_TEXT_BYTES,
    randomness_offset,
)
from sailau.errors import FormatError, invariant

VERSION: Final = 1
_WIPED, _LOADED, _ACTIVATED, _VOTED, _CHALLENGED, _TAKEN, _ABANDONED = 0, 1, 2, 3, 4, 5, 6

# What stands after the five common fields, by state.
_SHAPES: Final[dict[int, tuple[type, ...]]] = {
    _WIPED: (),
    _LOADED: (bytes,),
    _ACTIVATED: (bytes, int, str, bytes),
    _VOTED: (int, bytes, str, bytes, bytes),
    _CHALLENGED: (int, bytes, int, bytes, str, bytes, bytes),
    _TAKEN: (),
    _ABANDONED: (str, bytes, bytes),
}


@dataclass(frozen=True, slots=True)
class StateRecord:
    """A whole record as found in a slot: its counter, and its body's fields."""

    counter: int
    fields: tuple[Any, ...] = field(repr=False)


def encode_record(content: CardContent, counter: int) -> bytes:
    """The slot's text (mark, length, checksum, body, zeros), without the commit byte."""
    invariant(0 < counter <= COUNTER_MAX, "a card's record counter is out of bounds")
    body = _encode_body(content, counter)
    invariant(len(body) <= BODY_BYTES_MAX, "a card's state record is too long")
    length = len(body).to_bytes(LENGTH_BYTES, "big")
    text = MARK + length + _checksum(MARK + length, body) + body
    return text.ljust(RECORD_TEXT_BYTES, b"\0")


def read_record(slot: bytes) -> StateRecord | None:
    """The record in a slot's bytes; None when there is none or it is torn.

    Raises `FormatError` when the record is whole and yet not one that we write.
    """
    if slot[COMMIT_OFFSET] != COMMITTED or slot[: len(MARK)] != MARK:
        return None
    length = int.from_bytes(slot[len(MARK) : len(MARK) + LENGTH_BYTES], "big")
    if length > BODY_BYTES_MAX:
        return None
    body = slot[BODY_OFFSET : BODY_OFFSET + length]
    if slot[len(MARK) + LENGTH_BYTES : BODY_OFFSET] != _checksum(slot[: len(MARK) + LENGTH_BYTES], body):
        return None
    return _decode_body(body)


def content_of(record: StateRecord, image: bytes) -> CardContent:
    """What the card holds by `record`; raises `FormatError` when the ballot area does not agree with it."""
    state, number, load = record.fields[2], CardNumber(record.fields[3]), LoadCounter(record.fields[4])
    rest = record.fields[5:]
    content: CardContent
    if state == _WIPED:
        content = Wiped(number=number, load=load)
    elif state == _TAKEN:
        content = Taken(number=number, load=load)
    elif state == _ABANDONED:
        content = Abandoned(number=number, load=load, terminal=_terminal(rest))
    elif state == _LOADED:
        content = Loaded(number=number, load=load, credential=rest[0])
    elif state == _ACTIVATED:
        mark = ActivationMark(expiry=Expiry(rest[1]), desk=rest[2], signature=rest[3])
        content = Activated(number=number, load=load, credential=rest[0], mark=mark)
    elif state == _VOTED:
        ballot = _area(image, BALLOT_OFFSET, rest[0], rest[1])
        content = Voted(number=number, load=load, ballot=ballot, terminal=_terminal(rest[2:]))
    else:
        ballot = _area(image, BALLOT_OFFSET, rest[0], rest[1])
        randomness = _area(image, randomness_offset(rest[0]), rest[2], rest[3])
        terminal = _terminal(rest[4:])
        content = Challenged(number=number, load=load, ballot=ballot, randomness=randomness, terminal=terminal)
    check_content(content)
    return content


def _encode_body(content: CardContent, counter: int) -> bytes:
    state, rest = _state_and_rest(content)
    return cbor2.dumps([VERSION, counter, state, content.number, content.load, *rest], canonical=True)


def _state_and_rest(content: CardContent) -> tuple[int, list[Any]]:
    match content:
        case Wiped():
            return _WIPED, []
        case Loaded():
            return _LOADED, [content.credential]
        case Activated(mark=mark):
            return _ACTIVATED, [content.credential, mark.expiry, mark.desk, mark.signature]
        case Voted(terminal=terminal):
            return _VOTED, [*_length_and_hash(content.ballot), *_mark(terminal)]
        case Challenged(terminal=terminal):
            areas = [*_length_and_hash(content.ballot), *_length_and_hash(content.randomness)]
            return _CHALLENGED, [*areas, *_mark(terminal)]
        case Abandoned(terminal=terminal):
            return _ABANDONED, [*_mark(terminal)]
        case Taken():
            return _TAKEN, []


def _decode_body(body: bytes) -> StateRecord:
    try:
        fields = cbor2.loads(body)
    except (cbor2.CBORDecodeError, ValueError, RecursionError, OverflowError, MemoryError) as error:
        raise FormatError("card: state record", "not CBOR") from error
    if type(fields) is not list or len(fields) < 5 or any(type(f) is not int for f in fields[:5]):
        raise FormatError("card: state record", "not the record's fields")
    shape = _SHAPES.get(fields[2])
    if fields[0] != VERSION or shape is None or tuple(type(f) for f in fields[5:]) != shape:
        raise FormatError("card: state record", "unknown version or state, or other fields than the state's")
    if not 0 < fields[1] <= COUNTER_MAX:
        raise FormatError("card: state record", "counter is out of bounds")
    if cbor2.dumps(fields, canonical=True) != body:
        raise FormatError("card: state record", "not the deterministic form")
    return StateRecord(fields[1], tuple(fields))


def _area(image: bytes, offset: int, length: int, digest: bytes) -> bytes:
    if not 0 < length <= BALLOT_BYTES_MAX or offset + length > CARD_BYTES:
        raise FormatError("card: ballot area", "length is out of bounds")
    part = image[offset : offset + length]
    if sha256(part).digest() != digest:
        raise FormatError("card: ballot area", "does not have the hash that the state record says")
    return part


def _terminal(fields: tuple[Any, ...]) -> TerminalMark:
    return TerminalMark(device=fields[0], signature=fields[1], witness=fields[2])


def _mark(terminal: TerminalMark) -> tuple[str, bytes, bytes]:
    return terminal.device, terminal.signature, terminal.witness


def _length_and_hash(area: bytes) -> tuple[int, bytes]:
    return len(area), sha256(area).digest()


def _checksum(head: bytes, body: bytes) -> bytes:
    return sha256(head + body).digest()[:CHECKSUM_BYTES]
