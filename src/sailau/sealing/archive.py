"""Writing a precinct's archive: after closing, in one go, ballots in the order of their hashes (profile, item 7)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from sailau.election.questions import Question
from sailau.formats.v1.archive import Writer
from sailau.formats.v1.election import CREDENTIALS, SETUP, SetupData
from sailau.formats.v1.tally import (
    OWNED,
    SIZED,
    Owned,
    PartialDecryption,
    Result,
    Shuffle,
    SizedTally,
    Tally,
    partial_decryptions_of,
    results_of,
    shuffles_of,
    tallies_of,
)
from sailau.formats.v1.trustees import TRUSTEES, Trustees
from sailau.group import Point


@dataclass(frozen=True, slots=True)
class Setup:
    """What is fixed before the vote: the election's bytes, the trustees, the public credentials."""

    election: bytes
    trustees: Trustees
    credentials: tuple[Point, ...]

    @property
    def sorted_credentials(self) -> tuple[Point, ...]:
        """The credentials as published: sorted by their little-endian bytes."""
        return tuple(sorted(self.credentials))


@dataclass(frozen=True, slots=True)
class Count:
    """What the count adds: tally, mixes and partial decryptions with their owners, result."""

    tally: Tally
    shuffles: tuple[tuple[int, Shuffle], ...]
    partials: tuple[tuple[int, PartialDecryption], ...]
    result: Result


def begin(target: BinaryIO, setup: Setup, timestamp: int) -> tuple[Writer, bytes]:
    """Write header and Setup; returns the writer and the Setup event's hash (the Setup hash)."""
    writer = Writer(target, timestamp)
    election = writer.data(setup.election)
    trustees = writer.data(TRUSTEES.write(setup.trustees))
    credentials = writer.data(CREDENTIALS.write(setup.sorted_credentials))
    return writer, writer.event("Setup", writer.data(SETUP.write(SetupData(election, trustees, credentials))))


def write_mixed(
    target: BinaryIO,
    setup: Setup,
    questions: tuple[Question, ...],
    ballots: Sequence[bytes],
    tally: Tally,
    mixes: Sequence[tuple[int, Shuffle]],
    timestamp: int,
) -> tuple[Writer, bytes, bytes]:
    """Write an archive up to the end of the mixes; returns the writer, the Setup hash, the last event's hash.

    The last event's hash names the archive to the members' key stores, which decrypt one archive only.
    """
    writer, setup_hash = begin(target, setup, timestamp)
    for payload in sorted(ballots, key=lambda body: hashlib.sha256(body).digest()):
        writer.event("Ballot", writer.data(payload))
    writer.event("EndBallots")
    size = len(ballots)
    digest = writer.data(tallies_of(questions, size).write(tally))
    last = writer.event("EncryptedTally", writer.data(SIZED.write(SizedTally(size, size, digest))))
    shuffles = shuffles_of(questions, size)
    for owner, shuffle in mixes:
        body = writer.data(shuffles.write(shuffle))
        writer.event("Shuffle", writer.data(OWNED.write(Owned(owner, body))))
    if mixes:
        last = writer.event("EndShuffles")
    return writer, setup_hash, last


def write_archive(
    target: BinaryIO,
    setup: Setup,
    questions: tuple[Question, ...],
    ballots: Sequence[bytes],
    count: Count,
    timestamp: int,
) -> bytes:
    """Write a whole archive; returns the Setup hash."""
    writer, setup_hash, _ = write_mixed(target, setup, questions, ballots, count.tally, count.shuffles, timestamp)
    partials = partial_decryptions_of(questions, len(ballots))
    for owner, partial in count.partials:
        body = writer.data(partials.write(partial))
        writer.event("PartialDecryption", writer.data(OWNED.write(Owned(owner, body))))
    writer.event("Result", writer.data(results_of(questions, len(ballots)).write(count.result)))
    return setup_hash
