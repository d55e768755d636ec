"""Photos of paper protocols held against what was published (L 20(9), 50-6; E45, M71): many observers, one command.

The QR code of a paper (`signing.summary`) names election, precinct, SHA-256 of the protocol's data and the votes,
signed by the precinct computer. Held against it are the publication's records; the computer's certificate is the one
that the record's signed manifest lists, and the publication was judged before (`service.country.publication`).
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from cryptography import x509

from sailau.adapters.barcodes import ENDINGS, demand_reader, qr_texts
from sailau.errors import FormatError, SignatureError, StoreError
from sailau.formats.v1.publication import PrecinctEntry
from sailau.formats.v1.record import names
from sailau.service.country.finding import CountryFindings
from sailau.service.country.publication import Publication, read_publication
from sailau.service.published_record import PublishedRecord, published_record
from sailau.signing.summary import MARK, PaperSummary, read_summary
from sailau.signing.trust import fingerprint
from sailau.verifier.finding import Weight

PROTOCOLS: Final = (names.PROTOCOL, names.PAPER_PROTOCOL, names.SUMMARY_PROTOCOL)
PICTURES_MAX: Final = 100_000
Progress = Callable[[str, int, int], None]


class Seen(StrEnum):
    """What a picture turned out to be."""

    SAME = "same"
    REPLACED = "replaced"
    DIFFERENT = "different"
    FORGED = "forged"
    OTHER_ELECTION = "other-election"
    NOT_PUBLISHED = "not-published"
    NO_CODE = "no-code"
    NO_PICTURE = "no-picture"


ALARMS: Final = frozenset({Seen.DIFFERENT, Seen.FORGED})
"""What an observer must look into: the paper is not what was published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """One picture. `protocol` is the file that its code is of; `printed`, `published`: votes in ballot order."""

    picture: str
    seen: Seen
    precinct: int | None = None
    record: str | None = None
    protocol: str | None = None
    printed: tuple[int, ...] = ()
    published: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "picture": self.picture,
            "seen": self.seen.value,
            "precinct": self.precinct,
            "record": self.record,
            "protocol": self.protocol,
            "printed": list(self.printed),
            "published": list(self.published),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paper:
    """A published protocol: votes, and whether a later one took its place."""

    record: str
    name: str
    sha256: str
    votes: tuple[int, ...]
    counts: bool


def observe(
    pictures: Path, publication: Path, *, root: bytes | None = None, progress: Progress = lambda *_: None
) -> tuple[Observed, ...]:
    """Hold every picture below the folder `pictures` against the publication.

    Raises StoreError when the publication does not fit its signed manifest, when there is no picture, or when the
    program that reads QR codes is not installed.
    """
    demand_reader()
    found = sorted(path for path in pictures.rglob("*") if path.suffix.lower() in ENDINGS and path.is_file())
    if not found:
        raise StoreError(f"{pictures}: no picture ({', '.join(sorted(ENDINGS))})")
    seen = _read(publication, root)
    told: list[Observed] = []
    for done, path in enumerate(found[:PICTURES_MAX]):
        progress("pictures", done, len(found))
        told.extend(_picture(path, str(path.relative_to(pictures)), seen))
    progress("pictures", len(found), len(found))
    return tuple(told)


def _read(folder: Path, root: bytes | None) -> Publication:
    findings = CountryFindings()
    read = read_publication(folder, root, (), findings)
    for one in findings.items:
        if one.weight is Weight.DEFECT:
            raise StoreError(f"{folder}: {one.place}: {one.text}; take an unaltered copy of the publication")
    if read is None or read.returns is None:
        raise StoreError(f"{folder}: the publication is not whole; take another copy")
    return read


def _picture(path: Path, name: str, publication: Publication) -> Iterator[Observed]:
    try:
        texts = [text for text in qr_texts(path) if text.startswith(f"{MARK}|")]
    except FormatError:
        yield Observed(picture=name, seen=Seen.NO_PICTURE)
        return
    if not texts:
        yield Observed(picture=name, seen=Seen.NO_CODE)
    for text in texts:
        yield judge_text(text, name, publication)


def judge_text(text: str, name: str, publication: Publication) -> Observed:
    """What the text of a paper's QR code says, held against the publication."""
    parts = text.split("|")
    if len(parts) != 6:
        return Observed(picture=name, seen=Seen.NO_CODE)
    if parts[1] != publication.definition.id:
        return Observed(picture=name, seen=Seen.OTHER_ELECTION)
    number = parts[2].removeprefix("precinct-")
    entries = publication.returns.by_number if publication.returns else {}
    entry = entries.get(int(number)) if number.isascii() and number.isdigit() and len(number) <= 6 else None
    records = _records(publication, entry) if entry else []
    if entry is None or not records:
        return Observed(picture=name, seen=Seen.NOT_PUBLISHED, precinct=entry.number if entry else None)
    summary = _signed(text, [record for record, _ in records])
    if summary is None:
        return Observed(picture=name, seen=Seen.FORGED, precinct=entry.number)
    papers = [paper for record, counts in records for paper in _papers(record, counts)]
    return _compared(name, entry.number, summary, papers)


def _compared(name: str, number: int, summary: PaperSummary, papers: list[_Paper]) -> Observed:
    same = next((paper for paper in papers if paper.sha256 == summary.data_sha256), None)
    nearest = same or next((one for one in papers if one.counts and len(one.votes) == len(summary.votes)), papers[0])
    if same is None or same.votes != summary.votes:
        seen = Seen.DIFFERENT
    else:
        seen = Seen.SAME if same.counts else Seen.REPLACED
    return Observed(
        picture=name,
        seen=seen,
        precinct=number,
        record=nearest.record,
        protocol=nearest.name,
        printed=summary.votes,
        published=nearest.votes,
    )


def _records(publication: Publication, entry: PrecinctEntry) -> list[tuple[PublishedRecord, bool]]:
    """The published records of a precinct, and whether each is the counted one."""
    return [
        (published_record(publication.folder, one.record, one.manifest_sha256), one.bundle_sha256 == entry.counted)
        for one in entry.versions
        if one.record is not None
    ]


def _signed(text: str, records: list[PublishedRecord]) -> PaperSummary | None:
    """The summary, if the precinct computer of one of the records signed it."""
    for record in records:
        for computer in _computers(record):
            try:
                return read_summary(text, computer)
            except (FormatError, SignatureError):
                continue
    return None


def _computers(record: PublishedRecord) -> Iterator[x509.Certificate]:
    """The certificates of precinct computers that the record's manifest lists."""
    listed = {one.certificate_sha256 for one in record.manifest.devices if one.role == "precinct_computer"}
    for certificate in x509.load_pem_x509_certificates(record.read(names.CERTIFICATES)):
        if fingerprint(certificate) in listed:
            yield certificate


def _papers(record: PublishedRecord, counts: bool) -> Iterator[_Paper]:
    """The protocols of a record; after a recount those of the recount count."""
    recounted = any(record.has(names.recount_name(name)) for name in PROTOCOLS)
    for inner in (True, False):
        for name in PROTOCOLS:
            path = names.recount_name(name) if inner else name
            if record.has(path):
                data = record.read(path)
                votes = tuple(row["votes"] for contest in json.loads(data)["contests"] for row in contest["rows"])
                digest = hashlib.sha256(data).hexdigest()
                valid = counts and (inner or not recounted)
                yield _Paper(record=record.name, name=path, sha256=digest, votes=votes, counts=valid)
