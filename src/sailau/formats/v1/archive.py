"""The archive `<uuid>.bel`: an old-style tar of data and chained events (specification, "Public data").

The independent tool rebuilds the file and compares bytes, so the header has exactly one form: octal
fields of seven digits and a NUL, no magic, no owner names, every time equal to the header's timestamp,
no end-of-archive blocks. `docs/format/v1.md` gives the table.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from sailau.errors import FormatError
from sailau.formats.codec import HASH, INTEGER, STRING, Document, Field, Leaf, Object

BLOCK = 512
HEADER_NAME = "BELENIOS"
DATA_SUFFIX = ".data.json"
EVENT_SUFFIX = ".event.json"

EVENT_TYPES = (
    "Setup",
    "Ballot",
    "EndBallots",
    "EncryptedTally",
    "Shuffle",
    "EndShuffles",
    "PartialDecryption",
    "Result",
)


@dataclass(frozen=True, slots=True)
class Header:
    """The archive's first record: format version and a timestamp, as text."""

    version: int
    timestamp: str


@dataclass(frozen=True, slots=True)
class Event:
    """One link of the chain; `parent` and `payload` are hashes."""

    parent: bytes | None
    height: int
    type: str
    payload: bytes | None


@dataclass(frozen=True, slots=True)
class Entry:
    """Where one record of the archive stands: name, place of its body in the file, size, mtime."""

    name: str
    offset: int
    size: int
    mtime: int


def _event_type(value: Any) -> str:
    if value not in EVENT_TYPES:
        raise ValueError("not a known type of event")
    return str(value)


HEADER: Document[Header] = Document(Object(Header, Field("version", INTEGER), Field("timestamp", STRING)), HEADER_NAME)
EVENT: Document[Event] = Document(
    Object(
        Event,
        Field("parent", HASH, optional=True),
        Field("height", INTEGER),
        Field("type", Leaf(_event_type, str)),
        Field("payload", HASH, optional=True),
    ),
    "event",
)


def tar_header(name: str, size: int, mtime: int) -> bytes:
    """Return the 512-byte header of one record."""
    head = bytearray(BLOCK)
    encoded = name.encode("ascii")
    head[0 : len(encoded)] = encoded
    head[100:108] = b"0000644\0"
    head[108:116] = head[116:124] = b"0000000\0"
    head[124:136] = b"%011o\0" % size
    head[136:148] = b"%011o\0" % mtime
    head[148:156] = b" " * 8
    head[156:157] = b"0"
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head)


def _octal(field: bytes, place: str) -> int:
    if field[-1:] != b"\0" or not field[:-1].isdigit() or b"8" in field or b"9" in field:
        raise FormatError(place, "a number of the tar header is not octal")
    return int(field[:-1], 8)


def entries(source: BinaryIO, size: int, entries_max: int) -> Iterator[Entry]:
    """Walk the records of an archive of `size` bytes without reading their bodies.

    Raises FormatError at the first header that is not exactly as `tar_header` writes it, at padding
    that is not zero, at a truncated body, and beyond `entries_max` records.
    """
    offset = count = 0
    while offset < size:
        count += 1
        place = f"record {count} at byte {offset}"
        if count > entries_max:
            raise FormatError(place, f"more than {entries_max} records")
        source.seek(offset)
        head = source.read(BLOCK)
        if len(head) < BLOCK:
            raise FormatError(place, "the archive ends inside a header")
        name = _name(head, place)
        length, mtime = _octal(head[124:136], place), _octal(head[136:148], place)
        if tar_header(name, length, mtime) != head:
            raise FormatError(place, "the tar header is not in its one form")
        padding = -length % BLOCK
        if offset + BLOCK + length + padding > size:
            raise FormatError(place, "the archive ends inside a record")
        source.seek(offset + BLOCK + length)
        if any(source.read(padding)):
            raise FormatError(place, "the padding is not zero")
        yield Entry(name, offset + BLOCK, length, mtime)
        offset += BLOCK + length + padding


def _name(head: bytes, place: str) -> str:
    raw = head[:100].rstrip(b"\0")
    try:
        return raw.decode("ascii")
    except UnicodeDecodeError:
        raise FormatError(place, "the name is not ASCII") from None


class Writer:
    """Writes an archive record by record and keeps the chain.

    Events go through `event`, their payloads through `data` before. `hash_of_last` is the last event's.
    """

    def __init__(self, target: BinaryIO, timestamp: int) -> None:
        self._target = target
        self._mtime = timestamp
        self._height = 0
        self._parent: bytes | None = None
        self._record(HEADER_NAME, HEADER.write(Header(1, str(timestamp))))

    def data(self, body: bytes) -> bytes:
        """Append a data record; returns its SHA-256."""
        digest = hashlib.sha256(body).digest()
        self._record(digest.hex() + DATA_SUFFIX, body)
        return digest

    def event(self, type_: str, payload: bytes | None = None) -> bytes:
        """Append an event that refers to its parent and to `payload` (a hash); returns its SHA-256."""
        body = EVENT.write(Event(self._parent, self._height, type_, payload))
        self._parent = hashlib.sha256(body).digest()
        self._height += 1
        self._record(self._parent.hex() + EVENT_SUFFIX, body)
        return self._parent

    def _record(self, name: str, body: bytes) -> None:
        self._target.write(tar_header(name, len(body), self._mtime) + body + bytes(-len(body) % BLOCK))


def bodies(source: BinaryIO, listed: Iterable[Entry]) -> Iterator[bytes]:
    """Read the bodies of entries one after another."""
    for entry in listed:
        source.seek(entry.offset)
        yield source.read(entry.size)
