"""Reading every file of the record into values; what cannot be read is a finding of the step that needs it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from cryptography import x509

from sailau.election.ballot import BallotStyle, questions
from sailau.election.definition import parse
from sailau.election.nouns import Definition
from sailau.errors import DefinitionError, FormatError
from sailau.formats.v1.record import (
    ACT_FILE,
    CANCELLED_FILE,
    CHALLENGED_FILE,
    CLOSING_FILE,
    CODES_FILE,
    FIGURES_FILE,
    MANIFEST_FILE,
    PAPER_PROTOCOL_FILE,
    PROTOCOL_FILE,
    SUMMARY_PROTOCOL_FILE,
    VOIDED_FILE,
    Act,
    Cancelled,
    ChallengedBallot,
    ClosingCard,
    CodeList,
    Figures,
    Manifest,
    MixedProtocol,
    PaperProtocol,
    Protocol,
    SummaryProtocol,
    VoidedBallot,
    names,
)
from sailau.verifier.archive import Archive
from sailau.verifier.finding import Findings
from sailau.verifier.record.folder import Folder

T = TypeVar("T")

PROBLEMS_SHOWN = 20
_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+-----END CERTIFICATE-----\n")


@dataclass(slots=True)
class ActFile:
    """An act with its path; `sound` once its signatures were found good (step 2)."""

    path: str
    act: Act
    sound: bool = False


@dataclass(slots=True)
class Count:
    """One count of the same box: the first, or the recount with `prefix` "recount/"."""

    prefix: str
    archive: Archive | None = None
    protocol: Protocol | None = None
    codes: CodeList | None = None

    def name(self, file: str) -> str:
        """The file's path in the record."""
        return self.prefix + file


@dataclass(slots=True)
class Record:
    """What the record says, as far as it could be read; None where it could not."""

    folder: Folder
    uuid: str | None = None
    precinct: int | None = None
    manifest: Manifest | None = None
    definition_bytes: bytes = b""
    definition: Definition | None = None
    style: BallotStyle | None = None
    certificates: tuple[x509.Certificate, ...] = ()
    cancelled: Cancelled | None = None
    challenged: tuple[ChallengedBallot, ...] | None = None
    voided: tuple[VoidedBallot, ...] | None = None
    figures: Figures | None = None
    acts: list[ActFile] = field(default_factory=list)
    closing: dict[str, ClosingCard] = field(default_factory=dict)
    first: Count = field(default_factory=lambda: Count(""))
    again: Count | None = None
    paper: PaperProtocol | None = None
    summary: SummaryProtocol | None = None

    @property
    def archive(self) -> Archive | None:
        """The archive of the first count."""
        return self.first.archive

    @property
    def mixed(self) -> bool:
        """Whether the definition says that paper ballots are given here too; no, when that cannot be read."""
        precincts = () if self.definition is None else self.definition.precincts
        return any(precinct.mixed for precinct in precincts if precinct.number == self.precinct)

    @property
    def mixed_protocols(self) -> list[tuple[str, MixedProtocol]]:
        """The two further protocols of a mixed precinct, as far as they could be read, with their paths."""
        both = ((names.PAPER_PROTOCOL, self.paper), (names.SUMMARY_PROTOCOL, self.summary))
        return [(name, protocol) for name, protocol in both if protocol is not None]


def read_record(folder: Folder, findings: Findings) -> Record:
    """Read everything but the archives and the papers."""
    record = Record(folder)
    record.manifest = _read(folder, names.MANIFEST, 1, MANIFEST_FILE.read, findings)
    record.certificates = _read(folder, names.CERTIFICATES, 2, _certificates, findings) or ()
    record.cancelled = _read(folder, names.CANCELLED, 7, CANCELLED_FILE.read, findings)
    record.challenged = _read(folder, names.CHALLENGED, 13, CHALLENGED_FILE.read, findings)
    record.voided = _read(folder, names.VOIDED, 13, VOIDED_FILE.read, findings)
    record.figures = _read(folder, names.FIGURES, 14, FIGURES_FILE.read, findings)
    _read_count(folder, record.first, findings)
    if any(name.startswith(f"{names.RECOUNT}/") for name in folder.sizes):
        record.again = Count(f"{names.RECOUNT}/")
        _read_count(folder, record.again, findings)
    record.paper = _read(folder, names.PAPER_PROTOCOL, 14, PAPER_PROTOCOL_FILE.read, findings)
    record.summary = _read(folder, names.SUMMARY_PROTOCOL, 14, SUMMARY_PROTOCOL_FILE.read, findings)
    _read_acts(record, findings)
    _read_closing(record, findings)
    record.uuid, record.precinct = _which(record)
    _read_definition(record, findings)
    return record


