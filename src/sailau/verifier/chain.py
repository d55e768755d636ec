"""Step 6: the archive as a whole — records, hashes, the chain of events, and their order.

Bodies are hashed as a stream and not kept: an archive may be 2 GiB and the verifier has 512 MiB.
What comes out is where each message stands; reading the messages is the matter of the later steps.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from sailau.errors import FormatError
from sailau.formats.v1.archive import (
    DATA_SUFFIX,
    EVENT,
    EVENT_SUFFIX,
    HEADER,
    HEADER_NAME,
    Entry,
    Event,
    entries,
)
from sailau.verifier.finding import Findings

BYTES_MAX = 2 * 1024**3
BALLOTS_MAX = 50_000
ENTRIES_MAX = 2 * BALLOTS_MAX + 5_000
SMALL_BYTES_MAX = 64 * 1024
CHUNK = 1024 * 1024

Progress = Callable[[int], None]

DATA_OF_EVENT = {
    "Setup": 4,
    "Ballot": 1,
    "EndBallots": 0,
    "EncryptedTally": 2,
    "Shuffle": 2,
    "EndShuffles": 0,
    "PartialDecryption": 2,
    "Result": 1,
}
"""How many data records stand between an event and the one before it."""

NEXT = {
    "": ("Setup",),
    "Setup": ("Ballot", "EndBallots"),
    "Ballot": ("Ballot", "EndBallots"),
    "EndBallots": ("EncryptedTally",),
    "EncryptedTally": ("Shuffle", "EndShuffles", "PartialDecryption"),
    "Shuffle": ("Shuffle", "EndShuffles"),
    "EndShuffles": ("PartialDecryption",),
    "PartialDecryption": ("PartialDecryption", "Result"),
    "Result": (),
}
"""Which event may follow which; EndShuffles may be absent where nothing is mixed."""


@dataclass(frozen=True, slots=True)
class Message:
    """An event with the data records that belong to it, in their order."""

    event: Event
    data: tuple[Entry, ...]
    digests: tuple[bytes, ...]


@dataclass(slots=True)
class Chain:
    """The archive's messages in order; `whole` is False where reading had to stop.

    `refused`: beyond the limits of what is judged, so nothing else of it is looked at.
    """

    path: Path
    timestamp: str = ""
    messages: list[Message] = field(default_factory=list)
    last_event: bytes | None = None
    setup_event: bytes | None = None
    whole: bool = False
    refused: bool = False

    def of_type(self, type_: str) -> list[Message]:
        """List the messages of one type of event."""
        return [message for message in self.messages if message.event.type == type_]

    def body(self, entry: Entry) -> bytes:
        """Read one record's body."""
        with self.path.open("rb") as source:
            source.seek(entry.offset)
            return source.read(entry.size)


def read_chain(path: Path, findings: Findings, progress: Progress = lambda _: None) -> Chain:
    """Walk the archive at `path`, check its form, and report to `findings` under step 6."""
    chain = Chain(path)
    size = path.stat().st_size
    if size > BYTES_MAX:
        findings.defect(6, "archive-too-large", path.name, f"{size} bytes; {BYTES_MAX} are the most that is judged")
        chain.refused = True
        return chain
    with path.open("rb") as source:
        try:
            _walk(chain, source, size, findings, progress)
        except FormatError as error:
            findings.defect(6, "archive-form", f"{path.name}: {error.place}", error.reason)
            return chain
    if chain.refused:
        return chain
    last = chain.messages[-1].event.type if chain.messages else ""
    if last != "Result":
        findings.defect(6, "archive-incomplete", path.name, f"ends after {last or 'the header'}, not with a Result")
    chain.whole = True
    return chain


