"""What an SQLite file tells beside its entries: where each stands, what lies in free room, what its log still says.

The places of a store's entries (32 random bytes) are known from its tables; here they are looked for in the raw file.
Format: https://www.sqlite.org/fileformat2.html, as far as tables `WITHOUT ROWID` use it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

_HEADER: Final = 100
_FREE_LIST: Final = 32
_LEAVES: Final = {10: 8, 13: 8, 2: 12, 5: 12}
"""Type of a page of a tree → length of its head."""
_RUN: Final = re.compile(rb"(?:[^\0]+\0{0,2})+")
_RUN_BYTES: Final = 32
_WAL_HEADER, _FRAME_HEADER = 32, 24
_PLACE, _NONCE = 32, 12


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an entry stands in the file: its offset, and the first page of what does not fit beside it (0: none)."""

    offset: int
    overflow: int


def page_size(raw: bytes) -> int:
    size = int.from_bytes(raw[16:18], "big")
    return 65536 if size == 1 else size


def occurrences(raw: bytes, sealed: Mapping[bytes, bytes]) -> dict[bytes, tuple[Standing, list[int]]]:
    """Where these entries stand (place → what is sealed there), and every other offset at which their place stands.

    A row's head tells the lengths of place and sealed bytes, so only rows of these lengths are looked at.
    """
    found: dict[bytes, tuple[Standing, list[int]]] = {}
    for length in {len(value) for value in sealed.values()}:
        kind = _varint(12 + 2 * length)
        head = bytes([2 + len(kind), 12 + 2 * _PLACE]) + kind
        for match in re.finditer(re.escape(head) + b"(?=(.{44}))", raw, re.DOTALL):
            place, nonce, offset = match[1][:_PLACE], match[1][_PLACE:], match.end()
            if place not in sealed:
                continue
            standing, others = found.get(place, (Standing(0, 0), []))
            if nonce == sealed[place][:_NONCE] and not standing.offset:
                standing = Standing(offset, _overflow(raw, offset, len(head), length))
            else:
                others.append(offset)
            found[place] = (standing, others)
    return found


def leftovers(raw: bytes) -> Iterator[bytes]:
    """What in room that holds nothing (between and behind entries, in pages out of use) could be part of an entry.

    Sealed bytes have hardly two zeros in a row; what SQLite leaves of a page's pointers is shorter than an entry.
    """
    size = page_size(raw)
    free = set(_free_pages(raw, size))
    for number in range(1, len(raw) // size + 1):
        page, start = raw[(number - 1) * size : number * size], _HEADER if number == 1 else 0
        if number in free:
            yield from _runs(page)
        elif page[start] in _LEAVES and _is_tree(page, start):
            for room in _unused(page, start):
                yield from _runs(room)


def _runs(room: bytes) -> Iterator[bytes]:
    return (found.group() for found in _RUN.finditer(room) if len(found.group().rstrip(b"\0")) >= _RUN_BYTES)


def log_order(log: bytes, nonces: Mapping[bytes, bytes]) -> list[bytes]:
    """Places in the order in which the log (`-wal`) first has what they hold now; `nonces` are those of now."""
    if len(log) < _WAL_HEADER:
        return []
    size = int.from_bytes(log[8:12], "big")
    left, found = dict(nonces), list[bytes]()
    for start in range(_WAL_HEADER, len(log), _FRAME_HEADER + size):
        page = log[start + _FRAME_HEADER : start + _FRAME_HEADER + size]
        for place, nonce in list(left.items()):
            at = page.find(place + nonce)
            if at >= 0:
                found.append(place)
                del left[place]
    return found


def _free_pages(raw: bytes, size: int) -> Iterator[int]:
    """Pages of the free list, but for its trunks, which hold the list itself."""
    trunk = int.from_bytes(raw[_FREE_LIST : _FREE_LIST + 4], "big")
    while trunk:
        page = raw[(trunk - 1) * size : trunk * size]
        count = int.from_bytes(page[4:8], "big")
        for leaf in range(count):
            yield int.from_bytes(page[8 + 4 * leaf : 12 + 4 * leaf], "big")
        trunk = int.from_bytes(page[:4], "big")


def _is_tree(page: bytes, start: int) -> bool:
    """Whether a page that begins like a tree's is one: an overflow page may begin with any byte."""
    cells, content = int.from_bytes(page[start + 3 : start + 5], "big"), _content(page, start)
    end = start + _LEAVES[page[start]] + 2 * cells
    pointers = [int.from_bytes(page[at : at + 2], "big") for at in range(end - 2 * cells, min(end, len(page)), 2)]
    return end <= content <= len(page) and all(content <= pointer < len(page) for pointer in pointers)


def _content(page: bytes, start: int) -> int:
    return int.from_bytes(page[start + 5 : start + 7], "big") or 65536


def _unused(page: bytes, start: int) -> Iterator[bytes]:
    """Room of a tree's page that holds nothing: between pointers and entries, and where entries were."""
    cells = int.from_bytes(page[start + 3 : start + 5], "big")
    yield page[start + _LEAVES[page[start]] + 2 * cells : _content(page, start)]
    block = int.from_bytes(page[start + 1 : start + 3], "big")
    while block:
        length = int.from_bytes(page[block + 2 : block + 4], "big")
        yield page[block + 4 : block + length]
        block = int.from_bytes(page[block : block + 2], "big")


def _overflow(raw: bytes, offset: int, head: int, sealed: int) -> int:
    """The first overflow page of the entry whose place stands at `offset`; 0 when it fits on its page."""
    size = page_size(raw)
    payload = head + _PLACE + sealed
    most, least = (size - 12) * 64 // 255 - 23, (size - 12) * 32 // 255 - 23
    if payload <= most:
        return 0
    local = least + (payload - least) % (size - 4)
    end = offset - head + (local if local <= most else least)
    return int.from_bytes(raw[end : end + 4], "big")


def _varint(number: int) -> bytes:
    parts = [number & 0x7F]
    while number := number >> 7:
        parts.append(number & 0x7F | 0x80)
    return bytes(reversed(parts))
