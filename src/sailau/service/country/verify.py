"""The verification of a publication, step by step; each goes on after the failures of others (L 20(9), 43(8-1), 44).

    report = verify_country(Path("publication"), RunHere(), root=..., journal=Path("publication.journal"))

Records are judged by the runner that is given, the largest first, and every verdict is kept in the journal at once.
Everything above the records is computed here, from what the records were found to say.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, assert_never

from sailau import __version__
from sailau.errors import StoreError
from sailau.formats.v1.publication import Returns, names
from sailau.ports.runner import Lost, Runner
from sailau.service.country.annexes import check_annexes
from sailau.service.country.finding import DEFINITION, PAPERS, PUBLICATION, RECORDS, STANDINGS, SUMS, CountryFindings
from sailau.service.country.journal import Journal
from sailau.service.country.mandates import check_mandates
from sailau.service.country.papers import check_announced, check_notices, read_decisions
from sailau.service.country.publication import Publication, read_publication
from sailau.service.country.report import CountryReport
from sailau.service.country.standings import (
    check_decisions,
    check_records,
    check_revisions,
    check_standings,
    found_standings,
)
from sailau.service.country.sums import check_outcome, check_sums, check_tables
from sailau.service.country.tasks import RecordTask, RecordVerdict, Unchanged, Unreadable, judge
from sailau.verifier.finding import Finding

Progress = Callable[[str, int, int], None]
"""Called with what is done, how much of it, and how much there is."""

WORK: Final = "records"


@dataclass(frozen=True, slots=True)
class _Judged:
    """The verdicts of one run by the records' names; `kept` of them stood in the journal."""

    verdicts: dict[str, RecordVerdict]
    kept: int


def verify_country(
    folder: Path,
    runner: Runner,
    *,
    journal: Path,
    root: bytes | None = None,
    revoked: Sequence[bytes] = (),
    anew: bool = False,
    progress: Progress = lambda *_: None,
) -> CountryReport:
    """Judge the publication in `folder`.

    `root` is the trusted root certificate and `revoked` lists of revoked certificates (PEM or DER); `anew` judges every
    record again. Raises StoreError when the folder is no publication, when a worker cannot read a record that is here,
    or when the journal cannot be written; SignatureError when `root` or one of `revoked` is not what it should be.
    """
    findings = CountryFindings()
    publication = read_publication(folder.absolute(), root, revoked, findings)
    if publication is None:
        return CountryReport(election=None, findings=_ordered(findings), judged=frozenset({PUBLICATION}))
    returns = publication.returns
    if returns is None:
        return CountryReport(
            election=publication.manifest.election,
            findings=_ordered(findings),
            judged=frozenset({PUBLICATION, DEFINITION}),
            precincts=len(publication.definition.precincts),
        )
    tasks = _tasks(publication, returns, findings)
    with Journal(journal, _settings(publication), anew=anew) as kept:
        judged = _judge_all(tasks, runner, kept, findings, progress)
    return _above(publication, returns, judged, findings)


def _tasks(publication: Publication, returns: Returns, findings: CountryFindings) -> list[RecordTask]:
    """A task for each published record that is here, the largest first; whatever else lies there is a finding."""
    tasks, sizes, listed = [], dict[str, int](), publication.manifest.records
    for entry in returns.precincts:
        for version in entry.versions:
            if version.record is None:
                continue
            stated = listed.get(version.record)
            if stated is None or stated.manifest_sha256 != version.manifest_sha256:
                text = "the signed manifest does not list this record with this manifest"
                findings.defect(RECORDS, "record-unlisted", version.record, text)
            elif stated.bundle_sha256 != version.bundle_sha256:
                findings.defect(RECORDS, "record-unlisted", version.record, "the signed manifest lists another bundle")
            folder = publication.folder / names.record_folder(version.record)
            bundle = publication.folder / names.bundle_file(version.record)
            if not _is_readable(folder):
                findings.defect(RECORDS, "record-missing", version.record, "published, and not there, or not readable")
                continue
            sizes[version.record] = _size(folder)
            tasks.append(
                RecordTask(
                    name=version.record,
                    folder=str(folder),
                    version=version.version,
                    bundle=str(bundle) if bundle.is_file() else None,
                    bundle_sha256=version.bundle_sha256,
                    root=publication.root,
                    revoked=publication.trust.revocation_lists,
                    training=publication.manifest.training,
                )
            )
    _check_spare(publication, returns, findings)
    return sorted(tasks, key=lambda task: (-sizes[task.name], task.name))


