"""Step 15: the papers say what the data say — signatures, the data inside, every line in the text (L 50-6(2), C32).

The comparison is of what a program can read in a PDF; text painted over or hidden is for the eyes of a person.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.serialization import Encoding

from sailau.errors import FormatError, SignatureError
from sailau.formats.v1.record import CodeList, CodeNumbers, Protocol, names
from sailau.law.protocol_figures import FIGURES
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


def paper_of(record: Record, count: Count, by: Trusted | None) -> Paper | None:
    """The task of reading protocol.pdf of one count."""
    pdf = record.folder.read(count.name(names.PROTOCOL_PDF))
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


def check_papers(record: Record, count: Count, read: ReadPaper | None, findings: Findings) -> None:
    """Judge protocol.pdf, as it was read, and codes.pdf of one count."""
    place = count.name(names.PROTOCOL_PDF)
    if read is not None:
        if read.unsigned_why:
            findings.defect(15, "pdf-signature", place, read.unsigned_why)
        if read.unread_why:
            findings.defect(15, "pdf-format", place, read.unread_why)
        if read.signers is not None and count.protocol is not None and read.signers != count.protocol.signers:
            findings.defect(15, "pdf-signers", place, "signed by others than protocol.json")
        if read.content is not None:
            _check_attachment(read.content, record.folder.read(count.name(names.PROTOCOL)), place, findings)
            if count.protocol is not None:
                _check_text(read.content, count.protocol, place, findings)
    _check_code_list(record, count, findings)


def _check_attachment(content: PdfContent, data: bytes | None, place: str, findings: Findings) -> None:
    try:
        attached = content.attached_json
    except FormatError as error:
        findings.defect(15, "pdf-data", place, error.reason)
        return
    if data is not None and attached != data:
        findings.defect(15, "pdf-data", place, "the data inside are not protocol.json")


def _check_text(content: PdfContent, protocol: Protocol, place: str, findings: Findings) -> None:
    for rows in _rows(protocol):
        missing = rows_not_in_text(content.text, rows)
        for index in missing[:ROWS_SHOWN]:
            text = " ".join(rows[index])
            findings.defect(15, "pdf-text", place, f"the text lacks this line, or has it elsewhere: {text}")


def _rows(protocol: Protocol) -> tuple[list[Row], ...]:
    """The rows of the paper in three runs, each in its order: before the contests, the contests, after them."""
    form = {figure.id: figure for figure in FIGURES}
    before, after = list[Row](), list[Row]()
    for line in protocol.lines:
        figure = form.get(line.figure)
        if figure is not None:
            row = (figure.line, figure.text.kk, figure.text.ru, str(line.value), line.kk, line.ru)
            (before if figure.section == "before" else after).append(row)
    votes: list[Row] = [
        (row.name.kk, row.name.ru, str(row.votes), row.kk, row.ru)
        for contest in protocol.contests
        for row in contest.rows
    ]
    return before, votes, after


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
