"""The archive as written at closing: sorted, without times, sound to the verifier."""

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sailau.formats.v1.archive import EVENT_SUFFIX, bodies, entries
from sailau.formats.v1.election import CREDENTIALS
from sailau.sealing.rehearsal import TIMESTAMP, Rehearsal
from sailau.verifier.archive import verify_archive
from sailau.verifier.finding import Findings
from tests.sealing.elections import ALL, president


def records(data: bytes) -> list[tuple[str, bytes]]:
    source = io.BytesIO(data)
    listed = list(entries(source, len(data), 999))
    assert {entry.mtime for entry in listed} == {TIMESTAMP}
    return [(entry.name, body) for entry, body in zip(listed, bodies(source, listed), strict=True)]


@pytest.mark.parametrize("made", ALL, ids=lambda made: made.__name__)
def test_the_verifier_accepts_what_is_written(made: Callable[[], Rehearsal], tmp_path: Path) -> None:
    rehearsal = made()
    path = tmp_path / "archive.bel"
    path.write_bytes(rehearsal.archive)
    findings = Findings()
    judged = verify_archive(path, findings, 1)
    assert findings.defects == []
    assert judged.result == rehearsal.count.result
    assert judged.chain.setup_event == rehearsal.setup_hash


def test_ballots_stand_in_the_order_of_their_hashes() -> None:
    made = president()
    cast = {sealed.payload for sealed in made.ballots}
    found = [body for _, body in records(made.archive) if body in cast]
    assert found == sorted(cast, key=lambda body: hashlib.sha256(body).digest())


def test_credentials_are_sorted_by_little_endian_bytes_and_bare() -> None:
    made = president()
    (body,) = [body for _, body in records(made.archive) if body.startswith(b'["') and b"Pedersen" not in body]
    credentials = CREDENTIALS.read(body)
    assert list(credentials) == sorted(made.setup.credentials)
    assert len(credentials) == 4


def test_the_setup_hash_is_that_of_the_setup_event() -> None:
    made = president()
    name, body = next(record for record in records(made.archive) if record[0].endswith(EVENT_SUFFIX))
    assert json.loads(body)["type"] == "Setup"
    assert hashlib.sha256(body).digest() == made.setup_hash == bytes.fromhex(name.removesuffix(EVENT_SUFFIX))


def test_no_time_but_the_fixed_one_stands_in_the_archive() -> None:
    made = president()
    header = records(made.archive)[0]
    assert header == (
        "BELENIOS",
        json.dumps({"version": 1, "timestamp": str(TIMESTAMP)}, separators=(",", ":")).encode(),
    )
