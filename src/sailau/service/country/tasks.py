"""Step 3 for one record: a task that any worker does, and what it says (L 43(8), 50-6, 50-7(1)).

A task is the same everywhere: what it needs stands in it, and the record lies in the folder that it names. It raises
nothing, so that no runner has to carry an error from one machine to another.
"""

import hashlib
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from sailau.commission.returns import PrecinctReturn, return_of
from sailau.errors import FormatError, SailauError
from sailau.formats.v1.bundle import BundleHead
from sailau.formats.v1.record import names
from sailau.refusal import Refusal
from sailau.service.bundle import judge_head, read_bundle
from sailau.service.country.publication import file_sha256
from sailau.signing.trust import Trust, read_certificate
from sailau.verifier.finding import Finding, Weight
from sailau.verifier.record import judge_record
from sailau.verifier.record.folder import open_folder
from sailau.verifier.record.reading import Record
from sailau.verifier.record.signers import polls_close

FINDINGS_KEPT: Final = 50
"""Findings of one record that are kept; `sailau verify` on that record lists them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTask:
    """One record to be judged. `root` and `revoked` are DER; `known` is the digest that a journal has a verdict for."""

    name: str
    folder: str
    version: int
    bundle: str | None
    bundle_sha256: str
    root: bytes
    revoked: tuple[bytes, ...]
    training: bool
    known: str | None = None

    def knowing(self, digest: str | None) -> "RecordTask":
        """The same task for a reader who has a verdict on the record with that digest."""
        return replace(self, known=digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordVerdict:
    """What a record is. `digest` stands for all of its files and its bundle; `verdict`: sound, explained or refused.

    `figures` are those of a record without defects. `findings` are defects first, at most `FINDINGS_KEPT`;
    `head` is that of the bundle beside the record, None where none lies there or it is no good, which `bundle` says
    then ("" = nothing to say). Times are in milliseconds.
    """

    name: str
    digest: str
    verdict: str
    election: str | None
    precinct: int | None
    uuid: str | None
    setup: str | None
    manifest_sha256: str | None
    definition_sha256: str | None
    head: BundleHead | None
    bundle: str
    figures: PrecinctReturn | None
    defects: int
    explained: int
    findings: tuple[Finding, ...]
    milliseconds: int


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The record is, byte by byte, the one that the journal has a verdict for."""

    name: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The worker could not read the record's folder: `reason`."""

    name: str
    reason: str


Judged = RecordVerdict | Unchanged | Unreadable


def judge(task: RecordTask) -> Judged:
    """Judge one record, or say that it is unchanged."""
    began = time.monotonic()
    try:
        digest = record_digest(task)
        if digest == task.known:
            return Unchanged(task.name)
        judged = judge_record(Path(task.folder), root=task.root, revoked=task.revoked, processes=1)
    except (SailauError, OSError) as error:
        return Unreadable(task.name, str(error))
    report, folder = judged.report, judged.record.folder
    head, said = _bundle(task, judged.record)
    figures = None
    findings = list(report.findings)
    if report.sound:
        try:
            figures = return_of(judged.record, version=task.version, bundle_sha256=task.bundle_sha256)
        except FormatError as error:
            findings.append(Finding(14, "no-return", error.place, error.reason, "L 43(4)"))
    defects = sum(finding.weight is Weight.DEFECT for finding in findings)
    explained = sum(finding.weight is Weight.EXPLAINED for finding in findings)
    findings.sort(key=lambda finding: list(Weight).index(finding.weight))
    return RecordVerdict(
        name=task.name,
        digest=digest,
        verdict="refused" if defects else "explained" if explained else "sound",
        election=report.election,
        precinct=report.precinct,
        uuid=report.uuid,
        setup=report.setup,
        manifest_sha256=folder.digest(names.MANIFEST) if names.MANIFEST in folder else None,
        definition_sha256=folder.digest(names.DEFINITION) if names.DEFINITION in folder else None,
        head=head,
        bundle=said,
        figures=figures,
        defects=defects,
        explained=explained,
        findings=tuple(findings[:FINDINGS_KEPT]),
        milliseconds=round(1000 * (time.monotonic() - began)),
    )


def record_digest(task: RecordTask) -> str:
    """SHA-256 over the names and hashes of the record's files, and over its bundle. Raises StoreError."""
    folder = open_folder(Path(task.folder))
    hasher = hashlib.sha256()
    for name in sorted(folder.sizes):
        hasher.update(f"{folder.digest(name)}  {name}\n".encode("utf-8", "surrogateescape"))
    for name in sorted(folder.foreign):
        hasher.update(f"foreign  {name}\n".encode("utf-8", "surrogateescape"))
    hasher.update(f"{_bundle_sha256(task)}  {task.bundle_sha256}  {task.version}\n".encode())
    return hasher.hexdigest()


def _bundle_sha256(task: RecordTask) -> str | None:
    return None if task.bundle is None else file_sha256(Path(task.bundle))


def _bundle(task: RecordTask, record: Record) -> tuple[BundleHead | None, str]:
    """The head of the bundle, when it is the listed one, soundly signed and of this very record; else what is wrong."""
    if task.bundle is None:
        return None, ""
    read = read_bundle(Path(task.bundle))
    if isinstance(read, Refusal):
        return None, read.text.en
    if read.sha256 != task.bundle_sha256:
        return None, "another SHA-256 than the one that is listed"
    definition = record.definition
    if definition is None or names.MANIFEST not in record.folder:
        return None, "without a definition and a manifest in the record it cannot be judged"
    if read.head.manifest_sha256 != record.folder.digest(names.MANIFEST):
        return None, "it holds another record than the one that is published"
    trust = Trust(
        root=read_certificate(task.root),
        at=polls_close(definition, record.precinct),
        training=task.training,
        election=definition.id,
        precinct=next((one.commission for one in definition.precincts if one.number == record.precinct), None),
        revocation_lists=task.revoked,
    )
    signers = judge_head(read, trust)
    return (None, signers.text.en) if isinstance(signers, Refusal) else (read.head, "")
