"""Step 15: the papers say what the data say — signatures, the data inside, every line in the text (L 50-6(2), C32).

The comparison is of what a program can read in a PDF; text painted over or hidden is for the eyes of a person.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.serialization import Encoding

from sailau.errors import FormatError, SignatureError
from sailau.formats.v1.record import CodeList, CodeNumbers, Line, MixedProtocol, PaperProtocol, Protocol, names
from sailau.law.paper_figures import SummaryFigure
from sailau.law.paper_form import PAPER_CONTEST_FIGURES, PAPER_FIGURES, SUMMARY_CONTEST_FIGURES, SUMMARY_FIGURES
from sailau.law.protocol_figures import FIGURES, Figure
from sailau.signing.pdf import verify_pdf
from sailau.signing.pdf_text import PdfContent, read_pdf, rows_not_in_text
from sailau.signing.trust import Trust, read_certificate
from sailau.verifier.finding import Findings
from sailau.verifier.record.reading import Count, Record
from sailau.verifier.record.signers import Trusted, member_ids

Row = tuple[str, ...]

_NUMBER = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])", re.ASCII)
ROWS_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A PDF to be read, and whom its signatures are judged by; `root` is DER, None: they are not judged."""

    pdf: bytes
    root: bytes | None
    at: datetime | None = None
    training: bool = False
    election: str = ""
    precinct: str | None = None
    territory: str | None = None
    revoked: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPaper:
    """What a PDF says; a part that could not be read is None, with the reason."""

    signers: tuple[str, ...] | None = None
    unsigned_why: str = ""
    content: PdfContent | None = None
    unread_why: str = ""


def paper_of(record: Record, name: str, by: Trusted | None) -> Paper | None:
    """The task of reading one protocol's PDF."""
    pdf = record.folder.read(name)
    if pdf is None:
        return None
    if by is None:
        return Paper(pdf=pdf, root=None)
    trust = by.trust
    return Paper(
        pdf=pdf,
        root=trust.root.public_bytes(Encoding.DER),
        at=trust.at,
        training=trust.training,
        election=trust.election,
        precinct=trust.precinct,
        territory=trust.territory,
        revoked=trust.revocation_lists,
    )


def read_paper(paper: Paper) -> ReadPaper:
    """Judge the signatures and read the text: seconds of work, by itself, so that a process of its own may do it."""
    signers, unsigned_why, content, unread_why = None, "", None, ""
    try:
        if paper.root is not None and paper.at is not None:
            trust = Trust(
                root=read_certificate(paper.root),
                at=paper.at,
                training=paper.training,
                election=paper.election,
                precinct=paper.precinct,
                territory=paper.territory,
                revocation_lists=paper.revoked,
            )
            signers = tuple(member_ids([field.identity for field in verify_pdf(paper.pdf, trust)]))
    except SignatureError as error:
        unsigned_why = str(error)
    try:
        content = read_pdf(paper.pdf)
    except FormatError as error:
        unread_why = error.reason
    return ReadPaper(signers=signers, unsigned_why=unsigned_why, content=content, unread_why=unread_why)


def paper_says(content: PdfContent, protocol: Protocol | MixedProtocol) -> bool:
    """Whether every line of the protocol stands in the paper's text, in its order."""
    runs = _mixed_rows(protocol) if isinstance(protocol, MixedProtocol) else _rows(protocol)
    return not any(rows_not_in_text(content.text, rows) for rows in runs)


def check_papers(record: Record, count: Count, read: ReadPaper | None, findings: Findings) -> None:
    """Judge protocol.pdf, as it was read, and codes.pdf of one count."""
    rows = () if count.protocol is None else _rows(count.protocol)
    _check_paper(record, count.name(names.PROTOCOL), names.PROTOCOL, count.protocol, rows, read, findings)
    _check_code_list(record, count, findings)


def check_mixed_papers(record: Record, read: Sequence[ReadPaper | None], findings: Findings) -> None:
    """Judge the PDFs of the two further protocols of a mixed precinct."""
    both = ((names.PAPER_PROTOCOL, record.paper), (names.SUMMARY_PROTOCOL, record.summary))
    for (name, protocol), paper in zip(both, read, strict=True):
        rows = () if protocol is None else _mixed_rows(protocol)
        _check_paper(record, name, name, protocol, rows, paper, findings)


