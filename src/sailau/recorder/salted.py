"""The record on two media, version 2: the chain's entries as in version 1, each after a salt and the uptime.

    <salt, 64 hex> <uptime in µs, since the machine was started> <the entry's line, as in `chain`>

Taking the two words off leaves the chain of version 1, byte for byte. Salt, uptime and entry make the leaf of the tree
(`merkle`), so that one entry can be disclosed alone while its neighbours stay sealed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from sailau.errors import FormatError
from sailau.recorder.chain import Entry, Head, begin, follows, line_of, parse_line
from sailau.recorder.merkle import UPTIME_MAX, Peaks, leaf_data, leaf_hash

_PREFIX: Final = re.compile(rb"([0-9a-f]{64}) (0|[1-9][0-9]{0,18}) ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Salted:
    """An entry with its salt (32 bytes) and the machine's uptime in µs; `text` is the entry's line without its line
    feed, made from the entry when it is not given."""

    salt: bytes
    uptime_us: int
    entry: Entry
    text: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        if not self.text:
            object.__setattr__(self, "text", line_of(self.entry)[:-1])

    def line(self) -> bytes:
        """Its line in the record, with its line feed."""
        return f"{self.salt.hex()} {self.uptime_us} ".encode() + self.text + b"\n"

    def leaf(self) -> bytes:
        """Its leaf hash in the tree."""
        return leaf_hash(leaf_data(self.salt, self.uptime_us, self.text))


@dataclass(frozen=True, slots=True)
class Log:
    """The end of a record: head of its chain, peaks of its tree."""

    head: Head
    peaks: Peaks


def begin_log(device: str) -> Log:
    """An empty record of the device."""
    return Log(begin(device), Peaks())


def parse_salted(line: bytes, place: str) -> Salted:
    """Read a line (without its line feed). Raises FormatError."""
    match = _PREFIX.match(line)
    if match is None:
        raise FormatError(place, "not salt, uptime and entry")
    uptime_us = int(match[2])
    if uptime_us > UPTIME_MAX:
        raise FormatError(place, "an uptime that no machine reaches")
    salt, text = bytes.fromhex(match[1].decode()), line[match.end() :]
    return Salted(salt=salt, uptime_us=uptime_us, entry=parse_line(text, place), text=text)


def read_salted(lines: Iterable[bytes], device: str) -> Iterator[Salted]:
    """Check the lines (without line feeds) of a device's record one after another, and show each.

    Raises FormatError or ProofError, naming the line, counted from 1.
    """
    head = begin(device)
    for number, line in enumerate(lines, start=1):
        place = f"recorder {device}, line {number}"
        salted = parse_salted(line, place)
        head = follows(head, salted.entry, place)
        yield salted