def _read(folder: Folder, name: str, step: int, read: Callable[[bytes], T], findings: Findings) -> T | None:
    data = folder.read(name)
    if data is None:
        return None  # absence and size are findings of step 1
    try:
        return read(data)
    except FormatError as error:
        place = error.place if error.place.startswith(name) else f"{name}: {error.place}"
        findings.defect(step, "file-format", place, error.reason)
    return None


def _certificates(data: bytes) -> tuple[x509.Certificate, ...]:
    blocks = _PEM.findall(data)
    if not blocks or b"".join(blocks) != data:
        raise FormatError(names.CERTIFICATES, "not certificates in PEM, one after another, and nothing else")
    try:
        return tuple(x509.load_pem_x509_certificate(block) for block in blocks)
    except ValueError as error:
        raise FormatError(names.CERTIFICATES, "a certificate cannot be read") from error


def _read_count(folder: Folder, count: Count, findings: Findings) -> None:
    count.protocol = _read(folder, count.name(names.PROTOCOL), 14, PROTOCOL_FILE.read, findings)
    count.codes = _read(folder, count.name(names.CODES), 12, CODES_FILE.read, findings)


def _read_acts(record: Record, findings: Findings) -> None:
    for name in sorted(record.folder.sizes):
        match = names.ACT.match(name)
        act = _read(record.folder, name, 2, ACT_FILE.read, findings) if match else None
        if match is None or act is None:
            continue
        if names.act_name(act.number, act.kind) != name:
            findings.defect(2, "act-name", name, f"the file holds act {act.number}, {act.kind}")
        record.acts.append(ActFile(name, act))
    numbers = [file.act.number for file in record.acts]
    if sorted(numbers) != list(range(1, len(numbers) + 1)):
        findings.defect(2, "act-numbers", names.ACTS, "the acts are not numbered from 1 without a gap")


def _read_closing(record: Record, findings: Findings) -> None:
    for name in sorted(record.folder.sizes):
        match = names.CLOSING_CARD.match(name)
        card = _read(record.folder, name, 14, CLOSING_FILE.read, findings) if match else None
        if match is None or card is None:
            continue
        if card.device != match[1]:
            findings.defect(14, "closing-name", name, f"the card is that of {card.device}")
        record.closing[match[1]] = card


def _which(record: Record) -> tuple[str | None, int | None]:
    """The archive's uuid and the precinct's number, from the first document that can say it."""
    for document in (record.manifest, record.figures):
        if document is not None:
            return document.uuid, document.precinct
    if record.first.protocol is not None:
        return record.first.protocol.uuid, record.first.protocol.precinct.number
    archives = [name.removesuffix(".bel") for name in record.folder.sizes if re.fullmatch(r"[^/]+\.bel", name)]
    return (archives[0] if len(archives) == 1 else None), None


def _read_definition(record: Record, findings: Findings) -> None:
    data = record.folder.read(names.DEFINITION)
    if data is None:
        return
    record.definition_bytes = data
    try:
        record.definition = parse(data, names.DEFINITION)
    except DefinitionError as error:
        for place, reason in error.problems[:PROBLEMS_SHOWN]:
            findings.defect(3, "definition", place, reason)
        return
    if record.precinct is None:
        return
    try:
        record.style = questions(record.definition, record.precinct)
    except DefinitionError as error:
        for place, reason in error.problems[:PROBLEMS_SHOWN]:
            findings.defect(3, "precinct-unknown", place, reason)