def _is_readable(folder: Path) -> bool:
    try:
        return not folder.is_symlink() and bool(_names_in(folder))
    except OSError:
        return False


def _names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def _size(folder: Path) -> int:
    """The length of the record's archives, which is what verification takes its time for."""
    try:
        return sum(path.stat().st_size for path in folder.glob("*.bel"))
    except OSError:
        return 0


def _check_spare(publication: Publication, returns: Returns, findings: CountryFindings) -> None:
    """Nothing lies in `records/`, or is listed, but the records that returns.json names, with their bundles."""
    own = {one.record for entry in returns.precincts for one in entry.versions if one.record is not None}
    for name in sorted(publication.manifest.records.keys() - own):
        findings.defect(RECORDS, "record-spare", name, "listed by the manifest, and of no precinct's version")
    due = own | {f"{name}{names.BUNDLE_SUFFIX}" for name in own}
    try:
        there = _names_in(publication.folder / names.RECORDS) if own else set()
    except OSError:
        return  # every record is missing: findings of their own
    for name in sorted(there - due):
        findings.defect(RECORDS, "record-spare", f"{names.RECORDS}/{name}", "there, and of no precinct's version")


def _settings(publication: Publication) -> str:
    """What a verdict depends on besides the record: program, root, training, lists of revoked certificates."""
    hasher = hashlib.sha256()
    training = str(publication.manifest.training).encode()
    for part in (__version__.encode(), publication.root, training, *sorted(publication.trust.revocation_lists)):
        hasher.update(hashlib.sha256(part).digest())
    return hasher.hexdigest()


def _judge_all(
    tasks: Sequence[RecordTask], runner: Runner, journal: Journal, findings: CountryFindings, progress: Progress
) -> _Judged:
    """Give the tasks out and keep each verdict as it comes."""
    known = journal.digests
    asked = [task.knowing(known.get(task.name)) for task in tasks]
    verdicts: dict[str, RecordVerdict] = {}
    kept = 0
    progress(WORK, 0, len(asked))
    for done, (task, outcome) in enumerate(runner.run(judge, asked), 1):
        match outcome:
            case RecordVerdict():
                journal.add(outcome)
                verdicts[outcome.name] = outcome
            case Unchanged():
                verdicts[outcome.name] = journal.verdicts[outcome.name]
                kept += 1
            case Unreadable():
                raise StoreError(f"a worker could not read {outcome.name}: {outcome.reason}; all need the same folder")
            case Lost():
                findings.defect(RECORDS, "not-judged", task.name, f"no worker finished it: {outcome.reason}")
            case _:
                assert_never(outcome)
        progress(WORK, done, len(asked))
    return _Judged(verdicts, kept)


def _above(publication: Publication, returns: Returns, judged: _Judged, findings: CountryFindings) -> CountryReport:
    """Steps 3 to 6, from the verdicts."""
    check_records(publication, returns, judged.verdicts, findings)
    decisions = read_decisions(publication, findings)
    found = found_standings(publication, returns, judged.verdicts, decisions)
    check_standings(returns, found, findings)
    check_decisions(publication, returns, judged.verdicts, decisions, findings)
    check_revisions(publication, decisions, findings)
    check_sums(publication, found, findings)
    check_tables(publication, findings)
    outcome = check_outcome(publication, found, decisions, findings)
    notices = check_notices(publication, findings)
    check_announced(publication, outcome, notices, findings)
    check_annexes(publication, notices, findings)
    check_mandates(publication, decisions, notices, findings)
    return CountryReport(
        election=publication.manifest.election,
        findings=_ordered(findings),
        judged=frozenset({PUBLICATION, DEFINITION, RECORDS, STANDINGS, SUMS, PAPERS}),
        precincts=len(publication.definition.precincts),
        totals=publication.totals,
        records=tuple(verdict for _, verdict in sorted(judged.verdicts.items())),
        kept=judged.kept,
        counted=sum(1 for standing in found.values() if standing.figures is not None),
        decisions=len(decisions),
        notices=len(notices),
        outcome=outcome,
    )


def _ordered(findings: CountryFindings) -> tuple[Finding, ...]:
    return tuple(sorted(findings.items, key=lambda finding: finding.step))
