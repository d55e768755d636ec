"""Step 6: decisions and notices are what commissions signed, and numbered without a gap (L 20(5), 44(5); M50-M57)."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeVar

from sailau.commission.decision_papers import decision_of
from sailau.commission.decisions import CommissionDecision
from sailau.errors import FormatError, SignatureError
from sailau.formats.v1.publication import DECISION_FILE, NOTICE_FILE, DecisionPaper, NoticePaper, names
from sailau.service.country.finding import PAPERS, CountryFindings
from sailau.service.country.publication import Publication, signed_by
from sailau.signing.roles import DocumentKind

P = TypeVar("P", DecisionPaper, NoticePaper)

_NUMBERED: Final = re.compile(r"(?:decisions|notices)/([0-9]{3,})(?:-[a-z0-9_-]+)?\.json\Z", re.ASCII)


def read_decisions(publication: Publication, findings: CountryFindings) -> tuple[CommissionDecision, ...]:
    """The decisions that commissions signed, by number; one that is no good is a finding and orders nothing."""
    found = []
    for path, paper in _papers(publication, names.DECISIONS, DECISION_FILE.read, DocumentKind.DECISION, findings):
        try:
            found.append(decision_of(paper))
        except FormatError as error:
            findings.defect(PAPERS, "file-format", f"{path}: {error.place}", error.reason)
    return tuple(sorted(found, key=lambda decision: decision.number))


def check_notices(publication: Publication, findings: CountryFindings) -> int:
    """Judge the notices; how many are good."""
    papers = _papers(publication, names.NOTICES, NOTICE_FILE.read, DocumentKind.NOTICE, findings)
    return len(papers)


def _papers(
    publication: Publication,
    folder: str,
    read: Callable[[bytes], P],
    kind: DocumentKind,
    findings: CountryFindings,
) -> list[tuple[str, P]]:
    good, numbers = [], []
    for path in sorted(path for path in publication.manifest.files if path.startswith(f"{folder}/")):
        match = _NUMBERED.search(path)
        if match is None:
            continue  # signatures and PDFs beside the data
        numbers.append(int(match[1]))
        paper = _paper(publication, path, read, kind, findings)
        if paper is not None and paper.number != numbers[-1]:
            findings.defect(PAPERS, "paper-number", path, f"the file holds number {paper.number}")
        elif paper is not None:
            good.append((path, paper))
    if numbers != list(range(1, len(numbers) + 1)):
        findings.defect(PAPERS, "paper-numbers", folder, "not numbered from 1 without a gap: one was taken away")
    return good


def _paper(
    publication: Publication, path: str, read: Callable[[bytes], P], kind: DocumentKind, findings: CountryFindings
) -> P | None:
    data = publication.read(path)
    if data is None:
        return None  # missing or altered: a finding of step 1
    try:
        paper = read(data)
        if paper.election != publication.manifest.election:
            findings.defect(PAPERS, "other-election", path, f"of election {paper.election}")
            return None
        signed_by(publication.folder, path, kind, replace(publication.trust, at=paper.at))
    except FormatError as error:
        findings.defect(PAPERS, "file-format", f"{path}: {error.place}", error.reason)
        return None
    except SignatureError as error:
        findings.defect(PAPERS, "signature", names.signature_name(path), str(error))
        return None
    return paper
