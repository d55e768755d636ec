"""Zero report, acts, installation act, minutes and notices on paper (E27, E36, M41, M42, M51, M56; L 50-5, 50-6)."""

from html import escape
from typing import Final

from sailau.adapters.pdf import text
from sailau.adapters.pdf.page import lay_out
from sailau.protocol.document import Bilingual, PaperDocument

DECIDED: Final = Bilingual("Шешім қабылданды", "Решено")


def render_paper(document: PaperDocument) -> bytes:
    """The paper's PDF, with an empty signature field for each place."""
    statements = ((f"{number}.", statement) for number, statement in enumerate(document.statements, start=1))
    lines = [(section.heading, section.lines, False) for section in document.sections]
    prints = f'<div class="box">{text.fingerprints(document.fingerprints)}</div>' if document.fingerprints else ""
    body = (
        f'<h1><span class="kk" lang="kk">{escape(document.title.kk)}</span>'
        f'<span class="ru" lang="ru">{escape(document.title.ru)}</span>'
        f'<span class="paper-number">№ {escape(document.number)}</span></h1>'
        f'<div class="subtitle">{text.spans(document.about)}</div>'
        f"{text.pairs_table(statements, 'statement') if document.statements else ''}"
        f"{text.lines_table(lines, text.FIGURE_LINE) if lines else ''}"
        f"{''.join(map(text.figure_table, document.tables))}"
        f"{text.facts_table(document.facts) if document.facts else ''}"
        f"{_decision(document.decision)}"
        f"{_reasons(document)}"
        f"{text.acts_list(document.acts)}"
        f'<div class="keep">{prints}'
        f"{text.signatures(document.signatures) if document.signatures else ''}"
        f"{text.signatories(document.signatories) if document.signatories else ''}</div>"
    )
    title = f"{document.title.kk} · {document.title.ru} № {document.number}"
    return lay_out(
        document.head,
        body,
        title,
        document.articles,
        document.hangs,
        document.attachments,
        signable=bool(document.signatures) or any(person.field for person in document.signatories),
    )


def _decision(decision: tuple[Bilingual, ...]) -> str:
    if not decision:
        return ""
    return text.heading(DECIDED) + text.pairs_table((("", item) for item in decision), "statement")


def _reasons(document: PaperDocument) -> str:
    if not document.reasons:
        return ""
    numbered = ((f"{number}.", reason) for number, reason in enumerate(document.reasons, start=1))
    return text.heading(document.reasons_heading) + text.pairs_table(numbered, "statement")
