"""A precinct's whole public record, judged on the fifteen-step plan (`docs/format/v1.md`; L 43(8), 50-6; E43).

    report = verify_record(Path("record"), setup=None, root=None)
    report.sound, report.findings, report.as_json()

Every check goes on after the failures of others, as far as what was read allows. Modules by step:

    folder, reading   what there is, read within bounds      control    12 codes and their list
    files             1 completeness and hashes              opened     13 challenged and voided ballots
    signers           2 signatures, roles, devices           figures, closing, protocol, recount    14
    setup             3 to 6 against the definition          paper      15 the PDFs
    box               what a record adds to 7, 9, 10         mixed      14, where paper ballots are given too
                                                             explained  what a signed act accounts for
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sailau.formats.v1.record import names
from sailau.verifier.archive import Archive, Progress, judge_archive
from sailau.verifier.finding import Finding, Findings
from sailau.verifier.record.box import check_cancelled, check_mixers, check_strong_proofs
from sailau.verifier.record.closing import check_closing
from sailau.verifier.record.control import check_control
from sailau.verifier.record.explained import explain
from sailau.verifier.record.figures import check_figures
from sailau.verifier.record.files import check_files
from sailau.verifier.record.folder import open_folder
from sailau.verifier.record.mixed import check_mixed
from sailau.verifier.record.opened import check_opened
from sailau.verifier.record.paper import ReadPaper, check_mixed_papers, check_papers, paper_of, read_paper
from sailau.verifier.record.protocol import check_protocol
from sailau.verifier.record.reading import Count, Record, read_record
from sailau.verifier.record.recount import check_recount
from sailau.verifier.record.report import STEPS, Outcome, Report, judged_steps, outcomes, result_of
from sailau.verifier.record.setup import (
    check_commission,
    check_credential_list,
    check_definition,
    check_order,
    check_setup_hash,
)
from sailau.verifier.record.signers import Trusted, check_signatures, trusted
from sailau.verifier.workers import HERE, Workers

SHARED_FROM_BYTES = 2 * 1024 * 1024
"""Archives below this size (some 200 ballots) are judged sooner than a process starts."""

__all__ = ["STEPS", "JudgedRecord", "Outcome", "Report", "judge_record", "verify_record"]


def verify_record(
    folder: Path,
    *,
    setup: str | None = None,
    root: bytes | None = None,
    revoked: Sequence[bytes] = (),
    processes: int = 2,
    progress: Progress = lambda *_: None,
) -> Report:
    """Judge the record in `folder`; see `judge_record`."""
    return judge_record(folder, setup=setup, root=root, revoked=revoked, processes=processes, progress=progress).report


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRecord:
    """A record as it was read, and what is said of it: whoever takes figures out of it takes those that were judged."""

    record: Record
    report: Report


def judge_record(
    folder: Path,
    *,
    setup: str | None = None,
    root: bytes | None = None,
    revoked: Sequence[bytes] = (),
    processes: int = 2,
    progress: Progress = lambda *_: None,
) -> JudgedRecord:
    """Judge the record in `folder`, and hand over what was read.

    `setup` is the expected Setup hash (64 hex digits), `root` the trusted root certificate, `revoked` lists of revoked
    certificates (PEM or DER). Raises StoreError when the folder cannot be listed, SignatureError when `root` is no
    certificate or one of `revoked` no such list.
    """
    findings = Findings()
    record = read_record(open_folder(folder), findings)
    check_files(record, findings)
    by = trusted(record, root, findings, revoked)
    if by is not None:
        by = check_signatures(record, by, findings)
    with Workers(processes) as workers:
        papers = _start_papers(record, by, workers)
        for count in _counts(record):
            _judge_archive(record, count, workers, findings, progress)
        read = [paper() for paper in papers]
    check_definition(record, findings)
    check_setup_hash(record, setup, findings)
    if record.archive is not None:
        _judge_record(record, record.archive, findings)
    counts = _counts(record)
    for count, paper in zip(counts, read[: len(counts)], strict=True):
        check_protocol(record, count, findings)
        check_papers(record, count, paper, findings)
    check_mixed(record, findings)
    if record.mixed:
        check_mixed_papers(record, read[len(counts) :], findings)
    check_recount(record, findings)
    explain(record, findings)
    return JudgedRecord(record=record, report=_report(record, findings, signatures=by is not None))


def _counts(record: Record) -> tuple[Count, ...]:
    return (record.first,) if record.again is None else (record.first, record.again)


def _start_papers(record: Record, by: Trusted | None, workers: Workers) -> list[Callable[[], ReadPaper | None]]:
    """Read the signed papers beside the archives, which take longer; a small record is judged here and now."""
    size = sum(size for name, size in record.folder.sizes.items() if name.endswith(".bel"))
    chosen = workers if size >= SHARED_FROM_BYTES else HERE
    mixed = (names.PAPER_PROTOCOL_PDF, names.SUMMARY_PROTOCOL_PDF) if record.mixed else ()
    named = [*(count.name(names.PROTOCOL_PDF) for count in _counts(record)), *mixed]
    papers = [paper_of(record, name, by) for name in named]
    return [_nothing if paper is None else chosen.start(read_paper, paper) for paper in papers]


def _nothing() -> None:
    return None


def _judge_archive(record: Record, count: Count, workers: Workers, findings: Findings, progress: Progress) -> None:
    """Steps 3 to 12 on the archive itself, then what the record adds to each count."""
    name = count.name(names.archive_name(record.uuid or ""))
    if name not in record.folder:
        return
    own = Findings()
    archive = count.archive = judge_archive(record.folder.at(name), own, workers, progress)
    findings.items += [_at(finding, count.prefix) for finding in own.items]
    check_mixers(count, archive, findings)
    check_strong_proofs(record, count, archive, workers, findings, progress)


def _at(finding: Finding, prefix: str) -> Finding:
    place = f"{prefix}{finding.place}"
    return Finding(finding.step, finding.code, place, finding.text, finding.article, finding.weight)


def _judge_record(record: Record, archive: Archive, findings: Findings) -> None:
    """Steps 4 to 14 as far as they need more than the archive."""
    if record.definition is not None:
        check_commission(archive, record.definition, findings)
        for count in _counts(record):
            if count.archive is not None:
                check_order(count.archive, record.definition, findings)
    check_credential_list(record, archive, findings)
    check_cancelled(record, archive, findings)
    counted = check_control(record, record.first, findings)
    if record.again is not None:
        check_control(record, record.again, findings)
    check_opened(record, archive, counted, findings)
    check_figures(record, archive, findings)
    check_closing(record, archive, findings)


def _report(record: Record, findings: Findings, *, signatures: bool) -> Report:
    ordered = tuple(sorted(findings.items, key=lambda finding: finding.step))
    event = record.archive.chain.setup_event if record.archive is not None else None
    return Report(
        findings=ordered,
        steps=outcomes(ordered, judged_steps(record, signatures)),
        election=record.definition.id if record.definition is not None else None,
        precinct=record.precinct,
        uuid=record.uuid,
        setup=event.hex() if event is not None else None,
        result=result_of(record),
    )
