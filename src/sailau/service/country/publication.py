"""Steps 1 and 2: the publication's files against its signed manifest; the definition (L 20(9), 37(1), 43(8-1)).

The root certificate is the reader's. Without one the publication's own is taken, with a remark: then the signatures
say only that all of it comes from one hand. Certificates are judged at the moment of the publication.
"""

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from cryptography.hazmat.primitives.serialization import Encoding

from sailau.commission.revised import Revised, by_precinct, refuse_revision
from sailau.election.definition import parse
from sailau.election.nouns import Definition, PrecinctNumber
from sailau.errors import DefinitionError, FormatError, SignatureError, StoreError
from sailau.formats.v1.publication import (
    OUTCOME_FILE,
    PUBLICATION_FILE,
    RETURNS_FILE,
    TOTALS_FILE,
    TURNOUT_FILE,
    Outcome,
    PublicationManifest,
    Returns,
    Totals,
    Turnout,
    names,
)
from sailau.formats.v1.publication.mandates import MANDATES_FILE, MandatesNow
from sailau.service.country.finding import DEFINITION, PUBLICATION, SUMS, CountryFindings
from sailau.signing.cms import verify_detached
from sailau.signing.revocation import read_revocations
from sailau.signing.roles import DocumentKind
from sailau.signing.trust import SignerIdentity, Trust, fingerprint, read_certificate
from sailau.verifier.record.signers import polls_close

T = TypeVar("T")

MIB: Final = 1024 * 1024
DATA_BYTES_MAX: Final = 512 * MIB
"""No file of `data/` that is read is larger: totals of 10,000 precincts are far below."""
CHUNK: Final = MIB
PROBLEMS_SHOWN: Final = 20
FILES_SHOWN: Final = 100
"""Missing or surplus files that are named one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What the files of `data/` say; `trust` is for the moment of the publication. None where a file is no good."""

    folder: Path
    root: bytes
    trust: Trust
    manifest: PublicationManifest
    definition: Definition
    definition_sha256: str
    returns: Returns | None
    totals: Totals | None
    turnout: Turnout | None
    outcome: Outcome | None
    mandates: MandatesNow | None = None
    revisions: tuple[Revised, ...] = ()
    """Definitions under which precincts voted whose voting was postponed."""
    data: frozenset[str] = field(default_factory=frozenset)
    """Paths of the files below `data/` that are as the manifest lists them."""

    def definition_of(self, precinct: int) -> str:
        """SHA-256 of the definition under which a precinct votes."""
        revised = by_precinct(self.revisions).get(PrecinctNumber(precinct))
        return self.definition_sha256 if revised is None else revised.sha256

    def read(self, path: str) -> bytes | None:
        """The bytes of a file that is as listed, else None."""
        return _read(self.folder, path) if path in self.data else None


