"""What the vectors hold, read once: a whole precinct made by the independent tool, secrets included."""

import json
from functools import cache
from pathlib import Path

from sailau.formats.v1.archive import Entry, entries
from sailau.formats.v1.election import ELECTION, Election
from sailau.verifier.ballots import BallotRules

FOLDER = Path(__file__).parent / "precinct-25"
ARCHIVE = FOLDER / "7PBRptcrYdzSBf.bel"


@cache
def election_bytes() -> bytes:
    return (FOLDER / "election.json").read_bytes().rstrip(b"\n")


@cache
def election() -> Election:
    return ELECTION.read(election_bytes())


@cache
def rules() -> BallotRules:
    return BallotRules(election(), election_bytes())


@cache
def ballots() -> tuple[bytes, ...]:
    """The 25 payloads in the order cast."""
    return tuple((FOLDER / "ballots.jsons").read_bytes().splitlines())


@cache
def votes() -> tuple[list[list[int]], ...]:
    """The plaintexts of those ballots."""
    return tuple(json.loads(line) for line in (FOLDER / "votes.jsons").read_text().splitlines())


@cache
def records() -> tuple[tuple[Entry, bytes], ...]:
    """Every record of the archive with its body."""
    data = ARCHIVE.read_bytes()
    with ARCHIVE.open("rb") as source:
        return tuple(
            (entry, data[entry.offset : entry.offset + entry.size]) for entry in entries(source, len(data), 999)
        )