def _walk(chain: Chain, source: BinaryIO, size: int, findings: Findings, progress: Progress) -> None:
    pending: list[tuple[Entry, bytes]] = []
    ballots = 0
    for number, entry in enumerate(entries(source, size, ENTRIES_MAX)):
        if number == 0:
            _header(chain, source, entry)
            continue
        if str(entry.mtime) != chain.timestamp:
            findings.defect(6, "archive-time", entry.name, "the record's time is not the header's")
        digest = _hash(source, entry)
        _name(entry, digest, findings)
        progress(entry.size)
        if entry.name.endswith(EVENT_SUFFIX):
            message = _event(chain, source, entry, pending, findings)
            ballots += message.event.type == "Ballot"
            if ballots > BALLOTS_MAX:
                findings.defect(6, "archive-too-large", entry.name, f"more than {BALLOTS_MAX} ballots")
                chain.refused = True
                return
            chain.messages.append(message)
            chain.last_event = digest
            if message.event.type == "Setup":
                chain.setup_event = digest
            pending = []
        else:
            pending.append((entry, digest))
            if len(pending) > max(DATA_OF_EVENT.values()):
                raise FormatError(entry.name, "data that belongs to no event")
    if not chain.timestamp:
        raise FormatError("record 1", f"there is none; the first is {HEADER_NAME}")
    if pending:
        findings.defect(6, "archive-order", pending[0][0].name, "data that belongs to no event")


def _header(chain: Chain, source: BinaryIO, entry: Entry) -> None:
    if entry.name != HEADER_NAME or entry.size > SMALL_BYTES_MAX:
        raise FormatError(entry.name, f"the first record is not {HEADER_NAME}")
    source.seek(entry.offset)
    header = HEADER.read(source.read(entry.size))
    if header.version != 1 or not header.timestamp.isdigit():
        raise FormatError(HEADER_NAME, "not version 1 with a timestamp in digits")
    if str(entry.mtime) != header.timestamp:
        raise FormatError(HEADER_NAME, "the record's time is not the header's timestamp")
    chain.timestamp = header.timestamp


def _hash(source: BinaryIO, entry: Entry) -> bytes:
    source.seek(entry.offset)
    hasher = hashlib.sha256()
    left = entry.size
    while left:
        block = source.read(min(left, CHUNK))
        hasher.update(block)
        left -= len(block)
    return hasher.digest()


def _name(entry: Entry, digest: bytes, findings: Findings) -> None:
    stem, dot, suffix = entry.name.partition(".")
    if dot + suffix not in (DATA_SUFFIX, EVENT_SUFFIX):
        raise FormatError(entry.name, "neither data nor event")
    if stem != digest.hex():
        findings.defect(6, "archive-hash", entry.name, "the record's name is not the hash of its content")


def _event(
    chain: Chain, source: BinaryIO, entry: Entry, pending: list[tuple[Entry, bytes]], findings: Findings
) -> Message:
    if entry.size > SMALL_BYTES_MAX:
        raise FormatError(entry.name, "an event of this size")
    source.seek(entry.offset)
    body = source.read(entry.size)
    event = EVENT.parse(body)
    if not EVENT.is_canonical(body, event):
        findings.defect(6, "event-canonical", entry.name, "the event is not in canonical form")
    before = chain.messages[-1].event.type if chain.messages else ""
    if event.height != len(chain.messages):
        findings.defect(6, "event-height", entry.name, f"height {event.height} where {len(chain.messages)} is due")
    if event.parent != chain.last_event:
        findings.defect(6, "event-parent", entry.name, "the parent is not the event before")
    if event.type not in NEXT[before]:
        raise FormatError(entry.name, f"{event.type} after {before or 'the header'}")
    if len(pending) != DATA_OF_EVENT[event.type]:
        raise FormatError(entry.name, f"{event.type} with {len(pending)} data records")
    if event.payload != (pending[-1][1] if pending else None):
        findings.defect(6, "event-payload", entry.name, "the event's payload is not the data before it")
    return Message(event, tuple(item for item, _ in pending), tuple(digest for _, digest in pending))
