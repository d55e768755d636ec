"""Step 6: decisions and notices are what commissions signed, and numbered without a gap (L 20(5), 44(5); M50-M57)."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from sailau.commission.decision_papers import decision_of
from sailau.commission.decisions import Body, CommissionDecision
from sailau.errors import FormatError, SignatureError
from sailau.formats.v1.notice import NOTICE_DATA, RESULTS, NoticeData
from sailau.formats.v1.publication import DECISION_FILE, FINAL, NOTICE_FILE, DecisionPaper, NoticePaper, Outcome, names
from sailau.service.centre.decisions import BODY_OF
from sailau.service.country.finding import PAPERS, CountryFindings
from sailau.service.country.publication import Publication, signed_by
from sailau.signing.roles import DocumentKind
from sailau.signing.trust import SignerIdentity

P = TypeVar("P", DecisionPaper, NoticePaper)


@dataclass(frozen=True, slots=True)
class Told:
    """A good notice: its path, the whole of it, its data as they are understood."""

    path: str
    paper: NoticePaper
    data: NoticeData


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


def check_notices(publication: Publication, findings: CountryFindings) -> tuple[Told, ...]:
    """Judge the notices; those that are good, by number."""
    found = []
    for path, paper in _papers(publication, names.NOTICES, NOTICE_FILE.read, DocumentKind.NOTICE, findings):
        try:
            found.append(Told(path, paper, NOTICE_DATA.decode(paper.data, "notice.data")))
        except FormatError as error:
            findings.defect(PAPERS, "file-format", f"{path}: {error.place}", error.reason)
    return tuple(sorted(found, key=lambda told: told.paper.number))


def check_announced(
    publication: Publication, outcome: Outcome | None, notices: Iterable[Told], findings: CountryFindings
) -> None:
    """The last notice of the results of each contest says what the records give; a final publication lacks none.

    Before it is final, a notice that was overtaken by what came later is a remark.
    """
    published, final = publication.outcome, publication.manifest.stage == FINAL
    if published is not None and published.preliminary is final:
        text = f"the manifest says {publication.manifest.stage}, the outcome something else"
        findings.defect(PAPERS, "stage-differs", names.OUTCOME, text)
    say = findings.defect if final else findings.remark
    results = [told for told in notices if told.paper.kind == RESULTS]
    last = {one.contest: (told.path, one) for told in results for one in told.data.outcomes}
    for due in () if outcome is None else outcome.contests:
        path, said = last.get(due.contest, ("", None))
        if said is None:
            if final:
                findings.defect(
                    PAPERS, "not-announced", due.contest, "a final publication, and no notice says its result"
                )
        elif (said.state, {one.answer: one.number for one in said.mandates}, sorted(said.repeat_vote)) != (
            due.state,
            {one.answer: one.seats for one in due.elected},
            sorted(due.repeat_vote),
        ):
            say(
                PAPERS,
                "notice-differs",
                f"{path}: {due.contest}",
                f"it says {said.state}; the records give {due.state}",
            )
    _compare_figures(publication, results, findings)


def _compare_figures(publication: Publication, results: Iterable[Told], findings: CountryFindings) -> None:
    """The votes in the last notice of each unit are those of totals.json, or they were overtaken: a remark."""
    units = {} if publication.totals is None else {one.unit: one.result for one in publication.totals.units}
    for told in {told.paper.unit: told for told in results}.values():
        sums = units.get(told.paper.unit)
        for said in told.data.total.total.contests:
            due = None if sums is None else sums.contests.get(said.contest)
            votes = {one.answer: one.number for one in said.votes}
            if due is None or (votes, said.valid, said.invalid) != (dict(due.votes), due.valid, due.invalid):
                text = "its votes are not those of totals.json: other protocols came after it"
                findings.remark(PAPERS, "notice-figures", f"{told.path}: {said.contest}", text)


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
        signers = signed_by(publication.folder, path, kind, replace(publication.trust, at=paper.at))
        _demand_body(paper, signers)
    except FormatError as error:
        findings.defect(PAPERS, "file-format", f"{path}: {error.place}", error.reason)
        return None
    except SignatureError as error:
        findings.defect(PAPERS, "signature", names.signature_name(path), str(error))
        return None
    return paper


def _demand_body(paper: DecisionPaper | NoticePaper, signers: Iterable[SignerIdentity]) -> None:
    """A commission's decision is signed by that commission; a court's by whichever was told of it."""
    if not isinstance(paper, DecisionPaper) or paper.body == Body.COURT:
        return
    for one in signers:
        if BODY_OF.get(one.role) != paper.body:
            raise SignatureError(f"{one.holder.name}: a {one.role.value} does not sign a {paper.body} body's decision")
