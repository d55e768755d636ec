"""Step 1: the record is whole — every file that must be there, none that must not, each with the manifest's hash."""

from sailau.formats.v1.record import names
from sailau.verifier.finding import Findings
from sailau.verifier.record.folder import BYTES_MAX
from sailau.verifier.record.reading import Record

_SIGNED = (names.DEFINITION, names.PROTOCOL, names.MANIFEST)
_OF_A_COUNT = (names.STRONG_PROOFS, names.CODES, names.CODES_PDF, names.PROTOCOL_PDF)
_OF_A_MIXED = (names.PAPER_PROTOCOL, names.PAPER_PROTOCOL_PDF, names.SUMMARY_PROTOCOL, names.SUMMARY_PROTOCOL_PDF)
_ONCE = (names.CANCELLED, names.CHALLENGED, names.VOIDED, names.FIGURES, names.CERTIFICATES)


def check_files(record: Record, findings: Findings) -> None:
    """Report files missing, unknown, too large or changed."""
    folder = record.folder
    for name in folder.foreign:
        findings.defect(1, "file-unknown", name, "not a file, or one too many")
    required = _required(record)
    for name in sorted(required - folder.sizes.keys()):
        findings.defect(1, "file-missing", name, "the record lacks this file")
    for name in sorted(folder.sizes):
        if name not in required and not _is_known(name):
            findings.defect(1, "file-unknown", name, "no file of a record")
        elif not folder.within_bounds(name):
            findings.defect(1, "file-too-large", name, f"{folder.sizes[name]} bytes")
    _check_manifest(record, findings)


def _required(record: Record) -> set[str]:
    found = {*_ONCE, *_SIGNED, *_OF_A_COUNT, *(names.signature_name(name) for name in _SIGNED)}
    if record.uuid is not None:
        found.add(names.archive_name(record.uuid))
    if record.again is not None:
        again = {*_OF_A_COUNT, names.PROTOCOL, names.signature_name(names.PROTOCOL)}
        if record.uuid is not None:
            again.add(names.archive_name(record.uuid))
        found |= {names.recount_name(name) for name in again}
    if record.mixed:
        found |= {
            *_OF_A_MIXED,
            names.signature_name(names.PAPER_PROTOCOL),
            names.signature_name(names.SUMMARY_PROTOCOL),
        }
    signed = [name for name in record.folder.sizes if names.ACT.match(name) or names.CLOSING_CARD.match(name)]
    return found | {names.signature_name(name) for name in signed}


def _is_known(name: str) -> bool:
    return bool(names.ACT.match(name) or names.CLOSING_CARD.match(name))


def _check_manifest(record: Record, findings: Findings) -> None:
    if record.manifest is None:
        return
    listed, folder = record.manifest.files, record.folder
    themselves = {names.MANIFEST, names.signature_name(names.MANIFEST)}
    for name in sorted(listed.keys() & themselves):
        findings.defect(1, "manifest-itself", name, "the manifest lists itself or its signatures")
    present = folder.sizes.keys() - themselves
    for name in sorted(present - listed.keys()):
        findings.defect(1, "manifest-lacks", name, "the manifest does not list this file")
    for name in sorted(listed.keys() - present - themselves):
        findings.defect(1, "manifest-file-missing", name, "the manifest lists it, the record lacks it")
    for name in sorted(listed.keys() & present):
        if folder.sizes[name] > max(BYTES_MAX.values()):
            continue
        digest = folder.digest(name)
        if digest is None:
            findings.defect(1, "file-unreadable", name, "the file cannot be read")
        elif digest != listed[name]:
            findings.defect(1, "file-hash", name, "the file's SHA-256 is not the one in the manifest")
