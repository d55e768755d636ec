"""For each published record what the finder and the comparison need, as a script that a page loads (L 50-6; R 19, 20).

A page opened from a disk may not read files, but it may load scripts: so one small script a record, which the reader's
browser searches by itself. It has the control codes (which ones, never for whom: also where the list was printed with
choices), the seal numbers of the ballots in the box, and of each protocol its SHA-256 and votes in ballot order. All of
it stands in the record beside.
"""

import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from sailau.formats.v1.archive import DATA_SUFFIX, EVENT, EVENT_SUFFIX, Entry, bodies, entries
from sailau.formats.v1.publication import PrecinctEntry, VersionEntry
from sailau.formats.v1.record import names
from sailau.formats.v1.record.codes import CODES_FILE, CodeNumbers
from sailau.service.published_record import PublishedRecord, published_record
from sailau.stations.results.seen import Seen
from sailau.terminal.shown import CROCKFORD, SEAL_SIGNS
from sailau.verifier.chain import ENTRIES_MAX, SMALL_BYTES_MAX

SEAL_BYTES: Final = 8
PROTOCOLS: Final = (
    ("electronic", names.PROTOCOL),
    ("paper", names.PAPER_PROTOCOL),
    ("summary", names.SUMMARY_PROTOCOL),
)


def lookup_script(seen: Seen, entry: PrecinctEntry) -> bytes:
    """The script of a precinct: one object for each published version.

    Raises StoreError when a record is not the one that was published.
    """
    found = [_version(seen.folder, entry, one) for one in entry.versions if one.record is not None]
    told = {"precinct": entry.number, "versions": found}
    return b"SAILAU_RECORD(" + json.dumps(told, ensure_ascii=True, separators=(",", ":")).encode() + b");\n"


def _version(folder: Path, entry: PrecinctEntry, version: VersionEntry) -> dict[str, Any]:
    record = published_record(folder, str(version.record), version.manifest_sha256)
    recounted = record.has(names.recount_name(names.PROTOCOL))
    return {
        "version": version.version,
        "counted": version.bundle_sha256 == entry.counted,
        "codes": codes_of(record, names.recount_name(names.CODES) if recounted else names.CODES),
        "seals": " ".join(seals_of(record)),
        "protocols": list(_protocols(record, recounted)),
    }


def _protocols(record: PublishedRecord, recounted: bool) -> Iterator[dict[str, Any]]:
    for kind, name in PROTOCOLS:
        for path, superseded in ((name, recounted), (names.recount_name(name), False)):
            if record.has(path):
                data = record.read(path)
                tree = json.loads(data)
                yield {
                    "kind": kind,
                    "sha256": hashlib.sha256(data).hexdigest(),
                    "votes": [row["votes"] for contest in tree["contests"] for row in contest["rows"]],
                    "superseded": superseded,
                }


def codes_of(record: PublishedRecord, path: str) -> list[str]:
    """The control codes of a record or its recount, ascending; never the choices."""
    if not record.has(path):
        return []
    listed = CODES_FILE.read(record.read(path))
    if isinstance(listed, CodeNumbers):
        return list(listed.codes)
    return sorted({code for contest in listed.contests for code, _ in contest.rows})


def seals_of(record: PublishedRecord) -> list[str]:
    """The seal numbers of the ballots in the box, ascending, so that they tell no order."""
    [archive] = [path for path in record.manifest.files if path.endswith(".bel") and "/" not in path]
    data = record.read(archive)
    return sorted(_seals(io.BytesIO(data), len(data)))


def _seals(source: BinaryIO, size: int) -> Iterator[str]:
    """A ballot's name in the archive is its SHA-256: the tracker, of which the seal number is the beginning."""
    before: Entry | None = None
    for one in list(entries(source, size, ENTRIES_MAX)):
        if one.name.endswith(EVENT_SUFFIX) and one.size <= SMALL_BYTES_MAX and before is not None:
            [body] = bodies(source, [one])
            if EVENT.parse(body).type == "Ballot":
                yield seal_of_name(before.name)
        before = one if one.name.endswith(DATA_SUFFIX) else None


def seal_of_name(name: str) -> str:
    """The seal number of a ballot by the name of its record in the archive."""
    number = int.from_bytes(bytes.fromhex(name.removesuffix(DATA_SUFFIX))[:SEAL_BYTES], "big") >> 4
    return "".join(CROCKFORD[number >> (5 * place) & 31] for place in reversed(range(SEAL_SIGNS)))
