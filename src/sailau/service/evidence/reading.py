"""A recorder's record, read for a court: from its two media, or from a file that was copied before (E49, L 50-8(1)).

The chain is checked from its first entry to its last. What goes into a pack is what stood on the media, byte for byte,
and beside it what other people's tools read: the chain alone, the catalogue, the event log.
"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from sailau.adapters.files import read_file
from sailau.adapters.recorder_file import lines_of
from sailau.errors import FormatError, StoreError
from sailau.recorder.catalogue import catalogue_source
from sailau.recorder.chain import Entry, Head, begin, follows, parse_line
from sailau.recorder.salted import Salted, read_salted
from sailau.service.recorder.evidence import evidence_files

CHAIN: Final = "recorder.jsonl"
CATALOGUE: Final = "events.toml"
CHECKPOINT: Final = ".checkpoint"
RECORD: Final = ".record"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a device's record is: two media, or one file (`terminal-1.record`, or a chain of version 1)."""

    device: str
    places: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRecorder:
    """A record whose chain holds: its entries, its head, and the files that go into a pack, by name."""

    device: str
    entries: tuple[Entry, ...] = field(repr=False)
    head: Head
    files: dict[str, bytes] = field(repr=False)


def read_recorder(source: Source, *, generated: datetime, election: str) -> ReadRecorder:
    """Read and check a record.

    Raises StoreError when two media differ or something is missing, FormatError or ProofError when the chain breaks.
    """
    match source.places:
        case (first, second):
            files = evidence_files((first, second), source.device, generated=generated, election=election)
            return _salted(source.device, files[f"{source.device}{RECORD}"], files)
        case (only,) if only.is_file():
            return _from_file(source.device, read_file(only))
        case _:
            raise StoreError(f"{source.device}: give the folders of both media, or one file of its record")


def read_packed(device: str, folder: Path) -> ReadRecorder:
    """The record of a device in a pack. Raises as `read_recorder`."""
    record = folder / f"{device}{RECORD}"
    return _from_file(device, read_file(record if record.is_file() else folder / CHAIN))


def agrees_with(recorder: ReadRecorder, entries: int, head: str) -> bool:
    """Whether the record had this head when it had so many entries: it was only added to since."""
    return 1 <= entries <= len(recorder.entries) and recorder.entries[entries - 1].hash == head


def _from_file(device: str, data: bytes) -> ReadRecorder:
    if data[:1] == b"{":
        return _chain(device, data)
    return _salted(device, data, {f"{device}{RECORD}": data, CATALOGUE: catalogue_source()})


def _salted(device: str, record: bytes, files: dict[str, bytes]) -> ReadRecorder:
    kept: tuple[Salted, ...] = tuple(read_salted(lines_of(record), device))
    return _read(device, tuple(salted.entry for salted in kept), files)


def _chain(device: str, data: bytes) -> ReadRecorder:
    entries: list[Entry] = []
    head = begin(device)
    for number, line in enumerate(lines_of(data), start=1):
        place = f"recorder {device}, line {number}"
        entry = parse_line(line, place)
        head = follows(head, entry, place)
        entries.append(entry)
    return _read(device, tuple(entries), {CHAIN: data, CATALOGUE: catalogue_source()})


def _read(device: str, entries: tuple[Entry, ...], files: dict[str, bytes]) -> ReadRecorder:
    if not entries:
        raise FormatError(device, "the record is empty")
    return ReadRecorder(device=device, entries=entries, head=entries[-1].head(), files=files)
