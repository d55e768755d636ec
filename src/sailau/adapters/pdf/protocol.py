"""The electronic protocol on paper (L 43(4), (4-1), (8), 50-6(2), (3); E43–E45, M43, M44, M49)."""

from html import escape
from typing import Final

from sailau.adapters.pdf import text
from sailau.adapters.pdf.page import lay_out
from sailau.protocol.document import Bilingual, ProtocolDocument, RelationResult

RELATIONS: Final = Bilingual("Бақылау теңдіктері", "Контрольные соотношения")
REMARKS: Final = Bilingual("Ескертпелер", "Примечания")
UNSIGNED: Final = Bilingual("Қол қоймағандар", "Не подписали")
HOLDS: Final = "✓"
DIFFERS: Final = "✗"
EXPLAINED: Final = Bilingual("акт", "акт")


def render_protocol(document: ProtocolDocument) -> bytes:
    """The protocol's PDF with its data attached and an empty signature field for each place."""
    groups = [
        *((section.heading, section.lines, False) for section in document.before),
        *((contest.heading, contest.lines, True) for contest in document.contests),
        *((section.heading, section.lines, False) for section in document.after),
    ]
    body = (
        f"<h1>{text.spans(document.title)}</h1>"
        f'<div class="subtitle">{text.spans(document.subtitle)}</div>'
        f"{text.lines_table(groups, text.PROTOCOL_LINE)}"
        f"{_relations(document.relations)}"
        f"{text.acts_list(document.acts)}"
        f"{_remarks(document.remarks)}"
        f'<div class="keep">{_box(document)}'  # the page of signatures always carries what was signed
        f"{_unsigned(document.unsigned_by)}"
        f"{text.signatures(document.signatures)}</div>"
    )
    title = f"{document.title.kk} · {document.title.ru} · {document.head.precinct.kk}"
    return lay_out(document.head, body, title, document.articles, document.hangs, document.attachments, signable=True)


def _relations(relations: tuple[RelationResult, ...]) -> str:
    if not relations:
        return ""
    rows = "".join(
        f'<tr><td lang="kk">{escape(item.text.kk)}</td><td lang="ru">{escape(item.text.ru)}</td>'
        f'<td class="equation">{escape(item.equation)} <b>{_verdict(item)}</b></td></tr>'
        for item in relations
    )
    return f'{text.heading(RELATIONS)}<table class="pairs relations"><tbody>{rows}</tbody></table>'


def _verdict(item: RelationResult) -> str:
    if item.holds:
        return HOLDS
    return DIFFERS if item.act is None else f"{DIFFERS} {EXPLAINED.kk} № {escape(item.act)}"


def _remarks(remarks: tuple[Bilingual, ...]) -> str:
    if not remarks:
        return ""
    return text.heading(REMARKS) + text.pairs_table(("", remark) for remark in remarks)


def _box(document: ProtocolDocument) -> str:
    return (
        '<div class="box"><table><tbody><tr>'
        f'<td>{text.fingerprints(document.fingerprints)}<div class="use">{text.paragraphs(document.qr_use)}</div></td>'
        f'<td class="qr">{text.qr_image(document.qr)}</td></tr></tbody></table></div>'
    )


def _unsigned(statements: tuple[Bilingual, ...]) -> str:
    if not statements:
        return ""
    rows = text.pairs_table(("", statement) for statement in statements)
    return f'<div class="unsigned">{text.heading(UNSIGNED)}{rows}</div>'
