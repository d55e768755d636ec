"""The capability container of a Type 4 Tag: how much a command may carry, and in which file our image lies.

    0   length of the container          2 bytes, at least 15
    2   version, major and minor         1 byte: 1.x, 2.x or 3.x
    3   MLe, bytes a read may answer      2 bytes, at least 15
    5   MLc, bytes a write may carry     2 bytes, at least 1
    7   files: tag 04 (NDEF), 05 (proprietary), 06 (NDEF beyond 32 KiB), each with identifier, size, access rights

Our image lies in the first proprietary file that is large enough and free to read and write: programs on phones leave
such a file alone. Where there is none, it lies in the NDEF file, as the end of one record of unknown type that fills
the file's first 8256 bytes: some chips let nothing be read beyond the message. The record's head is always the same
and takes one page (64 bytes), so that no page of the chip holds parts of two of ours. A phone that writes a message
there changes that head, and the card is then known as written by somebody else.

    0    length of the message, 8254         2 bytes
    2    C5 00, length of the payload 8248   6 bytes: one record, whole, of unknown type
    8    "sailau voter card", zeros          56 bytes
    64   the image                           8192 bytes
"""

from dataclasses import dataclass
from typing import Final

from sailau.card.layout import CARD_BYTES, PAGE_BYTES
from sailau.card.slot import UnknownCardError

CONTAINER_FILE: Final = 0xE103
CONTAINER_BYTES_MIN: Final = 15
CONTAINER_BYTES_MAX: Final = 512
_LENGTH_BYTES, _RECORD_HEAD_BYTES = 2, 6
MESSAGE_HEAD: Final = (
    (PAGE_BYTES - _LENGTH_BYTES + CARD_BYTES).to_bytes(_LENGTH_BYTES, "big")
    + b"\xc5\x00"
    + (PAGE_BYTES - _LENGTH_BYTES - _RECORD_HEAD_BYTES + CARD_BYTES).to_bytes(4, "big")
    + b"sailau voter card"
).ljust(PAGE_BYTES, b"\0")
"""What stands before the image in a file for messages."""
_VERSION_MAJORS: Final = (1, 2, 3)
_READ_LEAST, _WRITE_LEAST = 15, 1
_NDEF, _PROPRIETARY, _LARGE_NDEF = 0x04, 0x05, 0x06
_LENGTHS: Final = {_NDEF: 6, _PROPRIETARY: 6, _LARGE_NDEF: 8}
_FREE: Final = 0x00
_RESERVED_FILES: Final = frozenset({0x0000, 0xE102, CONTAINER_FILE, 0x3F00, 0x3FFF, 0xFFFF})


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageFile:
    """Where the image is, and how many bytes one read or write may carry."""

    identifier: int
    image_at: int
    read_max: int
    write_max: int


@dataclass(frozen=True, slots=True)
class _File:
    tag: int
    identifier: int
    size: int
    is_free: bool


def container_length(head: bytes) -> int:
    """The container's whole length, from its first bytes; raises `UnknownCardError`."""
    length = int.from_bytes(head[:2], "big")
    if len(head) < CONTAINER_BYTES_MIN or not CONTAINER_BYTES_MIN <= length <= CONTAINER_BYTES_MAX:
        raise UnknownCardError("its capability container has a wrong length")
    return length


def parse_container(container: bytes) -> ImageFile:
    """Find our file; raises `UnknownCardError` when the container is none or no file of the card can hold us."""
    length = container_length(container)
    if len(container) != length:
        raise UnknownCardError("its capability container is cut short")
    if container[2] >> 4 not in _VERSION_MAJORS:
        raise UnknownCardError("it is of an unknown version of Type 4 Tags")
    read_max, write_max = int.from_bytes(container[3:5], "big"), int.from_bytes(container[5:7], "big")
    if read_max < _READ_LEAST or write_max < _WRITE_LEAST:
        raise UnknownCardError("its capability container allows no reads or writes")
    files = _files(container[7:])
    if files[0].tag == _PROPRIETARY:
        raise UnknownCardError("its capability container does not begin with the file for messages")
    identifier, image_at = _choose(files)
    return ImageFile(identifier=identifier, image_at=image_at, read_max=read_max, write_max=write_max)


def _files(rest: bytes) -> list[_File]:
    files = []
    while rest:
        tag, length = rest[0], _LENGTHS.get(rest[0], 0)
        value = rest[2 : 2 + length]
        if length == 0 or len(rest) < 2 or rest[1] != length or len(value) != length:
            raise UnknownCardError("its capability container holds an unknown or torn entry")
        files.append(_File(tag, int.from_bytes(value[:2], "big"), int.from_bytes(value[2:-2], "big"), _is_free(value)))
        rest = rest[2 + length :]
    return files


def _is_free(value: bytes) -> bool:
    return value[-2] == _FREE and value[-1] == _FREE


def _choose(files: list[_File]) -> tuple[int, int]:
    """Identifier of the file, and where the image begins in it."""
    lawful = [file for file in files if file.identifier not in _RESERVED_FILES]
    fitting = [file for file in lawful if file.size >= _image_at(file) + CARD_BYTES]
    if not fitting:
        raise UnknownCardError(f"it has no file of {CARD_BYTES + PAGE_BYTES} bytes: the card is too small")
    free = [file for file in fitting if file.is_free]
    if not free:
        raise UnknownCardError("it is locked against reading or writing")
    chosen = min(free, key=_image_at)
    return chosen.identifier, _image_at(chosen)


def _image_at(file: _File) -> int:
    return 0 if file.tag == _PROPRIETARY else PAGE_BYTES
