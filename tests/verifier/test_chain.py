"""The archive's chain as read: where every message stands, what was seen on the way, and what stops it."""

from pathlib import Path

from sailau.formats.v1.archive import EVENT_SUFFIX
from sailau.verifier.archive import verify_archive
from sailau.verifier.chain import read_chain
from sailau.verifier.finding import Findings
from tests.sealing import elections
from tests.vectors import precinct_25


def test_the_messages_of_the_vectors_are_found_in_their_order() -> None:
    findings = Findings()
    chain = read_chain(precinct_25.ARCHIVE, findings)
    assert findings.items == []
    assert chain.whole
    assert not chain.refused
    types = [message.event.type for message in chain.messages]
    assert types[:2] == ["Setup", "Ballot"]
    assert types.count("Ballot") == 25
    assert types[26:] == ["EndBallots", "EncryptedTally", "Shuffle", "Shuffle", "EndShuffles",
                          *["PartialDecryption"] * 4, "Result"]  # fmt: skip
    assert [message.event.height for message in chain.messages] == list(range(len(types)))


def test_bodies_are_those_of_the_file() -> None:
    chain = read_chain(precinct_25.ARCHIVE, Findings())
    ballots = [chain.body(message.data[0]) for message in chain.of_type("Ballot")]
    assert tuple(ballots) == precinct_25.ballots()
    assert chain.body(chain.of_type("Setup")[0].data[0]) == precinct_25.election_bytes()


def test_the_hashes_of_the_first_and_the_last_event_are_kept() -> None:
    chain = read_chain(precinct_25.ARCHIVE, Findings())
    events = [entry.name for entry, _ in precinct_25.records() if entry.name.endswith(EVENT_SUFFIX)]
    assert chain.setup_event is not None
    assert chain.last_event is not None
    assert chain.setup_event.hex() + EVENT_SUFFIX == events[0]
    assert chain.last_event.hex() + EVENT_SUFFIX == events[-1]
    assert chain.timestamp.isdigit()


def test_progress_names_the_steps_and_reaches_the_end(tmp_path: Path) -> None:
    path = tmp_path / "archive.bel"
    path.write_bytes(elections.president().archive)
    seen: dict[str, tuple[int, int]] = {}
    verify_archive(path, Findings(), 1, lambda step, done, total: seen.__setitem__(step, (done, total)))
    assert list(seen) == ["6 archive", "7 ballots", "9 shuffles", "10 decryptions"]
    assert seen["7 ballots"] == (3, 3)
    assert seen["9 shuffles"] == (2, 2)
    assert seen["10 decryptions"] == (2, 2)
    assert 0 < seen["6 archive"][0] <= seen["6 archive"][1]


def test_what_was_read_before_a_break_is_still_judged(tmp_path: Path) -> None:
    """The last record is cut: ballots are judged all the same, and nothing after them."""
    path = tmp_path / "archive.bel"
    path.write_bytes(elections.president().archive[:-100])
    findings = Findings()
    archive = verify_archive(path, findings, 1)
    assert [finding.code for finding in findings.defects] == ["archive-form"]
    assert len(archive.trackers) == 3
    assert archive.tally is None
