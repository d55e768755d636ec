"""A ZIP file of which there is one spelling: every byte follows from the names, the contents and their order.

Entries are stored, not compressed; plain files, in ascending order of their names, one after the other from the first
byte on; no extra fields, comments, data descriptors, encryption or ZIP64; one fixed date. A reader makes the headers
and the directory anew from what it read and demands the same bytes, so nothing can be hidden between, before or behind
the entries, and no two programs see two contents. Every program that knows ZIP opens such a file (APPNOTE 6.3.10).

Pure: it makes and judges bytes. Whoever holds the file reads it in pieces and checks the sums (`service.bundle`).
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sailau.errors import FormatError, invariant

BYTES_MAX: Final = (1 << 32) - 1
"""Offsets have 32 bits: no such file is larger."""
NAME_BYTES_MAX: Final = 120
HEADER_BYTES: Final = 30
"""Length of the fixed part of an entry's header; the name follows, then the contents."""

_HEADER: Final = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL: Final = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END: Final = struct.Struct("<4sHHHHIIH")
_HEADER_MARK: Final = b"PK\x03\x04"
_CENTRAL_MARK: Final = b"PK\x01\x02"
_END_MARK: Final = b"PK\x05\x06"
_NEEDED: Final = 10
_MADE_BY: Final = (3 << 8) | 10
_TIME, _DATE = 0, (1 << 5) | 1
"""1 January 1980, midnight: the earliest that the format knows."""
_PLAIN_FILE: Final = 0o100644 << 16
END_BYTES: Final = _END.size


class Flaw(StrEnum):
    """What is wrong with a file that should be a stored ZIP."""

    CUT_OFF = "cut-off"
    NOT_A_ZIP = "not-a-zip"
    NOT_STORED = "not-stored"
    NAME = "name"
    ORDER = "order"
    TOO_LARGE = "too-large"
    TOO_MANY = "too-many"
    SUM = "sum"
    DIRECTORY = "directory"


class StoredZipError(FormatError):
    """A file is not a stored ZIP in its one spelling; `flaw` says in what."""

    def __init__(self, flaw: Flaw, place: str, reason: str) -> None:
        super().__init__(place, reason)
        self.flaw = flaw


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: name, length in bytes, CRC-32 of its contents."""

    name: str
    size: int
    crc: int


def header(entry: Entry) -> bytes:
    """The header before the contents of `entry`, its name included."""
    name = _encoded(entry.name)
    fields = (_NEEDED, 0, 0, _TIME, _DATE, entry.crc, entry.size, entry.size, len(name), 0)
    return _HEADER.pack(_HEADER_MARK, *fields) + name


def directory(entries: Sequence[Entry]) -> bytes:
    """What stands behind the contents of all `entries`, to the end of the file."""
    made, offset = [], 0
    for entry in entries:
        name = _encoded(entry.name)
        fields = (_MADE_BY, _NEEDED, 0, 0, _TIME, _DATE, entry.crc, entry.size, entry.size, len(name), 0, 0, 0, 0)
        made.append(_CENTRAL.pack(_CENTRAL_MARK, *fields, _PLAIN_FILE, offset) + name)
        offset += HEADER_BYTES + len(name) + entry.size
    listed = b"".join(made)
    count = len(entries)
    return listed + _END.pack(_END_MARK, 0, 0, count, count, len(listed), offset, 0)


def total_size(entries: Sequence[Entry]) -> int:
    """The length of the whole file in bytes."""
    contents = sum(HEADER_BYTES + len(entry.name) + entry.size for entry in entries)
    return contents + len(directory(entries))


def is_directory(mark: bytes) -> bool:
    """Whether the next bytes begin the directory: there are no further entries."""
    return mark[:4] in (_CENTRAL_MARK, _END_MARK)


@dataclass(frozen=True, slots=True)
class Announced:
    """What a header announces before its name is read."""

    size: int
    crc: int
    name_bytes: int


def read_header(fixed: bytes) -> Announced:
    """Read the fixed part of a header. Raises StoredZipError when it is not of the one form."""
    if len(fixed) < HEADER_BYTES:
        raise StoredZipError(Flaw.CUT_OFF, "header", "the file ends inside a header")
    mark, _needed, flags, method, _time, _date, crc, packed, size, name_bytes, extra = _HEADER.unpack(fixed)
    if mark != _HEADER_MARK:
        raise StoredZipError(Flaw.NOT_A_ZIP, "header", "no entry of a ZIP file begins here")
    if flags or method or packed != size:
        raise StoredZipError(Flaw.NOT_STORED, "header", "compressed, encrypted, or with its sums behind it")
    if not 1 <= name_bytes <= NAME_BYTES_MAX:
        raise StoredZipError(Flaw.NAME, "header", f"a name of {name_bytes} bytes")
    if extra or size == BYTES_MAX:
        raise StoredZipError(Flaw.NOT_STORED, "header", "extra fields, or sizes that stand elsewhere")
    if fixed != header(Entry("x" * name_bytes, size, crc))[:HEADER_BYTES]:
        raise StoredZipError(Flaw.NOT_STORED, "header", "another version, date or time than the one that is due")
    return Announced(size, crc, name_bytes)


def _encoded(name: str) -> bytes:
    invariant(name.isascii() and 1 <= len(name) <= NAME_BYTES_MAX, "the names of a stored ZIP are short and plain")
    return name.encode("ascii")