def _check_paper(
    record: Record,
    data: str,
    attached: str,
    protocol: Protocol | MixedProtocol | None,
    rows: Sequence[Sequence[Row]],
    read: ReadPaper | None,
    findings: Findings,
) -> None:
    """`data` is the path of the protocol's data in the record, `attached` their name inside the PDF."""
    if read is None:
        return
    place = data.removesuffix(".json") + ".pdf"
    if read.unsigned_why:
        findings.defect(15, "pdf-signature", place, read.unsigned_why)
    if read.unread_why:
        findings.defect(15, "pdf-format", place, read.unread_why)
    if read.signers is not None and protocol is not None and read.signers != protocol.signers:
        findings.defect(15, "pdf-signers", place, f"signed by others than {data}")
    if read.content is not None:
        _check_attachment(read.content, attached, record.folder.read(data), place, findings)
        _check_text(read.content, rows, place, findings)


def _check_attachment(content: PdfContent, name: str, data: bytes | None, place: str, findings: Findings) -> None:
    if name not in content.attachments:
        findings.defect(15, "pdf-data", place, f"it carries no {name}")
    elif data is not None and content.attachments[name] != data:
        findings.defect(15, "pdf-data", place, f"the data inside are not {name}")


def _check_text(content: PdfContent, runs: Sequence[Sequence[Row]], place: str, findings: Findings) -> None:
    for rows in runs:
        missing = rows_not_in_text(content.text, rows)
        for index in missing[:ROWS_SHOWN]:
            text = " ".join(rows[index])
            findings.defect(15, "pdf-text", place, f"the text lacks this line, or has it elsewhere: {text}")


def _rows(protocol: Protocol) -> tuple[list[Row], ...]:
    """The rows of the paper in three runs, each in its order: before the contests, the contests, after them."""
    before, after = _lines(protocol.lines, FIGURES)
    votes: list[Row] = [
        (row.name.kk, row.name.ru, str(row.votes), row.kk, row.ru)
        for contest in protocol.contests
        for row in contest.rows
    ]
    return before, votes, after


def _mixed_rows(protocol: MixedProtocol) -> tuple[list[Row], ...]:
    """The same of the paper protocol or the summary; a contest's own lines come after all votes, then the last ones."""
    on_paper = isinstance(protocol, PaperProtocol)
    before, after = _lines(protocol.lines, PAPER_FIGURES if on_paper else SUMMARY_FIGURES)
    if isinstance(protocol, PaperProtocol):
        before += [(entry.name, entry.name, str(entry.value), entry.kk, entry.ru) for entry in protocol.issued]
    own = PAPER_CONTEST_FIGURES if on_paper else SUMMARY_CONTEST_FIGURES
    votes: list[Row] = []
    boxes: list[Row] = []
    for contest in protocol.contests:
        votes += [(row.name.kk, row.name.ru, str(row.votes), row.kk, row.ru) for row in contest.rows]
        boxes += [row for part in _lines(contest.lines, own) for row in part]
    return before, votes, [*boxes, *after]


_BEFORE = frozenset({"1", "2", "3"})
"""Lines of the form that are filled in before the boxes are opened (L 43(4))."""


def _lines(lines: Sequence[Line], form: Sequence[Figure | SummaryFigure]) -> tuple[list[Row], list[Row]]:
    """The rows of lines that the form knows, those before the opening and those after it."""
    known = {figure.id: figure for figure in form}
    before, after = list[Row](), list[Row]()
    for line in lines:
        figure = known.get(line.figure)
        if figure is not None:
            row = (figure.line, figure.text.kk, figure.text.ru, str(line.value), line.kk, line.ru)
            (before if figure.line in _BEFORE else after).append(row)
    return before, after


def _check_code_list(record: Record, count: Count, findings: Findings) -> None:
    place = count.name(names.CODES_PDF)
    pdf = record.folder.read(place)
    if pdf is None or count.codes is None:
        return
    try:
        content = read_pdf(pdf)
    except FormatError as error:
        findings.defect(15, "pdf-format", place, error.reason)
        return
    lacking = Counter(_codes(count.codes)) - Counter(_NUMBER.findall(content.text))
    if lacking:
        shown = ", ".join(sorted(lacking)[:ROWS_SHOWN])
        findings.defect(15, "codes-pdf", place, f"codes that the paper lacks: {shown}", "R 19")
    attached = content.attachments.get(names.CODES)
    if attached is not None and attached != record.folder.read(count.name(names.CODES)):
        findings.defect(15, "codes-pdf", place, "the data inside are not codes.json", "R 19")


def _codes(codes: CodeList) -> list[str]:
    if isinstance(codes, CodeNumbers):
        return list(codes.codes)
    return [code for contest in codes.contests for code, _ in contest.rows]