def read_publication(
    folder: Path, root: bytes | None, revoked: Sequence[bytes], findings: CountryFindings
) -> Publication | None:
    """Judge steps 1 and 2; None when nothing above the files can be judged.

    Raises StoreError when `folder` is no publication, SignatureError when `root` is no certificate or one of `revoked`
    no list of revoked certificates.
    """
    written = _read(folder, names.MANIFEST)
    if written is None:
        raise StoreError(f"{folder}: no publication: {names.MANIFEST} is missing or cannot be read")
    lists = tuple(read_revocations(data).public_bytes(Encoding.DER) for data in revoked)
    manifest = _parsed(PUBLICATION_FILE.read, written, names.MANIFEST, PUBLICATION, findings)
    if manifest is None:
        return None
    good = _check_files(folder, manifest, findings)
    chosen = _root(folder, root, findings)
    if chosen is None:
        return None
    trust = Trust(
        root=read_certificate(chosen),
        at=manifest.published,
        training=manifest.training,
        election=manifest.election,
        revocation_lists=lists,
    )
    _check_signature(folder, names.MANIFEST, DocumentKind.PUBLICATION, trust, PUBLICATION, findings)
    if manifest.training:
        findings.remark(PUBLICATION, "training", names.MANIFEST, "a training or test system, no real election")
    data = _read(folder, names.DEFINITION) if names.DEFINITION in good else None
    definition = None if data is None else _definition(data, manifest, findings)
    if data is None or definition is None:
        if data is None:
            findings.defect(DEFINITION, "file-missing", names.DEFINITION, "missing, or not the one that is listed")
        return None
    decided = _at(trust, polls_close(definition))
    _check_signature(folder, names.DEFINITION, DocumentKind.DEFINITION, decided, DEFINITION, findings)
    files = _Files(folder, good, manifest, findings)
    revisions = tuple(_revisions(folder, good, definition, manifest, trust, findings))
    return Publication(
        folder=folder,
        root=trust.root.public_bytes(Encoding.DER),
        trust=trust,
        manifest=manifest,
        definition=definition,
        definition_sha256=hashlib.sha256(data).hexdigest(),
        returns=files.read(names.RETURNS, RETURNS_FILE.read),
        totals=files.read(names.TOTALS, TOTALS_FILE.read),
        turnout=files.read(names.TURNOUT, TURNOUT_FILE.read),
        outcome=files.read(names.OUTCOME, OUTCOME_FILE.read),
        mandates=files.read(names.MANDATES, MANDATES_FILE.read) if names.MANDATES in manifest.files else None,
        revisions=revisions,
        data=good,
    )


def _revisions(
    folder: Path,
    good: frozenset[str],
    first: Definition,
    manifest: PublicationManifest,
    trust: Trust,
    findings: CountryFindings,
) -> Iterator[Revised]:
    """The definitions that were revised for postponed precincts: signed, and different in nothing but the day."""
    for path in sorted(name for name in good if name.startswith(f"{names.REVISED}/") and name.endswith(".json")):
        data = _read(folder, path)
        definition = None if data is None else _definition(data, manifest, findings, path)
        if data is None or definition is None:
            continue
        refused = refuse_revision(first, definition)
        if refused is not None:
            findings.defect(DEFINITION, refused.code, path, refused.text.en)
            continue
        _check_signature(
            folder, path, DocumentKind.DEFINITION, _at(trust, polls_close(definition)), DEFINITION, findings
        )
        yield Revised(definition=definition, sha256=hashlib.sha256(data).hexdigest())


def signed_by(folder: Path, path: str, kind: DocumentKind, trust: Trust) -> tuple[SignerIdentity, ...]:
    """Judge the signatures beside a file; who signed. Raises SignatureError, also when there are none."""
    data, signature = _read(folder, path), _read(folder, names.signature_name(path))
    if data is None or signature is None:
        raise SignatureError("no signature lies beside it")
    return verify_detached(data, signature, trust, kind)


def _at(trust: Trust, moment: datetime) -> Trust:
    return Trust(
        root=trust.root,
        at=moment,
        training=trust.training,
        election=trust.election,
        revocation_lists=trust.revocation_lists,
    )


def _root(folder: Path, given: bytes | None, findings: CountryFindings) -> bytes | None:
    if given is not None:
        certificate = read_certificate(given)
        return certificate.public_bytes(Encoding.DER)
    own = _read(folder, names.ROOT_CERTIFICATE)
    try:
        certificate = read_certificate(own or b"")
    except SignatureError:
        findings.defect(PUBLICATION, "no-root", names.ROOT_CERTIFICATE, "no root certificate given, and none here")
        return None
    text = f"judged by the publication's own root, SHA-256 {fingerprint(certificate)}: compare it with the printed one"
    findings.remark(PUBLICATION, "root-of-the-publication", names.ROOT_CERTIFICATE, text)
    return certificate.public_bytes(Encoding.DER)


def _check_signature(
    folder: Path, path: str, kind: DocumentKind, trust: Trust, step: int, findings: CountryFindings
) -> None:
    try:
        signed_by(folder, path, kind, trust)
    except SignatureError as error:
        findings.defect(step, "signature", names.signature_name(path), str(error))


