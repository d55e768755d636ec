"""The two papers of a small record: every line of the data as text, the data attached, signed by members.

Plainer than the real papers, whose lay-out is the precinct's matter: the verifier looks for lines, data, signatures.
"""

from collections.abc import Sequence
from html import escape

from sailau.adapters.pdf.rendering import render
from sailau.formats.v1.record import CodeList, CodeNumbers, Line, PaperProtocol, Protocol, SummaryProtocol
from sailau.law.paper_form import PAPER_CONTEST_FIGURES, PAPER_FIGURES, SUMMARY_CONTEST_FIGURES, SUMMARY_FIGURES
from sailau.law.protocol_figures import FIGURES
from sailau.protocol.document import Attachment
from sailau.signing.pdf import field_name, sign_pdf
from tests.records.world import DAY, EVENING, World

CSS = "@page{size:A4;margin:10mm} p{margin:0;font-size:6pt} input{display:block;width:60mm;height:12mm}"


def protocol_pdf(world: World, protocol: Protocol, data: bytes, signers: Sequence[str]) -> bytes:
    """protocol.pdf: the text of `protocol`, with `data` attached."""
    key = (repr(protocol).encode(), data, *(signer.encode() for signer in signers))
    if key not in world.papers:
        world.papers[key] = _signed(world, _rows(protocol), "protocol.json", data, signers)
    return world.papers[key]


def mixed_pdf(
    world: World, name: str, protocol: PaperProtocol | SummaryProtocol, data: bytes, signers: Sequence[str]
) -> bytes:
    """paper-protocol.pdf or summary-protocol.pdf: the text of `protocol`, with `data` attached as `name`."""
    key = (repr(protocol).encode(), data, *(signer.encode() for signer in signers))
    if key not in world.papers:
        world.papers[key] = _signed(world, _mixed_rows(protocol), name, data, signers)
    return world.papers[key]


def _mixed_rows(protocol: PaperProtocol | SummaryProtocol) -> list[str]:
    form = {figure.id: figure for figure in (*PAPER_FIGURES, *PAPER_CONTEST_FIGURES)}
    summary = {figure.id: figure for figure in (*SUMMARY_FIGURES, *SUMMARY_CONTEST_FIGURES)}

    def row(line: Line) -> str:
        found = form.get(line.figure) if isinstance(protocol, PaperProtocol) else summary.get(line.figure)
        known = f"{found.line} {found.text.kk} {found.text.ru}" if found is not None else line.figure
        return f"{known} {line.value} {line.kk} {line.ru}"

    issued = protocol.issued if isinstance(protocol, PaperProtocol) else ()
    rows = [row(line) for line in protocol.lines[:3]]
    rows += [f"{entry.name} {entry.name} {entry.value} {entry.kk} {entry.ru}" for entry in issued]
    for contest in protocol.contests:
        rows += [f"{vote.name.kk} {vote.name.ru} {vote.votes} {vote.kk} {vote.ru}" for vote in contest.rows]
    rows += [row(line) for contest in protocol.contests for line in contest.lines]
    return rows + [row(line) for line in protocol.lines[3:]]


def _signed(world: World, rows: Sequence[str], name: str, data: bytes, signers: Sequence[str]) -> bytes:
    fields = "".join(
        f'<p><input type="checkbox" name="{field_name(int(signer[-1]))}" title="{signer}"></p>' for signer in signers
    )
    body = "".join(f"<p>{escape(row)}</p>" for row in rows) + fields
    made = render(
        f"<body>{body}</body>", css=CSS, title="Протокол", day=DAY, attachments=[Attachment(name=name, data=data)]
    )
    for signer in signers:
        made = sign_pdf(made, world.signer(signer), field_name(int(signer[-1])), EVENING)
    return made


def _rows(protocol: Protocol) -> list[str]:
    form = {figure.id: figure for figure in FIGURES}
    lines = [
        (form[line.figure].section, f"{figure_text(line.figure)} {line.value} {line.kk} {line.ru}")
        for line in protocol.lines
        if line.figure in form
    ]
    votes = [
        f"{row.answer} {row.name.kk} {row.name.ru} {row.votes} {row.kk} {row.ru}"
        for contest in protocol.contests
        for row in contest.rows
    ]
    before = [text for section, text in lines if section == "before"]
    return [*before, *votes, *(text for section, text in lines if section != "before")]


def figure_text(figure: str) -> str:
    """The label of a line in both languages."""
    found = next(entry for entry in FIGURES if entry.id == figure)
    return f"{found.line} {found.text.kk} {found.text.ru}"


def codes_pdf(world: World, codes: CodeList) -> bytes:
    """codes.pdf: the codes as text."""
    key = (repr(codes).encode(),)
    if key not in world.papers:
        if isinstance(codes, CodeNumbers):
            listed = list(codes.codes)
        else:
            listed = [code for contest in codes.contests for code, _ in contest.rows]
        body = "".join(f"<p>{code}</p>" for code in listed)
        world.papers[key] = render(f"<body>{body}</body>", css=CSS, title="Кодтар", day=DAY)
    return world.papers[key]