def _definition(
    data: bytes, manifest: PublicationManifest, findings: CountryFindings, path: str = names.DEFINITION
) -> Definition | None:
    try:
        definition = parse(data, path)
    except DefinitionError as error:
        for place, reason in error.problems[:PROBLEMS_SHOWN]:
            findings.defect(DEFINITION, "definition", place, reason)
        return None
    if definition.id != manifest.election:
        text = f"the definition of {definition.id} in the publication of {manifest.election}"
        findings.defect(DEFINITION, "other-election", path, text)
    return definition


@dataclass(frozen=True, slots=True)
class _Files:
    """Reads files of figures, each of the publication's own election."""

    folder: Path
    good: frozenset[str]
    manifest: PublicationManifest
    findings: CountryFindings

    def read(self, path: str, parse_: Callable[[bytes], T]) -> T | None:
        """The file's value, None with a finding where it is missing or no good."""
        data = _read(self.folder, path) if path in self.good else None
        if data is None:
            self.findings.defect(SUMS, "file-missing", path, "missing, or not the one that is listed")
            return None
        value = _parsed(parse_, data, path, SUMS, self.findings)
        election = getattr(value, "election", self.manifest.election)
        if election != self.manifest.election:
            self.findings.defect(SUMS, "other-election", path, f"of election {election}")
            return None
        return value


def _parsed(parse_: Callable[[bytes], T], data: bytes, path: str, step: int, findings: CountryFindings) -> T | None:
    try:
        return parse_(data)
    except FormatError as error:
        place = error.place if error.place.startswith(path) else f"{path}: {error.place}"
        findings.defect(step, "file-format", place, error.reason)
        return None


def _check_files(folder: Path, manifest: PublicationManifest, findings: CountryFindings) -> frozenset[str]:
    """Every file of `data/` is listed with its hash, and every listed one is there; those that are as listed."""
    there = set(_listing(folder / names.DATA, f"{names.DATA}/", findings))
    there -= {names.MANIFEST, names.signature_name(names.MANIFEST)}
    good = {path for path in there & manifest.files.keys() if file_sha256(folder / path) == manifest.files[path]}
    for code, paths, text in (
        ("file-missing", manifest.files.keys() - there, "listed, and not there"),
        ("file-surplus", there - manifest.files.keys(), "there, and not listed"),
        ("file-altered", (there & manifest.files.keys()) - good, "not the file that is listed: another SHA-256"),
    ):
        for path in sorted(paths)[:FILES_SHOWN]:
            findings.defect(PUBLICATION, code, path, text)
        if len(paths) > FILES_SHOWN:
            findings.defect(PUBLICATION, code, names.DATA, f"{len(paths) - FILES_SHOWN} more files: {text}")
    return frozenset(good)


def _listing(folder: Path, prefix: str, findings: CountryFindings) -> Iterator[str]:
    """Paths of all plain files; what is neither a file nor a folder is a finding."""
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        raise StoreError(f"{folder}: {error.strerror}") from error
    for entry in entries:
        path = prefix + entry.name
        mode = entry.stat(follow_symlinks=False).st_mode
        if stat.S_ISDIR(mode):
            yield from _listing(folder / entry.name, f"{path}/", findings)
        elif stat.S_ISREG(mode):
            yield path
        else:
            findings.defect(PUBLICATION, "not-a-file", path, "a link or special file; it was not followed")


def file_sha256(path: Path) -> str | None:
    """SHA-256 of a file, read as a stream; None when it cannot be read."""
    hasher = hashlib.sha256()
    try:
        with path.open("rb") as source:
            while block := source.read(CHUNK):
                hasher.update(block)
    except OSError:
        return None
    return hasher.hexdigest()


def _read(folder: Path, path: str) -> bytes | None:
    file = folder / path
    try:
        facts = file.lstat()
        if not stat.S_ISREG(facts.st_mode) or facts.st_size > DATA_BYTES_MAX:
            return None
        return file.read_bytes()
    except OSError:
        return None
